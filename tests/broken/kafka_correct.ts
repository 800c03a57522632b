#!/usr/bin/env -S deno run --quiet
/**
 * Not broken: the rules that the other kafka nodes here break one by one.
 *
 * @module
 */
import { stdio } from "../../lib/node.ts";
import { logNode } from "./kafka_node.ts";

const kafka = logNode(() => ({}));

export default kafka;
if (import.meta.main) await kafka(stdio());
