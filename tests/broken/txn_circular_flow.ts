#!/usr/bin/env -S deno run --quiet
/**
 * Broken: shows the last write to each key before the transaction is done, so that two of them can read each other.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { type MicroOp, pause, perform, transactionNode, type Values, writesOf } from "./txn_node.ts";

const txn = transactionNode(() => {
  const values: Values = new Map();
  return async (txn) => {
    const own: Values = new Map();
    const results: MicroOp[] = [];
    for (const microOp of txn) {
      const [f, key, value] = microOp;
      results.push(perform(f === "w" || own.has(key) ? own : values, microOp));
      if (f === "w" && writesOf(txn).findLast(([, other]) => other === key) === microOp) values.set(key, value);
      await pause(5);
    }
    return results;
  };
});

export default txn;
if (import.meta.main) await txn(stdio());
