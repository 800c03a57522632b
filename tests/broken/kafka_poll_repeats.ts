#!/usr/bin/env -S deno run --quiet
/**
 * Broken: polls return the last message again that the consumer has seen.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { CORRECT, logNode } from "./kafka_node.ts";

const kafka = logNode(() => ({
  select: (pairs, start) => CORRECT.select(pairs, start - 1),
}));

export default kafka;
if (import.meta.main) await kafka(stdio());
