/** A counter that merges: each node tells the others how much it knows of everybody, and the larger count wins. @module */
import { program, stdio } from "../../../../../lib/node.ts";

/** How much each node has added. */
type Counts = Readonly<Record<string, number>>;

type Messages = { type: "add"; delta: number } | { type: "read" } | { type: "merge"; counts: Counts };

const PERIOD_MS = 1000;

const counter = program<Messages>((node) => {
  let counts: Counts = {};

  node.onInit(() => {
    const timer = setInterval(() => {
      for (const peer of node.peers) node.send(peer, { type: "merge", counts });
    }, PERIOD_MS);
    node.signal.addEventListener("abort", () => clearInterval(timer));
  });

  node.on("add", ({ body }) => {
    counts = { ...counts, [node.id]: (counts[node.id] ?? 0) + body.delta };
    return { type: "add_ok" };
  });

  node.on("merge", ({ body }) => {
    counts = merge(counts, body.counts);
  });

  node.on("read", () => ({ type: "read_ok", value: Object.values(counts).reduce((sum, count) => sum + count, 0) }));
});

/** In any order, and as often as you like: the result is the same. */
function merge(a: Counts, b: Counts): Counts {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, Math.max(a[name] ?? 0, b[name] ?? 0)]));
}

export default counter;
if (import.meta.main) await counter(stdio());
