/// <reference lib="dom" />
/**
 * Puts the course beside the editor: a button, addresses, and views that are filled when somebody asks for them. Texts and
 * programs are fetched then, so that the page without the course is no larger.
 *
 * @module
 */
import type { Desk, RunVerdict } from "../desk.ts";
import { button } from "../elements.ts";
import { FILES } from "../protocol.ts";
import { readStored, store } from "../storage.ts";
import type { CourseData } from "./course_data.ts";
import { LessonView } from "./lesson_view.ts";
import { showContents, showSummary } from "./overview.ts";
import { type Course, isWide } from "./parts.ts";
import { NO_PROGRESS, parseProgress, type Progress, progressText, withLesson, withPuzzle } from "./progress.ts";
import { PuzzleView } from "./puzzle_view.ts";
import { fragmentOf, readRoute, type Route } from "./routes.ts";

const PROGRESS_KEY = "course.progress";

/** Puts the course on the page. */
export function mountCourse(desk: Desk): void {
  new CourseRoom(desk);
}

class CourseRoom implements Course {
  readonly #desk: Desk;
  readonly #button: HTMLButtonElement;
  readonly #back: HTMLButtonElement;
  #data: Promise<CourseData> | undefined;
  /** What the browser keeps, or what this visit knows where it keeps nothing. */
  #progress = parseProgress(readStored(PROGRESS_KEY));
  #view: { take(verdict: RunVerdict): void } | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#button = button("Course: 14 lessons, 12 puzzles", () => {
      if (this.#desk.lessonRoom.hidden) this.goTo({ view: "contents" });
      else this.close();
    });
    this.#button.setAttribute("aria-expanded", "false");
    this.#button.setAttribute("aria-controls", desk.lessonRoom.id);
    // On narrow screens the lesson is above the editor, and this is the way back to it.
    this.#back = button("To the lesson", () => desk.lessonRoom.scrollIntoView());
    this.#back.className = "to-lesson";
    this.#back.hidden = true;
    desk.actions.append(this.#button, this.#back);
    // It is of use where the upper half of the screen shows something else.
    const watch = ([entry]: readonly IntersectionObserverEntry[]) => {
      this.#back.hidden = desk.lessonRoom.hidden || entry?.isIntersecting !== false;
    };
    new IntersectionObserver(watch, { rootMargin: "-20% 0px -50% 0px" }).observe(desk.lessonRoom);
    desk.onVerdict((verdict) => this.#view?.take(verdict));
    globalThis.addEventListener("hashchange", () => void this.#showAddress());
    void this.#showAddress();
  }

  goTo(route: Route): void {
    const fragment = fragmentOf(route);
    if (location.hash === fragment) void this.#show(route);
    else location.hash = fragment;
  }

  close(): void {
    this.#hide();
    history.pushState(null, "", location.pathname + location.search);
    this.#button.focus();
  }

  #hide(): void {
    this.#view = undefined;
    this.#desk.lessonRoom.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
  }

  async #showAddress(): Promise<void> {
    const route = readRoute(location.hash);
    if (route !== undefined) await this.#show(route);
    else if (location.hash === "") this.#hide();
  }

  async #show(route: Route): Promise<void> {
    const room = this.#desk.lessonRoom;
    room.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
    let data: CourseData;
    try {
      data = await (this.#data ??= fetchCourse());
    } catch (error) {
      this.#data = undefined;
      room.textContent = `Cannot load the course: ${
        error instanceof Error ? error.message : error
      }. Press Course once more.`;
      return;
    }
    this.#view = undefined;
    this.#fill(room, route, data);
    room.scrollTop = 0;
    if (!isWide()) room.scrollIntoView();
    else if (room.getBoundingClientRect().top < 0) globalThis.scrollTo({ top: 0, behavior: "instant" });
    room.querySelector<HTMLElement>("#lesson-title")?.focus({ preventScroll: true });
  }

  #fill(room: HTMLElement, route: Route, data: CourseData): void {
    const shared = { desk: this.#desk, course: this, data };
    if (route.view === "lesson" || route.view === "puzzle") {
      const lesson = route.view === "lesson" ? data.lessons.find(({ id }) => id === route.id) : undefined;
      const puzzle = route.view === "puzzle" ? data.puzzles.find(({ id }) => id === route.id) : undefined;
      if (lesson !== undefined) {
        const view = new LessonView(lesson, {
          ...shared,
          progressOf: (id) => this.#progress.lessons[id],
          passed: (id, passed) => this.#keep(withLesson(this.#progress, id, passed)),
        });
        this.#view = view;
        return view.show(room);
      }
      if (puzzle !== undefined) {
        const view = new PuzzleView(puzzle, {
          ...shared,
          progressOf: (id) => this.#progress.puzzles[id],
          solved: (id, news) => this.#keep(withPuzzle(this.#progress, id, news)),
        });
        this.#view = view;
        return view.show(room);
      }
    }
    const show = route.view === "summary" ? showSummary : showContents;
    show(room, {
      course: this,
      data,
      progress: this.#progress,
      reset: () => {
        this.#keep(NO_PROGRESS);
        this.goTo(route);
      },
    });
  }

  #keep(progress: Progress): void {
    this.#progress = progress;
    store(PROGRESS_KEY, progressText(progress));
  }
}

async function fetchCourse(): Promise<CourseData> {
  const answer = await fetch(FILES.course);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return await answer.json();
}
