/**
 * Records a run: history and journal, in nanoseconds since the start of the run. Setup traffic has negative times.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { History, Operation } from "../history.ts";
import { eventText, type Journal, type JournalEvent, type NetEvent } from "../net/journal.ts";
import { type LineStore, RecordList } from "../record_list.ts";

/** Where a run is recorded while it goes on; what has no store is kept in memory. */
export interface RecordStores {
  readonly history?: LineStore | undefined;
  readonly journal?: LineStore | undefined;
}

/** Events that a finished recording brings to memory; a longer journal is read from its store again and again. */
const LOADED_EVENTS_MAX = 1_000_000;

/** Collects entries; `start` marks time zero. */
export class Recorder {
  readonly #clock: Clock;
  readonly #history: RecordList<Operation>;
  readonly #journal: RecordList<JournalEvent>;
  /** Events before the start, whose times are not known yet; undefined from then on. */
  #early: JournalEvent[] | undefined = [];
  #startNs = 0;

  constructor(clock: Clock, stores: RecordStores = {}) {
    this.#clock = clock;
    this.#history = new RecordList(stores.history);
    this.#journal = new RecordList(stores.journal, eventText);
  }

  /** The clock's time at the start of the run. */
  get startNs(): number {
    return this.#startNs;
  }

  /** Characters of the history that are not in memory, but will be. */
  get storedHistorySize(): number {
    return this.#history.storedSize;
  }

  /** Nanoseconds since the start of the run. */
  elapsedNs(): number {
    return this.#clock.now() - this.#startNs;
  }

  /** Marks the present as time zero and moves what was recorded before to negative times. */
  start(): void {
    this.#startNs = this.#clock.now();
    this.#endEarly();
  }

  /** Adds an entry to the history. */
  recordOperation(entry: Omit<Operation, "index" | "time">): Operation {
    const operation: Operation = { index: this.#history.length, time: this.elapsedNs(), ...entry };
    this.#history.push(operation);
    return operation;
  }

  /** Numbers a network event, which carries the clock's time, and adds it to the journal. */
  recordEvent({ timeNs, type, message, reason }: NetEvent): JournalEvent {
    const events = this.#early ?? this.#journal;
    const id = events.length;
    const time = timeNs - this.#startNs;
    const event = reason === undefined ? { id, time, type, message } : { id, time, type, message, reason };
    events.push(event);
    return event;
  }

  /** Ends the recording and gives it. */
  finish(): { readonly history: History; readonly journal: Journal } {
    this.#endEarly();
    this.#history.flush();
    this.#journal.flush();
    const journal = this.#journal;
    return {
      history: this.#history.toArray(),
      journal: journal.storedSize > 0 && journal.length > LOADED_EVENTS_MAX ? journal : journal.toArray(),
    };
  }

  #endEarly(): void {
    for (const event of this.#early ?? []) this.#journal.push({ ...event, time: event.time - this.#startNs });
    this.#early = undefined;
  }
}
