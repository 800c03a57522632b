/**
 * How explanations speak of messages, offsets and the operations that sent or polled them.
 *
 * @module
 */
import type { Json, OperationType } from "../../history.ts";
import { OperationLookup, show } from "../wording.ts";
import { NO_ENTRY, type ValueFacts } from "./facts.ts";
import { type Observations, operationOf } from "./observations.ts";
import { NO_INDEX, type VersionOrders } from "./version_orders.ts";

/** Puts findings into words. */
export class LogWording {
  readonly #observations: Observations;
  readonly #facts: ValueFacts;
  readonly #versions: VersionOrders;
  readonly #lookup: OperationLookup;

  constructor(observations: Observations, facts: ValueFacts, versions: VersionOrders) {
    this.#observations = observations;
    this.#facts = facts;
    this.#versions = versions;
    this.#lookup = new OperationLookup(observations.history, observations.partners);
  }

  /** How results refer to the operation of an entry. */
  reference(entry: number): Json {
    return { "op-index": this.index(entry) };
  }

  /** History index of an entry. */
  index(entry: number): number {
    return operationOf(this.#observations, entry).index;
  }

  /** The number of an entry's operation in sentences. */
  number(entry: number): number {
    return this.#lookup.numberOf(this.#position(entry));
  }

  /** History indices of entries; missing ones are left out. */
  indices(entries: readonly number[]): number[] {
    return [...new Set(entries.filter((entry) => entry !== NO_ENTRY))].map((entry) => this.index(entry));
  }

  /** The node, or the worker where the history does not name nodes: `n1`. */
  who(entry: number): string {
    return this.#lookup.who(this.#position(entry));
  }

  /** Time of an entry and number of its operation: `at 2.10 s (operation 12)`. */
  when(entry: number): string {
    return `at ${this.#lookup.when(this.#position(entry))} (operation ${this.number(entry)})`;
  }

  /** `Process 3`. */
  process(entry: number): string {
    return `Process ${operationOf(this.#observations, entry).process}`;
  }

  /** How an entry stands: invoke, ok, fail or info. */
  type(entry: number): OperationType {
    return operationOf(this.#observations, entry).type;
  }

  /** Message and key: `message 7 of key "3"`. */
  message(value: number): string {
    return `message ${show(this.#observations.table.message(value))} of ${this.key(value)}`;
  }

  /** `key "3"`. */
  key(value: number): string {
    const { table } = this.#observations;
    return `key ${JSON.stringify(table.keyName(table.keyOf(value)))}`;
  }

  /** The offset where a value was first seen: `offset 12`. */
  offset(value: number): string {
    const order = this.#versions.orders[this.#observations.table.keyOf(value)];
    const index = this.#versions.firstIndices[value] ?? NO_INDEX;
    return index === NO_INDEX ? "an unknown offset" : `offset ${order?.offsets[index]}`;
  }

  /** How the sender of a value fared: `acknowledged at offset 12 by n1 at 2.10 s (operation 12)`. */
  sending(value: number): string {
    const writer = this.#facts.writers[value] ?? NO_ENTRY;
    if (writer === NO_ENTRY) return "sent by nobody";
    const where = `${this.who(writer)} ${this.when(writer)}`;
    switch (this.type(writer)) {
      case "ok":
        return `acknowledged at ${this.offset(value)} by ${where}`;
      case "fail":
        return `refused by ${where}`;
      default:
        return `sent with unknown outcome to ${where}`;
    }
  }

  #position(entry: number): number {
    return this.#observations.positions[entry] as number;
  }
}
