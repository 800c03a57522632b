#!/usr/bin/env -S deno run --quiet
/**
 * Broken: transactions read at their beginning and write at their end, without a look at what happened between.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { pause, perform, transactionNode, type Values, writesOf } from "./txn_node.ts";

const txn = transactionNode(() => {
  const values: Values = new Map();
  return async (txn) => {
    const draft = new Map(values);
    const results = txn.map((microOp) => perform(draft, microOp));
    await pause(20);
    for (const [, key, value] of writesOf(txn)) values.set(key, value);
    return results;
  };
});

export default txn;
if (import.meta.main) await txn(stdio());
