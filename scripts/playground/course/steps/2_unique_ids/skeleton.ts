/** Unique ids, first attempt: each node counts 0, 1, 2 ... @module */
import { program, stdio } from "../../../../../lib/node.ts";

const uniqueIds = program((node) => {
  let next = 0;

  node.on("generate", () => ({ type: "generate_ok", id: next++ }));
});

export default uniqueIds;
if (import.meta.main) await uniqueIds(stdio());
