#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 6a, Totally available transactions on a single node: a map, and one transaction after another.
 *
 * ```
 *   client --[["r",1,null],["w",1,6]]--> n0: works through the list in one step
 *          <--[["r",1,3],   ["w",1,6]]--
 * ```
 *
 * - Isolation: a transaction runs without a pause, so nobody sees half of it: strictly serializable. One that is
 *   malformed leaves no trace, since its writes go to a draft first.
 * - Survives: pause, clock.
 * - Not survived: kill, since values are in memory.
 * - Cost: no message between servers.
 * - Official test: `maelstrom test -w txn-rw-register --bin 6a_txn_single_node --node-count 1 --time-limit 20 --rate 1000
 *   --concurrency 2n --consistency-models read-uncommitted --availability total`
 *
 * Source: https://fly.io/dist-sys/6a/
 *
 * @module
 */
import { program, RpcError, stdio } from "../lib/node.ts";

type Key = number;
type Value = number | null;

type Messages = { type: "txn"; txn: readonly (readonly [kind: string, key: Key, value: Value])[] };

const txn = program<Messages>((node) => {
  const values = new Map<Key, Value>();

  // No await from here to the end: a transaction runs alone.
  node.on("txn", ({ body }) => {
    const draft = new Map<Key, Value>();
    const results = body.txn.map(([kind, key, value]) => {
      if (kind === "r") return [kind, key, draft.has(key) ? draft.get(key) : values.get(key) ?? null];
      if (kind !== "w") throw new RpcError(12, `Cannot execute "${kind}": expected "r" or "w"`);
      draft.set(key, value);
      return [kind, key, value];
    });
    for (const [key, value] of draft) values.set(key, value);
    return { type: "txn_ok", txn: results };
  });
});

export default txn;
if (import.meta.main) await txn(stdio());
