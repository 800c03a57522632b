/** Transactions on one node, not written yet: the answer is the question, so every read finds nothing. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Operation = readonly [kind: "r" | "w", key: number, value: number | null];

type Messages = { type: "txn"; txn: readonly Operation[] };

const txn = program<Messages>((node) => {
  node.on("txn", ({ body }) => ({ type: "txn_ok", txn: body.txn }));
});

export default txn;
if (import.meta.main) await txn(stdio());
