/**
 * How explanations speak of transactions: what they did, who answered them and when.
 *
 * @module
 */
import { type Json, pairOperations } from "../../history.ts";
import { OperationLookup, show } from "../wording.ts";
import { effectiveMicroOps, type Transactions } from "./transactions.ts";

/** Micro-operations of one transaction shown in a sentence. */
const MICRO_OPS_SHOWN_MAX = 8;

/** How transactions end, at the numbers OK, INFO, FAIL and OPEN. */
const ENDINGS = ["answered by", "with unknown outcome from", "aborted by", "never answered by"] as const;

/** Puts transactions into words. */
export class TransactionWording {
  readonly #transactions: Transactions;
  readonly #lookup: OperationLookup;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
    this.#lookup = new OperationLookup(transactions.history, pairOperations(transactions.history));
  }

  /** History index of the entry that stands for the transaction. */
  index(transaction: number): number {
    return this.#lookup.at(this.#position(transaction)).index;
  }

  /** The number of the transaction in sentences. */
  number(transaction: number): number {
    return this.#lookup.numberOf(this.#position(transaction));
  }

  /** How results refer to a transaction. */
  reference(transaction: number): Json {
    return { "op-index": this.index(transaction) };
  }

  /** The node or worker that ran the transaction. */
  who(transaction: number): string {
    return this.#lookup.who(this.#position(transaction));
  }

  /** When and how the transaction ended, and where, for example `answered by n1 at 3.21 s, operation 17`. */
  circumstances(transaction: number): string {
    const position = this.#position(transaction);
    const how = ENDINGS[this.#transactions.outcomes[transaction] as number];
    return `${how} ${this.who(transaction)} at ${this.#lookup.when(position)}, operation ${this.number(transaction)}`;
  }

  /** What the transaction did, for example `[r 1 [2], append 1 3]`. */
  deeds(transaction: number): string {
    const all = this.#microOps(transaction);
    const shown = all.slice(0, MICRO_OPS_SHOWN_MAX).map(microOpText);
    if (all.length > shown.length) shown.push(`and ${all.length - shown.length} more`);
    return `[${shown.join(", ")}]`;
  }

  /** The transaction with its deeds and circumstances. */
  introduce(transaction: number): string {
    return `${this.deeds(transaction)} (${this.circumstances(transaction)})`;
  }

  /** The micro-operation with this number, of this transaction, as the history has it. */
  microOp(transaction: number, microOp: number): Json {
    const offset = microOp - (this.#transactions.microStarts[transaction] as number);
    return this.#microOps(transaction)[offset] ?? null;
  }

  #microOps(transaction: number): readonly Json[] {
    const position = this.#position(transaction);
    return effectiveMicroOps(this.#lookup.at(position), this.#lookup.partnerOf(position));
  }

  #position(transaction: number): number {
    return this.#transactions.positions[transaction] as number;
  }
}

function microOpText(microOp: Json): string {
  return Array.isArray(microOp)
    ? microOp.map((part) => typeof part === "string" ? part : show(part)).join(" ")
    : show(microOp);
}
