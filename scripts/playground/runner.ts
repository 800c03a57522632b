/// <reference lib="dom" />
/**
 * Runs in workers, one at a time. A worker is made ahead while nothing happens, since reading its code takes longer than
 * many a run.
 *
 * @module
 */
import { FILES, type RunAnswer, type RunRequest } from "./protocol.ts";
import { type RunWorker, WatchedRun } from "./watched_run.ts";

/** Starts and ends runs. */
export class Runner {
  #run: WatchedRun | undefined;
  #spare: Worker | undefined;

  /** True while a run is on. */
  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  /** Makes a worker ahead. */
  prepare(): void {
    this.#spare ??= makeWorker();
  }

  /** Starts a run; one that is on is ended. @param onAnswer Is not called any more once the run was ended. */
  start(request: RunRequest, onAnswer: (answer: RunAnswer) => void): void {
    this.end();
    const run = new WatchedRun(request, {
      makeWorker: () => this.#take(),
      onAnswer: (answer) => {
        if (this.#run !== run) return;
        if (answer.kind === "done" || answer.kind === "problem" || answer.kind === "inspected") this.end();
        onAnswer(answer);
      },
    });
    this.#run = run;
  }

  /** Lets a search come to its end with what it has. */
  enough(): void {
    this.#run?.enough();
  }

  /** Ends the run that is on, if any. */
  end(): void {
    this.#run?.end();
    this.#run = undefined;
    requestIdle(() => this.prepare());
  }

  #take(): RunWorker {
    const worker = this.#spare ?? makeWorker();
    this.#spare = undefined;
    return worker;
  }
}

function makeWorker(): Worker {
  return new Worker(new URL(FILES.worker, document.baseURI), { type: "module" });
}

/** Does something when the page has nothing else to do. Safari has no requestIdleCallback. */
export function requestIdle(act: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(act, { timeout: 2000 });
  else setTimeout(act, 200);
}
