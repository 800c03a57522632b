#!/usr/bin/env -S deno run --quiet
/**
 * Broken: hands out the offsets of a key in the order 1, 0, 3, 2, 5, 4 ...
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { logNode } from "./kafka_node.ts";

const kafka = logNode(() => ({
  append(log, message) {
    const offset = log.size % 2 === 0 ? log.size + 1 : log.size - 1;
    log.set(offset, message);
    return offset;
  },
}));

export default kafka;
if (import.meta.main) await kafka(stdio());
