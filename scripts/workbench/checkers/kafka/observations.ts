/**
 * What a history says about logs, as columns: which operation polled and sent which values at which offsets.
 *
 * An *entry* is an invocation or completion of a `send`, `poll` or `txn`, numbered from 0 in order of the history. A
 * *group* is one entry's values of one key in the order in which the entry named them; reads and writes have their own
 * groups. Offsets go to the logs of their keys at once and are not kept per operation.
 *
 * @module
 */
import { type History, type Json, type Operation, pairOperations } from "../../history.ts";
import { inMapOrder } from "./clojure_order.ts";
import { floatList, integerList, type NumberList } from "../number_list.ts";
import { laterOffset, type Offset, parseOffset } from "./offset.ts";
import { OffsetLog } from "./offset_log.ts";
import { keyText, ValueTable } from "./value_table.ts";

/** All groups of one kind, reads or writes. */
export interface Groups {
  /** The groups of entry e are `starts[e]` (inclusive) to `starts[e + 1]` (exclusive). */
  readonly starts: Int32Array;
  /** By group: its entry. */
  readonly entries: Int32Array;
  /** By group: its key. */
  readonly keys: Int32Array;
  /** By group: the highest offset that it names, -1 where a poll gave no message, NaN where nothing is known. */
  readonly highest: Float64Array;
  /** The values of group g are `valueStarts[g]` (inclusive) to `valueStarts[g + 1]` (exclusive) of `values`. */
  readonly valueStarts: Int32Array;
  readonly values: Int32Array;
}

/** An offset that an indefinite send claims; it counts only if the send is known to have happened. */
export interface ClaimedOffset {
  readonly entry: number;
  readonly key: number;
  readonly offset: Offset;
  readonly value: number;
}

/** The history in columns. */
export interface Observations {
  readonly history: History;
  /** By position in the history: position of the partner (see `pairOperations`). */
  readonly partners: Int32Array;
  /** By entry: position in the history. */
  readonly positions: Int32Array;
  readonly reads: Groups;
  readonly writes: Groups;
  readonly table: ValueTable;
  /** By key. */
  readonly logs: readonly OffsetLog[];
  readonly claimed: readonly ClaimedOffset[];
}

/** Highest offset of a poll that gave no message of a key. */
export const NO_OFFSET = -1;

const TRANSACTION_FUNCTIONS: ReadonlySet<string> = new Set(["send", "poll", "txn"]);

/** Reads a history. Values and offsets that do not have the form of the protocol are left out. */
export function observe(history: History): Observations {
  const observer = new Observer();
  history.forEach((operation, position) => {
    if (operation.process !== "nemesis" && TRANSACTION_FUNCTIONS.has(operation.f)) observer.add(operation, position);
  });
  return { ...observer.finish(), history, partners: pairOperations(history) };
}

/** Returns the operation of an entry. */
export function operationOf(observations: Observations, entry: number): Operation {
  return observations.history[observations.positions[entry] as number] as Operation;
}

/** Groups while they grow. */
class GroupBuilder {
  readonly #starts = integerList();
  readonly #entries = integerList();
  readonly #keys = integerList();
  readonly #highest = floatList();
  readonly #valueStarts = integerList();
  readonly values: NumberList<Int32Array> = integerList();

  beginEntry(): void {
    this.#starts.push(this.#keys.length);
  }

  beginGroup(entry: number, key: number): void {
    this.#entries.push(entry);
    this.#keys.push(key);
    this.#highest.push(NaN);
    this.#valueStarts.push(this.values.length);
  }

  /** Notes an offset of the last group; only the highest is kept, rounded where a float cannot hold it. */
  raiseHighest(offset: Offset): void {
    const group = this.#highest.length - 1;
    const highest = this.#highest.at(group);
    this.#highest.set(group, Number.isNaN(highest) ? Number(offset) : Math.max(highest, Number(offset)));
  }

