#!/usr/bin/env -S deno run --quiet
/**
 * Broken: refuses every 4th message as if nothing had happened, but stores it.
 *
 * @module
 */
import { RpcError, stdio } from "../../lib/node.ts";
import { CORRECT, every, logNode } from "./kafka_node.ts";

const kafka = logNode(() => {
  const refuses = every(4);
  return {
    append(log, message) {
      const offset = CORRECT.append(log, message);
      if (refuses()) throw new RpcError(11, "Busy");
      return offset;
    },
  };
});

export default kafka;
if (import.meta.main) await kafka(stdio());
