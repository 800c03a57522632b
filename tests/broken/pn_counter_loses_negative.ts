#!/usr/bin/env -S deno run --quiet
/**
 * Broken: a state-based counter with one entry per node, merged by the maximum. Right for a counter that only grows; of
 * one that also shrinks it forgets decrements.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

type Messages =
  | { type: "add"; delta: number }
  | { type: "merge"; sums: Record<string, number> }
  | { type: "read" };

const pnCounter = program<Messages>((node) => {
  const sums = new Map<string, number>();
  node.on("add", ({ body }) => {
    sums.set(node.id, (sums.get(node.id) ?? 0) + body.delta);
    for (const peer of node.peers) node.send(peer, { type: "merge", sums: Object.fromEntries(sums) });
    return { type: "add_ok" };
  });
  node.on("merge", ({ body }) => {
    for (const [id, sum] of Object.entries(body.sums)) sums.set(id, Math.max(sum, sums.get(id) ?? -Infinity));
  });
  node.on("read", () => ({ type: "read_ok", value: [...sums.values()].reduce((a, b) => a + b, 0) }));
});

export default pnCounter;
if (import.meta.main) await pnCounter(stdio());
