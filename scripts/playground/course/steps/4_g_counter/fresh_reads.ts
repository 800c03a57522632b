/** A counter in seq-kv, one key for each node, and a write of something new before each read. @module */
import { Kv } from "../../../../../lib/kv.ts";
import { program, stdio } from "../../../../../lib/node.ts";

type Messages = { type: "add"; delta: number } | { type: "read" };

const counter = program<Messages>((node) => {
  const kv = new Kv<number | string>(node, "seq-kv");
  let own = 0;

  // Nobody else writes this key, so there is nothing to compare.
  node.on("add", async ({ body }) => {
    own += body.delta;
    await kv.write(`sum-${node.id}`, own);
    return { type: "add_ok" };
  });

  node.on("read", async () => {
    await kv.write(`barrier-${node.id}`, crypto.randomUUID());
    const sums = await Promise.all(node.peers.map((peer) => kv.read(`sum-${peer}`, 0)));
    return { type: "read_ok", value: sums.reduce((total: number, sum) => total + Number(sum), own) };
  });
});

export default counter;
if (import.meta.main) await counter(stdio());
