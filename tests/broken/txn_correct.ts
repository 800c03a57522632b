#!/usr/bin/env -S deno run --quiet
/**
 * Correct, for comparison: one transaction after another.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { perform, transactionNode, type Values } from "./txn_node.ts";

const txn = transactionNode(() => {
  const values: Values = new Map();
  return (txn) => txn.map((microOp) => perform(values, microOp));
});

export default txn;
if (import.meta.main) await txn(stdio());
