/** Unique ids from one counter: the first node counts, and all others ask it. @module */
import { program, stdio } from "../../../../../lib/node.ts";

const uniqueIds = program((node) => {
  let next = 0;

  node.on("generate", async () => {
    const [first = ""] = node.nodeIds;
    if (node.id === first) return { type: "generate_ok", id: next++ };
    const { id } = await node.rpc<{ id: number }>(first, { type: "next" });
    return { type: "generate_ok", id };
  });

  node.on("next", () => ({ type: "next_ok", id: next++ }));
});

export default uniqueIds;
if (import.meta.main) await uniqueIds(stdio());
