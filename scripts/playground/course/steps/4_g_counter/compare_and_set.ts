/** A counter in seq-kv: the sum is replaced only if it is still what was read. @module */
import { Kv } from "../../../../../lib/kv.ts";
import { program, stdio } from "../../../../../lib/node.ts";

type Messages = { type: "add"; delta: number } | { type: "read" };

const counter = program<Messages>((node) => {
  const kv = new Kv<number>(node, "seq-kv");

  node.on("add", async ({ body }) => {
    // Reads, then compares and sets, and tries again while others are faster.
    await kv.update("sum", (sum = 0) => sum + body.delta);
    return { type: "add_ok" };
  });

  node.on("read", async () => ({ type: "read_ok", value: await kv.read("sum", 0) }));
});

export default counter;
if (import.meta.main) await counter(stdio());
