#!/usr/bin/env -S deno run --quiet
/**
 * Broken: appends every 4th element twice.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { every, perform, transactionNode, type Values } from "./txn_node.ts";

const txn = transactionNode(() => {
  const values: Values = new Map();
  const repeats = every(4);
  return (txn) =>
    txn.map((microOp) => {
      if (microOp[0] === "append" && repeats()) perform(values, microOp);
      return perform(values, microOp);
    });
});

export default txn;
if (import.meta.main) await txn(stdio());
