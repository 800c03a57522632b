#!/usr/bin/env -S deno run --quiet
/**
 * Broken: lets the appends of transactions that run at the same time mix.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { type MicroOp, pause, perform, transactionNode, type Values } from "./txn_node.ts";

const txn = transactionNode(() => {
  const values: Values = new Map();
  return async (txn) => {
    const results: MicroOp[] = [];
    for (const microOp of txn) {
      results.push(perform(values, microOp));
      await pause(5);
    }
    return results;
  };
});

export default txn;
if (import.meta.main) await txn(stdio());
