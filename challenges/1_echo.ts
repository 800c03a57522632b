#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 1, Echo: answers each "echo" with the same payload.
 *
 * - Faults: none to survive; the node keeps no state. A request that is lost gets no answer, and the client asks again.
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
