#!/usr/bin/env -S deno run --quiet
/**
 * Broken: throws where it should answer, so that the client gets an error with code 13.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

const echo = program((node) => {
  node.on("echo", () => {
    throw new TypeError("Cannot read what is not there");
  });
});

export default echo;
if (import.meta.main) await echo(stdio());
