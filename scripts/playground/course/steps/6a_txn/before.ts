/** Transactions that read what was there before them: all reads first, then all writes. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Operation = readonly [kind: "r" | "w", key: number, value: number | null];

type Messages = { type: "txn"; txn: readonly Operation[] };

const txn = program<Messages>((node) => {
  const values = new Map<number, number | null>();

  node.on("txn", ({ body }) => {
    const results = body.txn.map(([kind, key, value]) => [kind, key, kind === "r" ? values.get(key) ?? null : value]);
    for (const [kind, key, value] of body.txn) if (kind === "w") values.set(key, value);
    return { type: "txn_ok", txn: results };
  });
});

export default txn;
if (import.meta.main) await txn(stdio());
