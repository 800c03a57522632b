/** Transactions on one node: the writes go to a draft, and all of them, or none, to the map. @module */
import { program, RpcError, stdio } from "../../../../../lib/node.ts";

type Operation = readonly [kind: "r" | "w", key: number, value: number | null];

type Messages = { type: "txn"; txn: readonly Operation[] };

const txn = program<Messages>((node) => {
  const values = new Map<number, number | null>();

  // No await from here to the end: nobody sees a transaction that is half done.
  node.on("txn", ({ body }) => {
    const draft = new Map<number, number | null>();
    const results = body.txn.map(([kind, key, value]) => {
      if (kind === "r") return [kind, key, draft.has(key) ? draft.get(key) : values.get(key) ?? null];
      if (kind !== "w") throw new RpcError(12, `Cannot execute "${kind}": expected "r" or "w"`);
      draft.set(key, value);
      return [kind, key, value];
    });
    for (const [key, value] of draft) values.set(key, value);
    return { type: "txn_ok", txn: results };
  });
});

export default txn;
if (import.meta.main) await txn(stdio());
