/// <reference lib="dom" />
/**
 * The runs that are on the page: one of what is in the editor, and others that were made from it by doing something to
 * it, or by making it smaller. One of them is shown.
 *
 * @module
 */
import * as v from "valibot";
import type { Code } from "./desk.ts";
import { byId } from "./elements.ts";
import { type ForkRequest, type Future, REPORT_SAYING } from "./futures/protocol.ts";
import { FuturesView } from "./futures/view.ts";
import { testCommand } from "./options_form.ts";
import { type Outcome, OutcomeView } from "./outcome.ts";
import type { Problem, RunAnswer, RunDone, RunRequest, Task } from "./protocol.ts";
import { Runner } from "./runner.ts";

/** A run that takes longer is told how to be stopped, in ms. */
const LONG_RUN_MS = 20_000;

/** Reports that are kept; each may have many megabytes. */
const RUNS_MAX = 6;

/** A reader has come to rest on a moment of the playback when it has not changed for so long, in ms. */
const REST_MS = 200;

/** A run with all that it was made from. */
export interface SeenRun extends Outcome {
  readonly request: RunRequest;
  readonly code: Code;
}

/** What to run, and what is known of it. */
export interface Start {
  readonly request: RunRequest;
  readonly code: Code;
  /** Journal hash that a link says. */
  readonly expectedHash?: string | undefined;
  /** Another run that a link says, to be carried out afterwards, with its hash. */
  readonly next?: (Future & { readonly hash?: string | undefined }) | undefined;
}

/** What the page hears. */
export interface SessionEvents {
  onProblem(problem: Problem, code: Code): void;
  /** What was in the editor has run. */
  onDone(run: SeenRun): void;
  /** Tells the reader how it goes. */
  onStatus(text: string, isRunning: boolean): void;
}

/** The runs of the page. */
export class Session {
  readonly #runner = new Runner();
  /** Looks into nodes while the reader looks at a report. */
  readonly #inspector = new Runner();
  readonly #outcome: OutcomeView;
  readonly #futures: FuturesView;
  readonly #events: SessionEvents;
  #runs: SeenRun[] = [];
  #shown = 0;
  #startMs = 0;
  #isSearching = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(events: SessionEvents) {
    this.#events = events;
    this.#outcome = new OutcomeView((message) => this.#onReport(message));
    byId("break", HTMLButtonElement).addEventListener("click", () => this.#outcome.showPlayback());
    this.#futures = new FuturesView({ onChoose: (position) => this.#show(position), onShrink: () => this.#shrink() });
  }

  /** The run that is shown; undefined where none is. */
  get shown(): SeenRun | undefined {
    return this.#runs[this.#shown];
  }

  /** The run of what was in the editor; undefined where there is none. */
  get first(): SeenRun | undefined {
    return this.#runs[0];
  }

  /** Makes ready for the first run. */
  prepare(): void {
    this.#runner.prepare();
  }

