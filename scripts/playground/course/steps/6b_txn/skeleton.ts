/** Transactions on two nodes: each asks the other to write the same before it answers. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Operation = readonly [kind: "r" | "w", key: number, value: number | null];

type Messages =
  | { type: "txn"; txn: readonly Operation[] }
  | { type: "replicate"; writes: readonly Operation[] };

const txn = program<Messages>((node) => {
  const values = new Map<number, number | null>();

  node.on("txn", async ({ body }) => {
    const results = body.txn.map(([kind, key, value]) => {
      if (kind === "r") return [kind, key, values.get(key) ?? null];
      values.set(key, value);
      return [kind, key, value];
    });
    const writes = body.txn.filter(([kind]) => kind === "w");
    await Promise.all(node.peers.map((peer) => node.rpc(peer, { type: "replicate", writes })));
    return { type: "txn_ok", txn: results };
  });

  node.on("replicate", ({ body }) => {
    for (const [, key, value] of body.writes) values.set(key, value);
    return { type: "replicate_ok" };
  });
});

export default txn;
if (import.meta.main) await txn(stdio());
