#!/usr/bin/env -S deno run --quiet
/**
 * Broken: acknowledges every 4th message and keeps nothing but its place.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { CORRECT, every, logNode } from "./kafka_node.ts";

/** Holds the place of a lost message. */
const LOST = -1;

const kafka = logNode(() => {
  const loses = every(4);
  return {
    append: (log, message) => CORRECT.append(log, loses() ? LOST : message),
    select: (pairs, start) => CORRECT.select(pairs, start).filter(([, message]) => message !== LOST),
  };
});

export default kafka;
if (import.meta.main) await kafka(stdio());
