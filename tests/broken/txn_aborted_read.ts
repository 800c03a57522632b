#!/usr/bin/env -S deno run --quiet
/**
 * Broken: aborts every 3rd transaction only after others could read its writes, which it then takes back.
 *
 * @module
 */
import { RpcError, stdio } from "../../lib/node.ts";
import { every, pause, perform, transactionNode, type Values } from "./txn_node.ts";

const txn = transactionNode(() => {
  const values: Values = new Map();
  const aborts = every(3);
  return async (txn) => {
    const before = new Map(values);
    const results = txn.map((microOp) => perform(values, microOp));
    if (!aborts()) return results;
    await pause(50);
    for (const [, key] of txn) values.set(key, before.get(key) ?? null);
    throw new RpcError(30, "Cannot commit the transaction: every 3rd is aborted");
  };
});

export default txn;
if (import.meta.main) await txn(stdio());
