/** Unique ids that survive a restart: name, counter, and a random word drawn when the node starts. @module */
import { program, stdio } from "../../../../../lib/node.ts";

const uniqueIds = program((node) => {
  const incarnation = crypto.randomUUID();
  let next = 0;

  node.on("generate", () => ({ type: "generate_ok", id: `${node.id}-${incarnation}-${next++}` }));
});

export default uniqueIds;
if (import.meta.main) await uniqueIds(stdio());
