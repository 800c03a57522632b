#!/usr/bin/env -S deno run --quiet
/**
 * Broken: a transaction does not see its own appends.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { perform, transactionNode, type Values } from "./txn_node.ts";

const txn = transactionNode(() => {
  const values: Values = new Map();
  return (txn) => {
    const before = new Map(values);
    return txn.map((microOp) => {
      perform(values, microOp);
      return microOp[0] === "r" ? perform(before, microOp) : microOp;
    });
  };
});

export default txn;
if (import.meta.main) await txn(stdio());
