#!/usr/bin/env -S deno run --quiet
/**
 * Broken: answers with the payload of the request before.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

const echo = program((node) => {
  let previous: unknown = "";
  node.on("echo", ({ body }) => {
    const answer = previous;
    previous = body.echo;
    return { type: "echo_ok", echo: answer };
  });
});

export default echo;
if (import.meta.main) await echo(stdio());