  /** Forgets all runs. */
  clear(): void {
    this.#runner.end();
    clearTimeout(this.#rest);
    this.#inspector.end();
    this.#runs = [];
    this.#outcome.show(undefined);
    this.#futures.show([], 0);
    byId("future-problem", HTMLElement).textContent = "";
    byId("log", HTMLElement).textContent = "";
    byId("logs", HTMLElement).hidden = true;
  }

  /** Carries out what is in the editor. */
  start(start: Start): void {
    this.clear();
    this.#begin("Running");
    this.#runner.start(start.request, (answer) => {
      if (answer.kind === "done") this.#takeFirst(answer, start);
      else this.#take(answer, start.code);
    });
  }

  /** Ends what is going on; a search comes to its end with what it has. */
  stop(): void {
    if (this.#isSearching) {
      this.#isSearching = false;
      this.#runner.enough();
      return this.#events.onStatus("Stopping at the smallest so far", true);
    }
    this.#runner.end();
    this.#events.onStatus("Stopped", false);
  }

  #begin(text: string): void {
    this.#startMs = performance.now();
    this.#events.onStatus(text, true);
  }

  #takeFirst(done: RunDone, { request, code, expectedHash, next }: Start): void {
    this.#add(done, { request, code, expectedHash });
    const [first] = this.#runs;
    if (first !== undefined) this.#events.onDone(first);
    if (next !== undefined) this.#openFuture(next);
  }

  /** A run that a link says, beside the one that it was made from. */
  #openFuture({ label, args, forkNs, hash }: Future & { readonly hash?: string | undefined }): void {
    if (forkNs !== undefined) return this.#ask({ kind: "fork", fork: { args, label, forkNs } }, hash);
    const base = this.#runs[0]?.request;
    if (base === undefined) return;
    const programArgs = base.compiled?.args ?? [];
    const command = testCommand(args, { program: base.programName, programArgs });
    this.#ask({ kind: "run" }, hash, { args, command, future: { label, args } });
  }

  /** Does something with the run that is shown. */
  #ask(
    task: Task,
    expectedHash?: string,
    other?: { readonly args: readonly string[]; readonly command: string; readonly future: Future },
  ): void {
    const base = this.shown;
    if (base === undefined) return;
    const request = {
      ...base.request,
      ...(other === undefined ? {} : { args: other.args, command: other.command }),
      task,
    };
    const problem = byId("future-problem", HTMLElement);
    problem.textContent = "";
    this.#begin(task.kind === "shrink" ? "Searching" : "Running");
    this.#isSearching = task.kind === "shrink";
    this.#runner.start(request, (answer) => {
      if (answer.kind === "problem") {
        this.#isSearching = false;
        problem.textContent = answer.text;
        byId("outcome", HTMLElement).scrollIntoView();
        return this.#events.onStatus("", false);
      }
      if (answer.kind !== "done") return this.#take(answer, base.code);
      this.#isSearching = false;
      const future = answer.future ?? other?.future;
      this.#add({ ...answer, ...(future === undefined ? {} : { future }) }, { request, code: base.code, expectedHash });
    });
  }

  #shrink(): void {
    this.#ask({ kind: "shrink" });
  }

  #fork(fork: ForkRequest): void {
    this.#ask({ kind: "fork", fork });
  }

  #add(done: RunDone, { request, code, expectedHash }: Omit<Start, "next">): void {
    const args = done.future?.args ?? request.args;
    const command = done.command ?? request.command;
    const run: SeenRun = {
      done,
      request: { ...request, args, command, task: { kind: "run" } },
      code,
      command,
      needsSaving: command.includes(request.programName) && request.isChanged,
      ...(expectedHash === undefined ? {} : { expectedHash }),
    };
    // The first one stays, as all others were made from it.
    if (this.#runs.length === RUNS_MAX) this.#runs.splice(1, 1);
    this.#runs.push(run);
    this.#events.onStatus(`Done in ${(done.tookMs / 1000).toFixed(2)} s`, false);
    this.#show(this.#runs.length - 1);
    byId("outcome", HTMLElement).scrollIntoView();
  }

  #show(position: number): void {
    this.#shown = position;
    this.#outcome.show(this.shown);
    this.#futures.show(this.#runs.map(({ done }) => done), position);
  }

  #take(answer: RunAnswer, code: Code): void {
    switch (answer.kind) {
      case "progress": {
        const isLong = !this.#isSearching && performance.now() - this.#startMs > LONG_RUN_MS;
        const advice = isLong ? ". Stop ends it; fewer seconds or operations make it shorter" : "";
        return this.#events.onStatus(`${this.#isSearching ? "Searching" : "Running"}: ${answer.text}${advice}`, true);
      }
      case "log":
        byId("logs", HTMLElement).hidden = false;
        return byId("log", HTMLElement).append(`${answer.node}: ${answer.line}\n`);
      case "problem":
        this.#isSearching = false;
        this.#events.onStatus("", false);
        this.#events.onProblem(answer, code);
    }
  }

  /** What a report says; it shows texts of anybody's program, so nothing but what is expected is heard. */
  #onReport(message: unknown): void {
    const read = v.safeParse(REPORT_SAYING, message);
    const run = this.shown;
    if (!read.success || run === undefined) return;
    const said = read.output;
    const { forkNs } = run.done.future ?? {};
    switch (said.kind) {
      case "report-ready":
        return this.#outcome.frame.tell({ kind: "live", ...(forkNs === undefined ? {} : { timeUs: forkNs / 1000 }) });
      case "fork":
        return this.#fork({ forkNs: said.forkNs, act: said.act });
      case "inspect": {
        const { node, timeNs } = said;
        const request = { ...run.request, task: { kind: "inspect", inspect: { node, timeNs } } } as const;
        clearTimeout(this.#rest);
        this.#rest = setTimeout(() => {
          this.#inspector.start(request, (answer) => {
            if (answer.kind === "inspected") this.#outcome.frame.tell(answer);
          });
        }, REST_MS);
      }
    }
  }
}
