#!/usr/bin/env -S deno run --quiet
/**
 * Broken: ids are the node's name and a counter that starts at 0 again when the node is restarted.
 *
 * @module
 */
import { program, stdio } from "../../lib/node.ts";

const uniqueIds = program((node) => {
  let counter = 0;
  node.on("generate", () => ({ type: "generate_ok", id: `${node.id}-${counter++}` }));
});

export default uniqueIds;
if (import.meta.main) await uniqueIds(stdio());
