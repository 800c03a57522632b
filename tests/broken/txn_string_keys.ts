#!/usr/bin/env -S deno run --quiet
/**
 * Broken: keeps values in an object, whose keys are strings, and answers with these.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { perform, transactionNode, type Values } from "./txn_node.ts";

const txn = transactionNode(() => {
  const values: Values = new Map();
  return (txn) => txn.map((microOp) => perform(values, microOp)).map(([f, key, value]) => [f, String(key), value]);
});

export default txn;
if (import.meta.main) await txn(stdio());
