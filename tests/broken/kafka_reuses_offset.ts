#!/usr/bin/env -S deno run --quiet
/**
 * Broken: gives every 4th message the offset of the one before, which it replaces.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { every, logNode } from "./kafka_node.ts";

const kafka = logNode(() => {
  const reuses = every(4);
  return {
    append(log, message) {
      const offset = reuses() && log.size > 0 ? log.size - 1 : log.size;
      log.set(offset, message);
      return offset;
    },
  };
});

export default kafka;
if (import.meta.main) await kafka(stdio());
