#!/usr/bin/env -S deno run --quiet
/**
 * Broken: a transaction that writes a key twice shows the first value for a while.
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
    const writes = writesOf(txn);
    const overwritten = writes.filter(([, key], place) => writes.slice(place + 1).some(([, later]) => later === key));
    for (const [, key, value] of overwritten) values.set(key, value);
    if (overwritten.length > 0) await pause(20);
    for (const [, key, value] of writes) values.set(key, value);
    return results;
  };
});

export default txn;
if (import.meta.main) await txn(stdio());
