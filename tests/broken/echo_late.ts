#!/usr/bin/env -S deno run --quiet
/**
 * Broken: answers everything, and most of it when nobody waits any more.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

const DELAY_MS = 7000;

const echo = program((node) => {
  node.on("echo", async ({ body }) => {
    await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
    return { type: "echo_ok", echo: body.echo };
  });
});

export default echo;
if (import.meta.main) await echo(stdio());
