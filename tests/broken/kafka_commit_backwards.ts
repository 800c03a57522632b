#!/usr/bin/env -S deno run --quiet
/**
 * Broken: the last commit wins, also when it comes from a consumer that is behind; polls return one message.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { CORRECT, logNode } from "./kafka_node.ts";

const kafka = logNode(() => ({
  select: (pairs, start) => CORRECT.select(pairs, start).slice(0, 1),
  commit: (_before, offset) => offset,
}));

export default kafka;
if (import.meta.main) await kafka(stdio());
