/// <reference lib="dom" />
/**
 * A lesson: text, steps with their programs and figures, and what the reader's runs mean for it.
 *
 * @module
 */
import type { Desk, RunVerdict } from "../desk.ts";
import { button, element } from "../elements.ts";
import type { CourseData, ExtraRunData, LessonData, RunData, StepData } from "./course_data.ts";
import { judgeRun, type LessonRun, ownDraft, stepDraft } from "./judge_lesson.ts";
import { buttons, type Course, figureLine, figuresOf, folded, markup, outcomeLine, placeLink } from "./parts.ts";
import { program, showEditor, showReport, stayAt, toneOf, viewHead } from "./parts.ts";
import { GOAL_MISSED } from "./outcome.ts";
import type { LessonProgress } from "./progress.ts";
import { SeedCheck } from "./seed_check.ts";

/** What a lesson needs of the page and the course. */
export interface LessonContext {
  readonly desk: Desk;
  readonly course: Course;
  readonly data: CourseData;
  progressOf(id: string): LessonProgress | undefined;
  passed(id: string, passed: LessonProgress): void;
}

const OWN_PROGRAM =
  "Your program of this lesson begins as the skeleton and is kept in this browser. The programs of the " +
  "steps are opened beside it and never replace it.";

/** One lesson on the page. */
export class LessonView {
  readonly #lesson: LessonData;
  readonly #context: LessonContext;
  readonly #state = element("p", { class: "lesson-state" });
  /** Where the verdict of the next run is told; the reader's own runs are told at the top. */
  readonly #ownResult = resultRoom();
  readonly #results = new Map<string, HTMLElement>();
  readonly #check = new SeedCheck();
  /** The button that the reader pressed last, until its verdict is there, and where the page stood. */
  #pressed: { readonly name: string; readonly scrolledTo: number } | undefined;

  constructor(lesson: LessonData, context: LessonContext) {
    this.#lesson = lesson;
    this.#context = context;
  }

