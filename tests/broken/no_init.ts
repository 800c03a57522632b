#!/usr/bin/env -S deno run --quiet
/**
 * Broken: reads everything and answers nothing, not even init.
 *
 * @module
 */
import { type Io, stdio } from "../../lib/node.ts";

export default async function ignore({ input }: Io): Promise<void> {
  for await (const _line of input);
}

if (import.meta.main) await ignore(stdio());
