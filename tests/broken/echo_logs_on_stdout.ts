#!/usr/bin/env -S deno run --quiet
/**
 * Broken: prints a line of its log on stdout, which belongs to the protocol.
 *
 * @module
 */
import { type Io, program, stdio } from "../../lib/node.ts";

export default async function echo(io: Io): Promise<void> {
  const answerAll = program((node) => {
    node.on("echo", ({ body }) => {
      io.output(`Received ${body.echo}`);
      return { type: "echo_ok", echo: body.echo };
    });
  });
  await answerAll(io);
}

if (import.meta.main) await echo(stdio());
