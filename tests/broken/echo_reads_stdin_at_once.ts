#!/usr/bin/env -S deno run --quiet
/**
 * Broken in virtual time: the module reads stdin as soon as it is loaded.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

const echo = program((node) => {
  node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo }));
});

await echo(stdio());
