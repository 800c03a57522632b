/// <reference lib="dom" />
/**
 * The contents of the course, and the summary at its end.
 *
 * @module
 */
import { button, element } from "../elements.ts";
import type { CourseData, LessonData } from "./course_data.ts";
import { buttons, type Course, figureLine, placeLink, viewHead } from "./parts.ts";
import type { Progress } from "./progress.ts";

/** What both views show. */
export interface OverviewContext {
  readonly course: Course;
  readonly data: CourseData;
  readonly progress: Progress;
  /** Forgets all progress. */
  reset(): void;
}

/** Shows the contents. */
export function showContents(room: HTMLElement, { course, data, progress }: OverviewContext): void {
  const next = data.lessons.find(({ id }) => progress.lessons[id] === undefined) ?? data.lessons[0];
  room.replaceChildren(
    ...viewHead(course, "Course: distributed systems by doing", [placeLink("Summary", { view: "summary" })]),
    element(
      "p",
      {},
      "Fourteen lessons, from a node that answers to transactions that survive a broken network. Each begins with a " +
        "program that fails, and each step shows what it gains and what it costs. Every figure was measured, and every " +
        "program runs here. You need some TypeScript and nothing else.",
    ),
    ...(next === undefined ? [] : [
      element(
        "p",
        { class: "begin" },
        placeLink(`${next === data.lessons[0] ? "Begin" : "Go on"}: ${next.number} ${next.title}`, {
          view: "lesson",
          id: next.id,
        }),
      ),
    ]),
    element("h3", {}, "Lessons"),
    element("ol", { class: "contents" }, ...data.lessons.map((lesson) => lessonItem(lesson, progress))),
    element("h3", {}, "Try this bug"),
    element("p", {}, "Twelve programs with one mistake each, which the bench has caught. Find the line, or mend it."),
    element(
      "ol",
      { class: "contents" },
      ...data.puzzles.map(({ id, title }, index) => {
        const { isFound = false, isMended = false } = progress.puzzles[id] ?? {};
        const state = isMended ? "mended" : isFound ? "line found" : "";
        return item(`${index + 1}.`, placeLink(title, { view: "puzzle", id }), state);
      }),
    ),
  );
}

/** Shows what was reached. */
export function showSummary(room: HTMLElement, { course, data, progress, reset }: OverviewContext): void {
  const passed = data.lessons.filter(({ id }) => progress.lessons[id] !== undefined);
  const own = passed.filter(({ id }) => progress.lessons[id]?.passedBy === "own");
  const solved = data.puzzles.filter(({ id }) => progress.puzzles[id]?.isFound || progress.puzzles[id]?.isMended);
  room.replaceChildren(
    ...viewHead(course, "Summary", [placeLink("All lessons", { view: "contents" })]),
    element(
      "p",
      { id: "course-summary" },
      `Passed: ${passed.length} of ${data.lessons.length} lessons, ${own.length} of them with a program of your own. ` +
        `Solved: ${solved.length} of ${data.puzzles.length} puzzles.`,
    ),
    ...(passed.length === data.lessons.length ? [element("p", {}, LAST_WORDS)] : []),
    summaryTable(data, progress),
    buttons(button("Forget my progress", () => {
      if (globalThis.confirm("Forget which lessons and puzzles you have solved? Your programs stay.")) reset();
    })),
  );
}

const LAST_WORDS =
  "That is all of them. You have seen why an acknowledgement is a promise, why whatever is sent twice " +
  "must be harmless, what a batch costs and saves, and where no cleverness helps. The files in challenges/ are the " +
  "next thing to read: they do the same with every fault that the bench has.";

function summaryTable(data: CourseData, progress: Progress): HTMLElement {
  const rows = data.lessons.map(({ id, number, title, steps }) => {
    const known = progress.lessons[id];
    const solution = steps.find((step) => step.id === "solution")?.outcome.figures ?? {};
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, `${number} `, placeLink(title, { view: "lesson", id })),
      element(
        "td",
        {},
        known === undefined ? "open" : known.passedBy === "own" ? "own program" : "program of the lesson",
      ),
      element("td", {}, known === undefined ? "" : figureLine(known.figures) || "valid"),
      element("td", {}, figureLine(solution) || "valid"),
    );
  });
  const headings = ["Lesson", "Passed with", "Your best run", "The lesson's solution"];
  return element(
    "div",
    { class: "wide-table", tabindex: "0", role: "region", "aria-label": "What you have reached" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...headings.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...rows),
    ),
  );
}

function lessonItem({ id, number, title }: LessonData, progress: Progress): HTMLElement {
  const known = progress.lessons[id];
  const state = known === undefined ? "" : known.passedBy === "own" ? "passed" : "passed with the lesson's program";
  return item(number, placeLink(title, { view: "lesson", id }), state);
}

function item(number: string, link: HTMLElement, state: string): HTMLElement {
  return element(
    "li",
    {},
    element("span", { class: "number" }, number),
    link,
    element("span", { class: "soft" }, state),
  );
}