  /** Shows it. The reader's own program is opened, or the skeleton where there is none yet. */
  show(room: HTMLElement): void {
    const { number, title, motto, task, messages, steps } = this.#lesson;
    room.replaceChildren(
      ...viewHead(this.#context.course, `${number} ${title}`, this.#neighbours()),
      markup(motto, "p"),
      this.#state,
      element("p", {}, OWN_PROGRAM),
      buttons(
        button("Open my program", () => {
          this.#openOwn();
          showEditor();
        }),
        button("Check my program", () => this.#checkOwn()),
        ...(this.#isOfficial(this.#lesson.check.options) ? [] : [
          button("Run my program officially", () => this.#press(ownDraft(this.#lesson), () => this.#openOfficially())),
        ]),
      ),
      this.#ownResult,
      element("h3", {}, "The task"),
      markup(task),
      element("h3", {}, "What a message looks like"),
      markup(messages),
      element("h3", {}, "Step by step"),
      ...steps.map((step, index) => this.#step(step, index)),
      element("h3", {}, "Hints"),
      ...this.#lesson.hints.map((hint, index) => folded(`Hint ${index + 1}`, markup(hint, "p"))),
      element("h3", {}, "The file of this project"),
      markup(this.#lesson.file),
      this.#files(),
      element("nav", { "aria-label": "Next", class: "course-nav" }, ...this.#neighbours().slice(1)),
    );
    this.#showState();
    this.#openOwn();
  }

  /** A run has ended. */
  take(verdict: RunVerdict): void {
    const { draft } = verdict.code;
    if (draft !== ownDraft(this.#lesson) && !draft.startsWith(`${ownDraft(this.#lesson)}/`)) return;
    const run = judgeRun(verdict, this.#lesson);
    const isOwnDraft = draft === ownDraft(this.#lesson);
    const state = isOwnDraft ? this.#check.take(run.isPassed) : "none";
    if (state === "goes-on") return this.#runCheck();
    // Where one run may be a lucky one, a program of the reader's own has to pass the whole check.
    const isEnough = !run.isOwn || this.#lesson.seeds.length === 0 || state === "passed";
    if (run.isPassed && isEnough) {
      const passedBy = run.isOwn ? "own" : "step";
      this.#context.passed(this.#lesson.id, { passedBy, figures: figuresOf(verdict) });
      this.#showState();
    }
    const pressed = this.#pressed;
    this.#pressed = undefined;
    const room = this.#results.get(pressed?.name ?? draft) ?? this.#ownResult;
    this.#tell(room, verdict, { ...run, isPassed: run.isPassed && isEnough });
    if (run.isPassed && !isEnough) room.append(` Now press Check: it has to pass with the seeds ${this.#seedNames()}.`);
    if (pressed !== undefined) stayAt(pressed.scrolledTo, room);
  }

  #neighbours(): HTMLElement[] {
    const { lessons } = this.#context.data;
    const index = lessons.findIndex(({ id }) => id === this.#lesson.id);
    const [before, after] = [lessons[index - 1], lessons[index + 1]];
    return [
      placeLink("All lessons", { view: "contents" }),
      ...(before === undefined
        ? []
        : [placeLink(`Back: ${before.number} ${before.title}`, { view: "lesson", id: before.id })]),
      after === undefined
        ? placeLink("Summary", { view: "summary" })
        : placeLink(`Next: ${after.number} ${after.title}`, { view: "lesson", id: after.id }),
    ];
  }

  #step(step: StepData, index: number): HTMLElement {
    const result = resultRoom();
    const draft = stepDraft(this.#lesson, step);
    this.#results.set(draft, result);
    const { outcome, failures, run } = step;
    const seed = run.seed === this.#lesson.check.seed ? "" : ` with seed ${run.seed}`;
    const measured = `Measured${seed}: ${outcomeLine(outcome, failures.map(failureName(this.#lesson)))}`;
    const open = () => this.#open(run, { source: step.source, draft });
    return element(
      "section",
      { class: "step" },
      element("h4", {}, `${index + 1}. ${step.title}`),
      markup(step.html),
      element("p", { class: "measured" }, measured),
      buttons(
        button("Open in the editor", () => {
          open();
          showEditor();
        }),
        button("Run it", () => this.#press(draft, open)),
      ),
      result,
      ...step.extraRuns.map((extra) => this.#extraRun(step, extra)),
      folded("The whole program", program(step.source)),
    );
  }

  #extraRun(step: StepData, extra: ExtraRunData): HTMLElement {
    const room = element("div", { class: "extra-run" });
    const measured = `The same program ${extra.title}: ${outcomeLine(extra.outcome, extra.failures)}`;
    room.append(element("p", { class: "measured" }, measured));
    const { run } = extra;
    if (run === undefined) return room;
    const result = resultRoom();
    const name = `${stepDraft(this.#lesson, step)} ${extra.title}`;
    this.#results.set(name, result);
    const open = () => this.#open(run, { source: step.source, draft: stepDraft(this.#lesson, step) });
    room.append(buttons(button(`Run it ${extra.title}`, () => this.#press(name, open))), result);
    return room;
  }

  #files(): HTMLElement {
    return buttons(...this.#lesson.files.map((stage) =>
      button(`Open ${stage.split("~")[0]}.ts`, () => {
        // Only the stage is named, so that the page shows the project's own file.
        this.#context.desk.openCode({ stage });
        showEditor();
      })
    ));
  }

  #open(run: RunData, { source, draft }: { readonly source: string; readonly draft: string }): void {
    this.#context.desk.openCode({ ...run, source, draft, isFresh: true });
  }

  #openOwn(): void {
    const { check, steps } = this.#lesson;
    this.#context.desk.openCode({ ...check, source: steps[0]?.source ?? "", draft: ownDraft(this.#lesson) });
  }

  #checkOwn(): void {
    this.#openOwn();
    const { seed } = this.#context.desk.current();
    this.#check.start(this.#lesson.seeds.length > 0 ? this.#lesson.seeds : [seed]);
    this.#pressed = { name: ownDraft(this.#lesson), scrolledTo: scrollY };
    this.#runCheck();
  }

  /** The reader's program under the options of the lesson, whatever they were changed to. */
  #runCheck(): void {
    const { desk } = this.#context;
    const { stage, options } = this.#lesson.check;
    const { source } = desk.current();
    const { seed = "1" } = this.#check;
    desk.openCode({ stage, options, seed, source, draft: ownDraft(this.#lesson), isFresh: true });
    desk.run();
  }

  /** The reader's program under the options of Fly.io, which take longer than those of the lesson. */
  #openOfficially(): void {
    this.#openOwn();
    const { seed, source } = this.#context.desk.current();
    const { stage } = this.#lesson.check;
    this.#context.desk.openCode({ stage, options: {}, seed, source, draft: ownDraft(this.#lesson), isFresh: true });
  }

  #isOfficial(options: Readonly<Record<string, string>>): boolean {
    return Object.keys(options).length === 0;
  }

  #seedNames(): string {
    return this.#lesson.seeds.join(", ");
  }

  #press(name: string, open: () => void): void {
    this.#check.end();
    this.#pressed = { name, scrolledTo: scrollY };
    open();
    this.#context.desk.run();
  }

  #showState(): void {
    const progress = this.#context.progressOf(this.#lesson.id);
    this.#state.textContent = progress === undefined
      ? ""
      : `Passed with ${progress.passedBy === "own" ? "a program of your own" : "a program of the lesson"}: ${
        figureLine(progress.figures) || "valid"
      }`;
  }

  #tell(room: HTMLElement, verdict: RunVerdict, run: LessonRun): void {
    const failures = run.failures.map(failureName(this.#lesson));
    const { word, tone } = toneOf(verdict.valid, failures);
    const figures = figureLine(figuresOf(verdict));
    const finding = verdict.findings.find(({ severity }) => severity !== "warning");
    room.className = `lesson-result ${tone}`;
    room.replaceChildren(
      element("strong", {}, run.isPassed ? "Passed. " : `${capitalized(word)}. `),
      ...(verdict.problem === undefined ? [] : [verdict.problem]),
      ...(verdict.valid !== true || figures === "" ? [] : [`${capitalized(figures)}. `]),
      ...(finding === undefined || verdict.valid === true ? [] : [finding.text]),
      ...(run.counts || verdict.valid === undefined ? [] : [
        this.#isOfficial(verdict.code.options)
          ? " This was the official test. The lesson is checked with options of its own: press Check."
          : " This run had other options than the lesson asks for, so it does not count.",
      ]),
      ...(verdict.valid === undefined ? [] : [" ", button("See the report", showReport)]),
    );
  }
}

/** A failure as people read it. */
function failureName({ goal }: LessonData): (failure: string) => string {
  return (failure) => failure === GOAL_MISSED && goal !== undefined ? `${goal.figure} below ${goal.below}` : failure;
}

function resultRoom(): HTMLElement {
  return element("div", { class: "lesson-result", role: "status" });
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
