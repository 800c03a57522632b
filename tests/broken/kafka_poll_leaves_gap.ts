#!/usr/bin/env -S deno run --quiet
/**
 * Broken: every 3rd poll of a key leaves out its second message.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { CORRECT, every, logNode } from "./kafka_node.ts";

const kafka = logNode(() => {
  const skips = every(3);
  return {
    select(pairs, start) {
      const found = CORRECT.select(pairs, start);
      return skips() ? found.filter((_, position) => position !== 1) : found;
    },
  };
});

export default kafka;
if (import.meta.main) await kafka(stdio());
