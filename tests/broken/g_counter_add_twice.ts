#!/usr/bin/env -S deno run --quiet
/**
 * Broken: sends each delta to its peers again while they do not acknowledge it, and they add it as often as it arrives.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

type Messages = { type: "add" | "apply"; delta: number } | { type: "read" };

/** Shorter than the way there and back. */
const TIMEOUT_MS = 150;

const ATTEMPTS_MAX = 3;

const gCounter = program<Messages>((node) => {
  let sum = 0;
  async function replicate(peer: string, delta: number): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX && !node.signal.aborted; attempt++) {
      try {
        await node.rpc(peer, { type: "apply", delta }, { timeoutMs: TIMEOUT_MS });
        return;
      } catch {
        // No answer yet: once more.
      }
    }
  }
  node.on("add", ({ body }) => {
    sum += body.delta;
    for (const peer of node.peers) replicate(peer, body.delta);
    return { type: "add_ok" };
  });
  node.on("apply", ({ body }) => {
    sum += body.delta;
    return { type: "apply_ok" };
  });
  node.on("read", () => ({ type: "read_ok", value: sum }));
});

export default gCounter;
if (import.meta.main) await gCounter(stdio());
