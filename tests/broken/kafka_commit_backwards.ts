#!/usr/bin/env -S deno run --quiet
/**
 * Broken: keeps a commit one message short.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { logNode } from "./kafka_node.ts";

const kafka = logNode(() => ({ commit: (before, offset) => Math.max(before, offset - 1) }));

export default kafka;
if (import.meta.main) await kafka(stdio());
