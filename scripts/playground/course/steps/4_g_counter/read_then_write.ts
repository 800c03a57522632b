/** A counter in seq-kv: read the sum, add to it, write it back. @module */
import { Kv } from "../../../../../lib/kv.ts";
import { program, stdio } from "../../../../../lib/node.ts";

type Messages = { type: "add"; delta: number } | { type: "read" };

const counter = program<Messages>((node) => {
  const kv = new Kv<number>(node, "seq-kv");

  node.on("add", async ({ body }) => {
    const sum = await kv.read("sum", 0);
    await kv.write("sum", sum + body.delta);
    return { type: "add_ok" };
  });

  node.on("read", async () => ({ type: "read_ok", value: await kv.read("sum", 0) }));
});

export default counter;
if (import.meta.main) await counter(stdio());
