/**
 * The transactions of a history in columns: who, when, how it ended, and its micro-operations as numbers.
 *
 * One transaction is one operation of a client: its completion, or its invocation where it never completed. They are
 * numbered in the order of these entries. Micro-operations are `["r", key, value]` and `["w" | "append", key, value]`.
 *
 * @module
 */
import { type History, type Json, NO_COMPLETION, type Operation, pairOperations } from "../../history.ts";
import { integerList } from "../number_list.ts";
import { PairTable, VersionTable } from "./versions.ts";

/** How a transaction ended. `OPEN`: it never did; like `INFO` it may have happened. */
export const OK = 0;
export const INFO = 1;
export const FAIL = 2;
export const OPEN = 3;

/** What transactions work on: a register holds its last write, a list all appended elements. */
export type ObjectKind = "register" | "list";

/** Stands for a version where a read saw no element. */
export const NO_VERSION = -1;

/** First halves of the pairs that stand for an empty list and for null; the second half is the key number. */
const EMPTY_LIST = -1;
const NULL_LIST = -2;

/** A history's transactions in columns. */
export interface Transactions {
  readonly kind: ObjectKind;
  readonly history: History;
  readonly versions: VersionTable;
  readonly count: number;
  /** Per transaction: OK, INFO, FAIL or OPEN. */
  readonly outcomes: Uint8Array;
  /** Per transaction: position of its completion, or of its invocation where it is open. */
  readonly positions: Int32Array;
  /** Per transaction: position of its invocation, or NO_COMPLETION where the history has none. */
  readonly invocations: Int32Array;
  /** Micro-operations of transaction t are numbered microStarts[t] to microStarts[t + 1] - 1. */
  readonly microStarts: Int32Array;
  /** Per micro-operation: 1 for reads, 0 for writes and appends. */
  readonly isRead: Uint8Array;
  /** Per micro-operation: number of its key. */
  readonly keys: Int32Array;
  /** Per micro-operation: the version written, or read; of a list the last element, NO_VERSION where it has none. */
  readonly lastVersions: Int32Array;
  /** Per micro-operation: number of the state that a read saw, equal for equal states of one key; 0 for writes. */
  readonly states: Int32Array;
  /** Elements of the list that micro-operation m read are elements[elementStarts[m]] to elements[elementStarts[m + 1] - 1]. */
  readonly elementStarts: Int32Array;
  /** Versions of the elements of lists. */
  readonly elements: Int32Array;
  /** The first micro-operation that is no read or write of this kind of object. */
  readonly malformed: MalformedMicroOp | undefined;
}

/** A micro-operation that cannot be interpreted. */
export interface MalformedMicroOp {
  readonly position: number;
  readonly microOp: Json;
}

/** Reads the transactions of a history. Entries without a list of micro-operations count as empty transactions. */
export function readTransactions(history: History, kind: ObjectKind): Transactions {
  return new TransactionReader(history, kind).read();
}

/** The micro-operations of an operation's value; none where it is no list. */
export function microOps(operation: Operation | undefined): readonly Json[] {
  const value = operation?.value;
  return isList(value) ? value : [];
}

/** The micro-operations that a completion stands for: those of its invocation where it failed and does not repeat them. */
export function effectiveMicroOps(operation: Operation | undefined, partner: Operation | undefined): readonly Json[] {
  return operation?.type === "ok" || isList(operation?.value) ? microOps(operation) : microOps(partner);
}

/** Tells a JSON list from other values. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

class TransactionReader {
  readonly #history: History;
  readonly #kind: ObjectKind;
  readonly #partners: Int32Array;
  readonly #versions = new VersionTable();
  readonly #listStates = new PairTable();
  readonly #outcomes = integerList();
  readonly #positions = integerList();
  readonly #invocations = integerList();
  readonly #microStarts = integerList();
  readonly #isRead = integerList();
  readonly #keys = integerList();
  readonly #lastVersions = integerList();
  readonly #states = integerList();
  readonly #elementStarts = integerList();
  readonly #elements = integerList();
  #malformed: MalformedMicroOp | undefined;

  constructor(history: History, kind: ObjectKind) {
    this.#history = history;
    this.#kind = kind;
    this.#partners = pairOperations(history);
  }

  read(): Transactions {
    this.#history.forEach((operation, position) => {
      const outcome = outcomeOf(operation, this.#partners[position] as number);
      if (outcome === undefined) return;
      this.#outcomes.push(outcome);
      this.#positions.push(position);
      this.#invocations.push(outcome === OPEN ? position : this.#partners[position] as number);
      this.#microStarts.push(this.#keys.length);
      const partner = this.#history[this.#partners[position] ?? NO_COMPLETION];
      for (const microOp of effectiveMicroOps(operation, partner)) this.#readMicroOp(microOp, position);
    });
    this.#microStarts.push(this.#keys.length);
    this.#elementStarts.push(this.#elements.length);
    return {
      kind: this.#kind,
      history: this.#history,
      versions: this.#versions,
      count: this.#positions.length,
      outcomes: Uint8Array.from(this.#outcomes.toArray()),
      positions: this.#positions.toArray(),
      invocations: this.#invocations.toArray(),
      microStarts: this.#microStarts.toArray(),
      isRead: Uint8Array.from(this.#isRead.toArray()),
      keys: this.#keys.toArray(),
      lastVersions: this.#lastVersions.toArray(),
      states: this.#states.toArray(),
      elementStarts: this.#elementStarts.toArray(),
      elements: this.#elements.toArray(),
      malformed: this.#malformed,
    };
  }

  #readMicroOp(microOp: Json, position: number): void {
    const [f, key = null, value = null] = isList(microOp) ? microOp : [];
    const reads = f === "r";
    const writes = f === (this.#kind === "list" ? "append" : "w");
    const readable = reads ? this.#kind === "register" || value === null || isList(value) : writes;
    if (!readable) {
      this.#malformed ??= { position, microOp };
      return;
    }
    const keyNumber = this.#versions.keyNumber(key);
    this.#isRead.push(reads ? 1 : 0);
    this.#keys.push(keyNumber);
    this.#elementStarts.push(this.#elements.length);
    if (reads && this.#kind === "list") {
      this.#readList(keyNumber, value);
      return;
    }
    const version = this.#versions.intern(keyNumber, value);
    this.#lastVersions.push(version);
    this.#states.push(reads ? version : 0);
  }

  #readList(keyNumber: number, value: Json): void {
    let last = NO_VERSION;
    let state = this.#listStates.intern(isList(value) ? EMPTY_LIST : NULL_LIST, keyNumber);
    for (const element of isList(value) ? value : []) {
      last = this.#versions.intern(keyNumber, element);
      state = this.#listStates.intern(state, last);
      this.#elements.push(last);
    }
    this.#lastVersions.push(last);
    this.#states.push(state);
  }
}

/** How the transaction that this entry stands for ended; undefined where the entry stands for none. */
function outcomeOf({ process, type }: Operation, partner: number): number | undefined {
  if (process === "nemesis") return undefined;
  switch (type) {
    case "ok":
      return OK;
    case "info":
      return INFO;
    case "fail":
      return FAIL;
    case "invoke":
      return partner === NO_COMPLETION ? OPEN : undefined;
    default: {
      const never: never = type;
      return never;
    }
  }
}
