#!/usr/bin/env -S deno run --quiet
/**
 * Broken: every 5th poll of a key shows a message that nobody sent, at its end.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { CORRECT, every, logNode } from "./kafka_node.ts";

const kafka = logNode(() => {
  const invents = every(5);
  return {
    select(pairs, start) {
      const found = CORRECT.select(pairs, start);
      return invents() ? [...found, [Math.max(start, pairs.length), -1]] : found;
    },
  };
});

export default kafka;
if (import.meta.main) await kafka(stdio());
