#!/usr/bin/env -S deno run --quiet
/**
 * Broken: each node appends to its own lists at once and tells the others later, so that lists grow in different orders.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";
import { type MicroOp, perform, type Values, writesOf } from "./txn_node.ts";

type Messages =
  | { type: "txn"; txn: readonly MicroOp[] }
  | { type: "replicate"; writes: readonly MicroOp[] };

const txn = program<Messages>((node) => {
  const values: Values = new Map();
  node.on("txn", ({ body }) => {
    for (const peer of node.peers) node.send(peer, { type: "replicate", writes: writesOf(body.txn) });
    return { type: "txn_ok", txn: body.txn.map((microOp) => perform(values, microOp)) };
  });
  node.on("replicate", ({ body }) => {
    for (const microOp of body.writes) perform(values, microOp);
  });
});

export default txn;
if (import.meta.main) await txn(stdio());
