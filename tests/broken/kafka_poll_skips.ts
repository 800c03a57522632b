#!/usr/bin/env -S deno run --quiet
/**
 * Broken: every 3rd poll of a key starts one message too late.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { CORRECT, every, logNode } from "./kafka_node.ts";

const kafka = logNode(() => {
  const skips = every(3);
  return { select: (pairs, start) => CORRECT.select(pairs, start).slice(skips() ? 1 : 0) };
});

export default kafka;
if (import.meta.main) await kafka(stdio());
