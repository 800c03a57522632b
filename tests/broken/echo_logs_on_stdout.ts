#!/usr/bin/env -S deno run --quiet
/**
 * Broken: logs with the console, first on stderr, which is fine, then on stdout, which belongs to the protocol.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

const echo = program((node) => {
  node.on("echo", ({ body }) => {
    // deno-lint-ignore no-console -- what this node is about
    console.error("Got", { of: node.id });
    // deno-lint-ignore no-console -- what this node is about
    console.log(`Received ${body.echo}`);
    return { type: "echo_ok", echo: body.echo };
  });
});

export default echo;
if (import.meta.main) await echo(stdio());
