#!/usr/bin/env -S deno run --quiet
/**
 * Broken: stores every 4th message twice.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { CORRECT, every, logNode } from "./kafka_node.ts";

const kafka = logNode(() => {
  const stutters = every(4);
  return {
    append(log, message) {
      const offset = CORRECT.append(log, message);
      if (stutters()) CORRECT.append(log, message);
      return offset;
    },
  };
});

export default kafka;
if (import.meta.main) await kafka(stdio());
