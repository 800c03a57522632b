#!/usr/bin/env -S deno run --quiet
/**
 * Broken: aborts every 3rd transaction, but leaves its appends in the lists.
 *
 * @module
 */
import { RpcError, stdio } from "../../lib/node.ts";
import { every, perform, transactionNode, type Values } from "./txn_node.ts";

const txn = transactionNode(() => {
  const values: Values = new Map();
  const aborts = every(3);
  return (txn) => {
    const results = txn.map((microOp) => perform(values, microOp));
    if (aborts()) throw new RpcError(30, "Cannot commit the transaction: every 3rd is aborted");
    return results;
  };
});

export default txn;
if (import.meta.main) await txn(stdio());
