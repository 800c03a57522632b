#!/usr/bin/env -S deno run --quiet
/**
 * Broken where strictness is demanded, correct otherwise: transactions that only read see the past.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { perform, transactionNode, type Values, writesOf } from "./txn_node.ts";

/** How old the past may be. */
const STALE_MS = 500;

const txn = transactionNode(() => {
  const values: Values = new Map();
  let past: Values = new Map();
  let copiedAtMs = 0;
  return (txn) => {
    if (performance.now() - copiedAtMs > STALE_MS) {
      past = new Map(values);
      copiedAtMs = performance.now();
    }
    return txn.map((microOp) => perform(writesOf(txn).length > 0 ? values : past, microOp));
  };
});

export default txn;
if (import.meta.main) await txn(stdio());
