#!/usr/bin/env -S deno run --quiet
/**
 * Broken: every 4th transaction reads lists with an element that nobody appended.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { every, listOf, perform, transactionNode, type Values } from "./txn_node.ts";

const txn = transactionNode(() => {
  const values: Values = new Map();
  const invents = every(4);
  return (txn) => {
    const results = txn.map((microOp) => perform(values, microOp));
    if (!invents()) return results;
    return results.map(([f, key, value]) => [f, key, f === "r" ? [...listOf(values, key), 1_000_000] : value]);
  };
});

export default txn;
if (import.meta.main) await txn(stdio());
