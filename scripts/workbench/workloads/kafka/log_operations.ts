/**
 * Operations of the main phase: sends, polls and assigns.
 *
 * An assign of the key that the next operation deals with takes that operation's turn with probability 1/64. One assign in
 * three also takes on the keys with acknowledged messages beyond what was polled.
 *
 * @module
 */
import {
  type Generator,
  type GeneratorContext,
  type GeneratorStep,
  type OperationDraft,
  WAIT,
} from "../../generator/generator.ts";
import type { TransactionSource } from "../../generator/transactions.ts";
import type { Operation } from "../../history.ts";
import type { Random } from "../../random.ts";
import { type HighestOffsets, polledOffsets, raise, sentOffsets } from "./seen_offsets.ts";

const ASSIGN_PROBABILITY = 1 / 64;

/** One for all, since a long history has many. */
const POLL: OperationDraft = { f: "poll", value: [["poll"]] };

/** Probability that an assign takes on the keys that consumers are behind with. */
const CATCH_UP_PROBABILITY = 1 / 3;

interface NextOperation {
  readonly key: string;
  readonly draft: OperationDraft;
}

/** Generates operations without end and keeps track of what they showed. */
export class LogOperations implements Generator {
  readonly #transactions: TransactionSource;
  readonly #random: Random;
  /** Drawn already, and put off by an assign. */
  #next: NextOperation | undefined;
  /** Highest offsets of all keys seen. */
  readonly #seen: HighestOffsets = new Map();
  /** Keys with messages that nobody polled: highest offsets sent, and highest offsets polled so far. */
  readonly #sent: HighestOffsets = new Map();
  readonly #polled: HighestOffsets = new Map();

  /** @param transactions Source of transactions of one micro-operation. */
  constructor(transactions: TransactionSource, random: Random) {
    this.#transactions = transactions;
    this.#random = random;
  }

  /** The highest offset of each key that was sent to or polled. */
  get seen(): Readonly<HighestOffsets> {
    return this.#seen;
  }

  next(context: GeneratorContext): GeneratorStep {
    const thread = context.freeThreads[0];
    if (thread === undefined) return WAIT;
    const next = (this.#next ??= this.#draw());
    if (this.#random.chance(ASSIGN_PROBABILITY)) {
      return { kind: "operation", operation: { thread, f: "assign", value: this.#keysToAssign(next.key) } };
    }
    this.#next = undefined;
    return { kind: "operation", operation: { thread, ...next.draft } };
  }

  update(operation: Operation): void {
    if (operation.type !== "ok") return;
    this.#note(sentOffsets(operation), this.#sent);
    this.#note(polledOffsets(operation), this.#polled);
  }

  /** Raises the highest offsets of what an operation sent, or polled. */
  #note(offsets: HighestOffsets, highest: HighestOffsets): void {
    offsets.forEach((offset, key) => {
      raise(highest, key, offset);
      raise(this.#seen, key, offset);
      this.#forgetWhenCaughtUp(key);
    });
  }

  #draw(): NextOperation {
    const [f, key, value] = this.#transactions.next()[0] ?? ["r", 0, null];
    const name = String(key);
    return f === "r" ? { key: name, draft: POLL } : { key: name, draft: { f: "send", value: [["send", name, value]] } };
  }

  #keysToAssign(key: string): readonly string[] {
    if (!this.#random.chance(CATCH_UP_PROBABILITY)) return [key];
    return [...new Set([...this.#sent.keys(), key])];
  }

  #forgetWhenCaughtUp(key: string): void {
    const sent = this.#sent.get(key);
    if (sent !== undefined && (this.#polled.get(key) ?? -1) < sent) return;
    this.#sent.delete(key);
    this.#polled.delete(key);
  }
}
