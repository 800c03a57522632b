/**
 * A node that executes transactions over registers and lists in memory. How it isolates them is up to the caller: the
 * broken nodes beside it differ in that alone.
 *
 * @module
 */
import { type Program, program } from "../../lib/node.ts";

/** `["r", key, null]`, `["w", key, value]` or `["append", key, element]`. */
export type MicroOp = readonly [f: string, key: number, value: unknown];

/** The value, or the list, of each key. */
export type Values = Map<number, unknown>;

/** What is answered: a list like a transaction, with what was read. */
export type Results = readonly (readonly unknown[])[];

/** Executes a transaction, or throws what the client is told. */
export type Execute = (txn: readonly MicroOp[]) => Results | Promise<Results>;

type Messages = { type: "txn"; txn: readonly MicroOp[] };

/** Makes a node; `makeExecute` is called once for each, so that it may keep state. */
export function transactionNode(makeExecute: () => Execute): Program {
  return program<Messages>((node) => {
    const execute = makeExecute();
    node.on("txn", async ({ body }) => ({ type: "txn_ok", txn: await execute(body.txn) }));
  });
}

/** Executes one micro-operation on some values, and returns it with what was read. */
export function perform(values: Values, [f, key, value]: MicroOp): MicroOp {
  if (f === "r") return [f, key, values.get(key) ?? null];
  values.set(key, f === "w" ? value : [...listOf(values, key), value]);
  return [f, key, value];
}

/** The list of a key; empty where nothing was appended. */
export function listOf(values: Values, key: number): readonly unknown[] {
  const value = values.get(key);
  return Array.isArray(value) ? value : [];
}

/** The writes of a transaction. */
export function writesOf(txn: readonly MicroOp[]): readonly MicroOp[] {
  return txn.filter(([f]) => f !== "r");
}

/** Lets other transactions go on. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Returns true at every `period`-th call. */
export function every(period: number): () => boolean {
  let calls = 0;
  return () => ++calls % period === 0;
}
