/// <reference lib="dom" />
/**
 * A puzzle: a program that fails, to be understood by its line or mended in the editor.
 *
 * @module
 */
import type { Desk, RunVerdict } from "../desk.ts";
import { button, element } from "../elements.ts";
import type { CourseData, PuzzleData } from "./course_data.ts";
import { isMended, puzzleDraft } from "./judge_lesson.ts";
import { buttons, type Course, folded, markup, placeLink, showEditor, showReport, stayAt, viewHead } from "./parts.ts";
import type { PuzzleProgress } from "./progress.ts";
import { SeedCheck } from "./seed_check.ts";

/** What a puzzle needs of the page and the course. */
export interface PuzzleContext {
  readonly desk: Desk;
  readonly course: Course;
  readonly data: CourseData;
  progressOf(id: string): PuzzleProgress | undefined;
  solved(id: string, news: Partial<PuzzleProgress>): void;
}

/** A mended program has to pass with each of these. */
const SEEDS: readonly string[] = ["1", "2", "3"];

type Tone = "good" | "bad" | "unsure";

/** After so many wrong lines the answer is offered. */
const OFFER_AFTER = 3;

/** One puzzle on the page. */
export class PuzzleView {
  readonly #puzzle: PuzzleData;
  readonly #context: PuzzleContext;
  readonly #result = element("div", { class: "lesson-result", role: "status" });
  readonly #mendResult = element("div", { class: "lesson-result", role: "status" });
  readonly #guess = element("div", { class: "lesson-result", role: "status" });
  readonly #answer = element("div", { hidden: "" });
  #wrongCount = 0;
  /** Where the page stood when a button was pressed. */
  #scrolledTo = 0;
  readonly #check = new SeedCheck();

  constructor(puzzle: PuzzleData, context: PuzzleContext) {
    this.#puzzle = puzzle;
    this.#context = context;
  }

