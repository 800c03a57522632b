#!/usr/bin/env -S deno run --quiet
/**
 * Broken: starts up and then never answers anything.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

const echo = program((node) => {
  node.on("echo", () => {});
});

export default echo;
if (import.meta.main) await echo(stdio());
