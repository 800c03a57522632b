/**
 * Records a run: history and journal, in nanoseconds since the start of the run. Setup traffic has negative times.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { History, Operation } from "../history.ts";
import { EVENT_FORM } from "../net/event_form.ts";
import type { Journal, JournalEvent, NetEvent } from "../net/journal.ts";
import { OPERATION_FORM } from "../operation_form.ts";
import { type BlockStore, RecordList } from "../record_list.ts";
import { merged } from "../shared_list.ts";

/** Where a run is recorded while it goes on; what has no store is kept in memory. */
export interface RecordStores {
  readonly history?: BlockStore | undefined;
  readonly journal?: BlockStore | undefined;
  /**
   * Entries of each that are kept as objects until the run is over, if it is that short: a short run is judged sooner
   * where nothing has to be unpacked. Default: LOADED_MAX.
   */
  readonly heldMax?: number;
  /** Events up to which a finished journal is an array. Default: LOADED_MAX. */
  readonly loadedMax?: number;
  /** Entries of a block. Default: BLOCK_LENGTH. */
  readonly blockLength?: number;
  /** See `RecordListOptions`. */
  readonly onRead?: () => void;
}

/** Events up to which a finished journal is an array; a longer one is read from its blocks again and again. */
export const LOADED_MAX = 600_000;

/** Collects entries; `start` marks time zero. */
export class Recorder {
  readonly #clock: Clock;
  readonly #history: RecordList<Operation>;
  readonly #journal: RecordList<JournalEvent>;
  readonly #loadedMax: number;
  /** Events before the start, whose times are not known yet; undefined from then on. */
  #early: JournalEvent[] | undefined = [];
  #startNs = 0;

  constructor(clock: Clock, stores: RecordStores = {}) {
    this.#clock = clock;
    const { heldMax = LOADED_MAX, loadedMax = LOADED_MAX, blockLength, onRead } = stores;
    this.#loadedMax = loadedMax;
    // In the end the history is in memory anyway.
    const historyMax = stores.history === undefined ? Infinity : heldMax;
    const { history: store, journal } = stores;
    this.#history = new RecordList({ form: OPERATION_FORM, store, heldMax: historyMax, blockLength, onRead });
    this.#journal = new RecordList({ form: EVENT_FORM, store: journal, heldMax, blockLength, onRead });
  }

  /** The clock's time at the start of the run. */
  get startNs(): number {
    return this.#startNs;
  }

  /** Bytes of the history that are not in memory as they will be. */
  get storedHistorySize(): number {
    return this.#history.blockedSize;
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
    return this.#add(merged(this.#nextPlace(), entry));
  }

  /** Adds the completion of an operation, which has what its invocation has and the end does not say. */
  recordCompletion(invocation: Operation, completion: Pick<Operation, "type" | "value">): Operation {
    return this.#add(merged(merged(invocation, completion), this.#nextPlace()));
  }

  #nextPlace(): Pick<Operation, "index" | "time"> {
    return { index: this.#history.length, time: this.elapsedNs() };
  }

  #add(operation: Operation): Operation {
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
    const [history, journal] = [this.#history, this.#journal];
    // What was begun is complete in its store.
    for (const list of [history, journal]) if (!list.isHeld) list.flush();
    return {
      history: history.toArray(),
      journal: journal.length <= this.#loadedMax ? journal.toArray() : journal,
    };
  }

  #endEarly(): void {
    for (const event of this.#early ?? []) this.#journal.push({ ...event, time: event.time - this.#startNs });
    this.#early = undefined;
  }
}
