/**
 * Records a run: history and journal, in nanoseconds since the start of the run. Setup traffic has negative times.
 *
 * @module
 */
import type { Clock } from "./clock.ts";
import type { Operation } from "./history.ts";
import type { Journal, JournalEvent, NetEvent } from "./net/journal.ts";

/** Collects entries; `start` marks time zero. */
export class Recorder {
  readonly history: Operation[] = [];
  readonly #clock: Clock;
  #journal: JournalEvent[] = [];
  #startNs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Every network event so far. */
  get journal(): Journal {
    return this.#journal;
  }

  /** The clock's time at the start of the run. */
  get startNs(): number {
    return this.#startNs;
  }

  /** Nanoseconds since the start of the run. */
  elapsedNs(): number {
    return this.#clock.now() - this.#startNs;
  }

  /** Marks the present as time zero and moves what was recorded before to negative times. */
  start(): void {
    this.#startNs = this.#clock.now();
    this.#journal = this.#journal.map((event) => ({ ...event, time: event.time - this.#startNs }));
  }

  /** Adds an entry to the history. */
  recordOperation(entry: Omit<Operation, "index" | "time">): Operation {
    const operation: Operation = { index: this.history.length, time: this.elapsedNs(), ...entry };
    this.history.push(operation);
    return operation;
  }

  /** Numbers a network event, which carries the clock's time, and adds it to the journal. */
  recordEvent({ timeNs, type, message, reason }: NetEvent): JournalEvent {
    const id = this.#journal.length;
    const time = timeNs - this.#startNs;
    const event = reason === undefined ? { id, time, type, message } : { id, time, type, message, reason };
    this.#journal.push(event);
    return event;
  }
}
