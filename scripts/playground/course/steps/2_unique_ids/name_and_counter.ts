/** Unique ids without a word to anybody: the name of the node, and a counter of its own. @module */
import { program, stdio } from "../../../../../lib/node.ts";

const uniqueIds = program((node) => {
  let next = 0;

  node.on("generate", () => ({ type: "generate_ok", id: `${node.id}-${next++}` }));
});

export default uniqueIds;
if (import.meta.main) await uniqueIds(stdio());
