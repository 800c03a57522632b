/** Transactions on two nodes: each answers at once, tells the other afterwards, and what was heard last wins. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Operation = readonly [kind: "r" | "w", key: number, value: number | null];

type Messages =
  | { type: "txn"; txn: readonly Operation[] }
  | { type: "replicate"; writes: readonly Operation[] };

const txn = program<Messages>((node) => {
  const values = new Map<number, number | null>();

  node.on("txn", ({ body }) => {
    const results = body.txn.map(([kind, key, value]) => {
      if (kind === "r") return [kind, key, values.get(key) ?? null];
      values.set(key, value);
      return [kind, key, value];
    });
    const writes = body.txn.filter(([kind]) => kind === "w");
    for (const peer of node.peers) node.send(peer, { type: "replicate", writes });
    return { type: "txn_ok", txn: results };
  });

  node.on("replicate", ({ body }) => {
    for (const [, key, value] of body.writes) values.set(key, value);
  });
});

export default txn;
if (import.meta.main) await txn(stdio());
