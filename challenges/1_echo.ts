#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 1, Echo: answers each "echo" with the same payload.
 *
 * - Survives: pause, clock, kill. The node keeps no state and needs nobody.
 * - Cost: no message between servers.
 * - Official test: `maelstrom test -w echo --bin 1_echo --node-count 1 --time-limit 10`
 *
 * Source: https://fly.io/dist-sys/1/
 *
 * @module
 */
import { program, stdio } from "../lib/node.ts";

const echo = program((node) => {
  node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo }));
});

export default echo;
if (import.meta.main) await echo(stdio());
