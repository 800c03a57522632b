#!/usr/bin/env -S deno run --quiet
/**
 * Broken where serializability is demanded, correct under snapshot isolation: the first to commit a key wins, but reads
 * are not checked.
 *
 * @module
 */
import { RpcError, stdio } from "../../lib/node.ts";
import { pause, perform, transactionNode, type Values, writesOf } from "./txn_node.ts";

const txn = transactionNode(() => {
  const values: Values = new Map();
  return async (txn) => {
    const snapshot = new Map(values);
    const draft = new Map(values);
    const results = txn.map((microOp) => perform(draft, microOp));
    await pause(20);
    const writes = writesOf(txn);
    if (writes.some(([, key]) => values.get(key) !== snapshot.get(key))) {
      throw new RpcError(30, "Cannot commit the transaction: another one wrote the same key first");
    }
    for (const microOp of writes) perform(values, microOp);
    return results;
  };
});

export default txn;
if (import.meta.main) await txn(stdio());