  finish(): Groups {
    this.#starts.push(this.#keys.length);
    this.#valueStarts.push(this.values.length);
    return {
      starts: this.#starts.toArray(),
      entries: this.#entries.toArray(),
      keys: this.#keys.toArray(),
      highest: this.#highest.toArray(),
      valueStarts: this.#valueStarts.toArray(),
      values: this.values.toArray(),
    };
  }
}

class Observer {
  readonly #table = new ValueTable();
  readonly #logs: OffsetLog[] = [];
  readonly #claimed: ClaimedOffset[] = [];
  readonly #positions = integerList();
  readonly #reads = new GroupBuilder();
  readonly #writes = new GroupBuilder();

  add(operation: Operation, position: number): void {
    this.#positions.push(position);
    this.#reads.beginEntry();
    this.#writes.beginEntry();
    const microOps = Array.isArray(operation.value) ? operation.value : [];
    if (operation.f !== "send") this.#addReads(microOps);
    if (operation.f !== "poll") this.#addWrites(microOps, operation);
  }

  finish() {
    return {
      positions: this.#positions.toArray(),
      reads: this.#reads.finish(),
      writes: this.#writes.finish(),
      table: this.#table,
      logs: this.#logs,
      claimed: this.#claimed,
    };
  }

  #addReads(microOps: readonly Json[]): void {
    const byKey = new Map<string, (readonly Json[])[]>();
    for (const microOp of microOps) {
      if (!Array.isArray(microOp) || microOp[0] !== "poll" || !isRecord(microOp[1])) continue;
      for (const [key, pairs] of Object.entries(microOp[1])) {
        if (Array.isArray(pairs) || pairs === null) append(byKey, key, pairs ?? []);
      }
    }
    const entry = this.#positions.length - 1;
    for (const name of inMapOrder([...byKey.keys()])) {
      const key = this.#key(name);
      this.#reads.beginGroup(entry, key);
      let highest: Offset = NO_OFFSET;
      for (const pairs of byKey.get(name) ?? []) highest = laterOffset(highest, this.#addPairs(key, pairs));
      this.#reads.raiseHighest(highest);
    }
  }

  /** Returns the highest offset of the pairs, `NO_OFFSET` where there is none. */
  #addPairs(key: number, pairs: readonly Json[]): Offset {
    const log = this.#logs[key] as OffsetLog;
    let highest: Offset = NO_OFFSET;
    for (const pair of pairs) {
      if (!Array.isArray(pair) || pair.length < 2) continue;
      const value = this.#table.internValue(key, pair[1]);
      this.#reads.values.push(value);
      const offset = parseOffset(pair[0]);
      if (offset === undefined) continue;
      log.add(offset, value);
      highest = laterOffset(highest, offset);
    }
    return highest;
  }

  #addWrites(microOps: readonly Json[], operation: Operation): void {
    const byKey = new Map<string, Json[]>();
    for (const microOp of microOps) {
      if (!Array.isArray(microOp) || microOp[0] !== "send" || microOp.length < 3) continue;
      append(byKey, keyText(microOp[1] as Json), microOp[2] as Json);
    }
    const entry = this.#positions.length - 1;
    for (const name of inMapOrder([...byKey.keys()])) {
      const key = this.#key(name);
      this.#writes.beginGroup(entry, key);
      for (const sent of byKey.get(name) ?? []) this.#addSend(entry, key, sent, operation);
    }
  }

  /** `sent` is a message, or an offset (or null) and a message. */
  #addSend(entry: number, key: number, sent: Json, operation: Operation): void {
    const [claimed, message]: readonly Json[] = Array.isArray(sent) ? sent : [null, sent];
    const value = this.#table.internValue(key, message ?? null);
    this.#writes.values.push(value);
    const offset = parseOffset(claimed ?? null);
    if (offset === undefined) return;
    this.#writes.raiseHighest(offset);
    if (operation.type === "ok") this.#logs[key]?.add(offset, value);
    if (operation.type === "info") this.#claimed.push({ entry, key, offset, value });
  }

  #key(name: string): number {
    const key = this.#table.internKey(name);
    if (key === this.#logs.length) this.#logs.push(new OffsetLog());
    return key;
  }
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
