/**
 * A run in a worker of its own that is watched: a node that never gives control back is told within seconds.
 *
 * The worker gives signs of life while node code runs. Where they stop, it is ended and the run, which is the same in
 * virtual time, begins again in a new worker that tells of each piece of node code before it runs: the last one told is
 * the one that does not end.
 *
 * @module
 */
import { LOAD_CAUSE, type RunningCode } from "../workbench/nodes/cause.ts";
import { stuckFailure } from "../workbench/run/stuck.ts";
import { ENOUGH, type RunAnswer, type RunRequest } from "./protocol.ts";

/** How often it is looked for signs of life, in ms. They are counted in looks, so that a page that sleeps is no alarm. */
const LOOK_MS = 250;

/** Looks without a sign: while the program is loaded, while it runs, and when it runs again. */
const LOAD_LOOKS = 60;
const SILENT_LOOKS = 20;
const TRACED_LOOKS = 8;

/** The part of a worker in use. */
export interface RunWorker {
  postMessage(request: RunRequest | typeof ENOUGH): void;
  terminate(): void;
  addEventListener(type: "message", listener: (event: { readonly data: RunAnswer }) => void): void;
  addEventListener(type: "error", listener: (event: { readonly message: string }) => void): void;
}

/** What a run is made of. */
export interface WatchedRunOptions {
  makeWorker(): RunWorker;
  onAnswer(answer: RunAnswer): void;
  readonly lookMs?: number;
}

/** One run, from its request to its answer or its end. */
export class WatchedRun {
  readonly #options: WatchedRunOptions;
  readonly #watch: ReturnType<typeof setInterval>;
  #request: RunRequest;
  #worker: RunWorker;
  #silentLooks = 0;
  /** Pieces of node code that have run; undefined while the program is loaded. */
  #count: number | undefined;
  #entered: RunningCode | undefined;
  #isOver = false;

  constructor(request: RunRequest, options: WatchedRunOptions) {
    this.#options = options;
    this.#request = request;
    this.#worker = this.#start();
    this.#watch = setInterval(() => this.#look(), options.lookMs ?? LOOK_MS);
  }

  /** Lets a search come to its end with what it has. */
  enough(): void {
    this.#worker.postMessage(ENOUGH);
  }

  /** Ends the run, whatever it does. */
  end(): void {
    clearInterval(this.#watch);
    this.#worker.terminate();
  }

  #start(): RunWorker {
    const worker = this.#options.makeWorker();
    worker.addEventListener("message", ({ data }) => this.#take(data));
    worker.addEventListener("error", ({ message }) => this.#options.onAnswer({ kind: "problem", text: message }));
    worker.postMessage(this.#request);
    return worker;
  }

  #take(answer: RunAnswer): void {
    this.#silentLooks = 0;
    if (answer.kind === "alive") this.#count = answer.count;
    else if (answer.kind === "entered") this.#entered = answer.code;
    else if (answer.kind === "over") this.#isOver = true;
    else this.#options.onAnswer(answer);
  }

  #look(): void {
    this.#silentLooks++;
    if (this.#isOver) return;
    const looks = this.#entered !== undefined ? TRACED_LOOKS : this.#count === undefined ? LOAD_LOOKS : SILENT_LOOKS;
    if (this.#silentLooks < looks) return;
    const code = this.#entered ?? { node: "", cause: LOAD_CAUSE, timeNs: -1, count: 0 };
    if (this.#entered !== undefined || this.#count === undefined) {
      this.end();
      const seconds = (this.#entered === undefined ? LOAD_LOOKS : SILENT_LOOKS) * LOOK_MS / 1000;
      this.#options.onAnswer({ kind: "problem", text: stuckFailure(code, seconds).text });
      return;
    }
    this.#worker.terminate();
    this.#request = { ...this.#request, tracedFrom: this.#count };
    [this.#count, this.#silentLooks] = [undefined, 0];
    this.#worker = this.#start();
  }
}