  /** Shows it, and opens the program. */
  show(room: HTMLElement): void {
    const { title, symptom, hints, answer } = this.#puzzle;
    this.#answer.replaceChildren(
      element("h3", {}, "The answer"),
      markup(answer),
      buttons(button("Open a mended program", () => this.#openMended())),
    );
    room.replaceChildren(
      ...viewHead(this.#context.course, `Puzzle: ${title}`, this.#neighbours()),
      markup(symptom),
      element("p", { class: "measured" }, `What the bench says of it: ${this.#puzzle.outcome.text ?? ""}`),
      buttons(
        button("Run it and see it fail", () => this.#runBroken()),
        button("See the report", showReport),
      ),
      this.#result,
      element("h3", {}, "Which line is it?"),
      this.#lines(),
      this.#guess,
      this.#answer,
      element("h3", {}, "Or mend it"),
      markup(
        `Change the program in the editor. It has to pass with the seeds ${
          SEEDS.join(", ")
        } under the options of the puzzle.`,
        "p",
      ),
      buttons(
        button("Open my program", () => {
          this.#open({});
          showEditor();
        }),
        button("Check my program", () => {
          this.#scrolledTo = scrollY;
          this.#open({});
          this.#check.start(SEEDS);
          this.#runCheck();
        }),
        button("Begin again", () => this.#open({ isFresh: true })),
      ),
      this.#mendResult,
      element("h3", {}, "Hints"),
      ...hints.map((hint, index) => folded(`Hint ${index + 1}`, markup(hint, "p"))),
    );
    if (this.#context.progressOf(this.#puzzle.id)?.isFound) this.#answer.hidden = false;
    this.#open({});
  }

  /** A run has ended. */
  take(verdict: RunVerdict): void {
    if (verdict.code.draft !== puzzleDraft(this.#puzzle)) return;
    const { seed } = this.#check;
    const state = this.#check.take(isMended(verdict, this.#puzzle));
    if (state === "none") return this.#tellRun(verdict);
    if (state === "goes-on") return this.#runCheck();
    const say = (text: string, tone: Tone) => this.#say(this.#mendResult, text, tone);
    if (state === "failed") {
      const finding = verdict.findings.find(({ severity }) => severity !== "warning");
      return say(`Not yet, with seed ${seed}: ${verdict.problem ?? finding?.text ?? "other options"}`, "bad");
    }
    this.#context.solved(this.#puzzle.id, { isMended: true });
    say(`Mended: it passes with the seeds ${SEEDS.join(", ")}.`, "good");
    this.#answer.hidden = false;
  }

  #neighbours(): HTMLElement[] {
    const { puzzles } = this.#context.data;
    const index = puzzles.findIndex(({ id }) => id === this.#puzzle.id);
    const after = puzzles[index + 1];
    return [
      placeLink("All lessons", { view: "contents" }),
      after === undefined
        ? placeLink("Summary", { view: "summary" })
        : placeLink(`Next: ${after.title}`, { view: "puzzle", id: after.id }),
    ];
  }

  /** The program with a choice at each line: one stop for the keyboard, arrows within it. */
  #lines(): HTMLElement {
    const rows = this.#puzzle.source.trimEnd().split("\n").map((line, index) => {
      if (line.trim() === "") return element("span", { class: "line" }, "\u00a0");
      const choice = element("input", { type: "radio", name: "puzzle-line", value: String(index + 1) });
      const number = element("span", { class: "number" }, String(index + 1));
      return element("label", { class: "line" }, choice, number, element("code", {}, line));
    });
    const form = element("fieldset", { class: "lines" }, element("legend", {}, "Program"), ...rows);
    return element("div", {}, form, buttons(button("This is the line", () => this.#guessLine(form))));
  }

  #guessLine(form: HTMLElement): void {
    const chosen = form.querySelector<HTMLInputElement>("input:checked");
    if (chosen === null) return this.#tellGuess("Choose a line first.", "unsure");
    const line = Number(chosen.value);
    const focused = document.activeElement;
    this.#context.desk.showLine(line);
    // Who goes by keys stays where they are.
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    if (this.#puzzle.answerLines.includes(line)) {
      this.#context.solved(this.#puzzle.id, { isFound: true });
      this.#tellGuess(`Yes, line ${line}.`, "good");
      this.#answer.hidden = false;
      return;
    }
    this.#wrongCount++;
    this.#tellGuess(`Line ${line} is right as it is.`, "bad");
    if (this.#wrongCount >= OFFER_AFTER) {
      this.#guess.append(" ", button("Show me the answer", () => this.#answer.hidden = false));
    }
  }

  #open({ isFresh = false }: { readonly isFresh?: boolean }): void {
    const { run, source } = this.#puzzle;
    this.#context.desk.openCode({ ...run, source, draft: puzzleDraft(this.#puzzle), isFresh });
  }

  #openMended(): void {
    const { run, fixed } = this.#puzzle;
    this.#context.desk.openCode({ ...run, source: fixed, draft: puzzleDraft(this.#puzzle), isFresh: true });
  }

  #runBroken(): void {
    this.#scrolledTo = scrollY;
    this.#check.end();
    this.#open({ isFresh: true });
    this.#context.desk.run();
  }

  /** Runs what is in the editor with the next seed. */
  #runCheck(): void {
    const { desk } = this.#context;
    const { seed = "1" } = this.#check;
    const { source } = desk.current();
    desk.openCode({ ...this.#puzzle.run, seed, source, draft: puzzleDraft(this.#puzzle), isFresh: true });
    this.#say(this.#mendResult, `Checking, seed ${seed} ...`, "unsure");
    desk.run();
  }

  #tellRun(verdict: RunVerdict): void {
    const finding = verdict.findings.find(({ severity }) => severity !== "warning");
    const text = verdict.problem ?? finding?.text ?? "The bench found nothing.";
    this.#say(this.#result, text, verdict.valid === true ? "good" : "bad");
  }

  #say(room: HTMLElement, text: string, tone: Tone): void {
    room.className = `lesson-result ${tone}`;
    room.textContent = text;
    stayAt(this.#scrolledTo, room);
  }

  #tellGuess(text: string, tone: Tone): void {
    this.#guess.className = `lesson-result ${tone}`;
    this.#guess.textContent = text;
  }
}
