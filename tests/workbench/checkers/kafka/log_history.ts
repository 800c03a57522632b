/**
 * Builds histories of logs, one operation after another; invocation and completion take 1 ms each.
 *
 * @module
 */
import type { History, Json, Operation, OperationType } from "../../../../scripts/workbench/history.ts";

/** Polled messages by key: pairs of offset and message. */
export type Polled = Readonly<Record<string, readonly (readonly [offset: Json, message: Json])[]>>;

type Outcome = Exclude<OperationType, "invoke">;

/** A history in the making. */
export class LogHistory {
  readonly #entries: Operation[] = [];

  /** Adds a send that was acknowledged at an offset. */
  send(process: number, key: string, message: Json, offset: Json): this {
    const sent = [["send", key, message]];
    return this.#operation(process, "send", sent, "ok", [["send", key, [offset, message]]]);
  }

  /** Adds a send that failed, or whose outcome is unknown. */
  badSend(process: number, key: string, message: Json, outcome: "fail" | "info", error: Json = "net-timeout"): this {
    const sent = [["send", key, message]];
    return this.#operation(process, "send", sent, outcome, sent, { error });
  }

  /** Adds a poll. */
  poll(process: number, polled: Polled): this {
    return this.#operation(process, "poll", [["poll"]], "ok", [["poll", polled]]);
  }

  /** Adds a transaction with its values as invoked and as completed. */
  txn(process: number, invoked: readonly Json[], completed: readonly Json[], outcome: Outcome = "ok"): this {
    return this.#operation(process, "txn", invoked, outcome, completed);
  }

  /** Adds an assign; `committed` is what the node listed. */
  assign(process: number, keys: readonly string[], committed?: { readonly [key: string]: number }): this {
    return this.#operation(process, "assign", keys, "ok", keys, committed === undefined ? {} : { committed });
  }

  /** Adds a single entry, for what the other methods cannot say. */
  entry(process: number, type: OperationType, f: string, value: Json): this {
    const index = this.#entries.length;
    this.#entries.push({ index, time: index * 1e6, process, type, f, value, node: `n${process % 3}` });
    return this;
  }

  /** The history so far. */
  done(): History {
    return this.#entries;
  }

  #operation(
    process: number,
    f: string,
    invoked: Json,
    outcome: Outcome,
    completed: Json,
    extra: Partial<Operation> = {},
  ): this {
    this.entry(process, "invoke", f, invoked).entry(process, outcome, f, completed);
    const last = this.#entries.length - 1;
    this.#entries[last] = { ...(this.#entries[last] as Operation), ...extra };
    return this;
  }
}

/** A correct log of three messages in key "1": offsets 0, 1, 2 hold messages 1, 2, 3. */
export function threeMessages(): LogHistory {
  return new LogHistory().send(0, "1", 1, 0).send(0, "1", 2, 1).send(0, "1", 3, 2);
}
