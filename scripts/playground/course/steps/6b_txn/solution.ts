/** Transactions on two nodes: each write carries the stamp of its transaction, and the greater stamp wins. @module */
import { program, stdio } from "../../../../../lib/node.ts";
import { ReliableLinks } from "../../../../../lib/reliable_links.ts";

type Operation = readonly [kind: "r" | "w", key: number, value: number | null];

type Messages =
  | { type: "txn"; txn: readonly Operation[] }
  | { type: "replicate" };

/** A value with the stamp of the transaction that wrote it: a Lamport clock, and the node to break ties. */
interface Version {
  readonly key: number;
  readonly value: number | null;
  readonly clock: number;
  readonly writer: string;
}

const WINDOW_MS = 100;

const txn = program<Messages>((node) => {
  const versions = new Map<number, Version>();
  let clock = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  // Brings what is queued to the other node, in order, and again until it is acknowledged.
  const links = new ReliableLinks<Version>(node, {
    type: "replicate",
    ackDelayMs: 2 * WINDOW_MS,
    retryMs: 500,
    onItems: (items) => items.forEach(take),
  });

  node.on("txn", ({ body }) => {
    clock++;
    const results = body.txn.map(([kind, key, value]) => {
      if (kind === "r") return [kind, key, versions.get(key)?.value ?? null];
      const version = { key, value, clock, writer: node.id };
      versions.set(key, version);
      replicate(version);
      return [kind, key, value];
    });
    return { type: "txn_ok", txn: results };
  });

  function take(version: Version): void {
    clock = Math.max(clock, version.clock);
    const present = versions.get(version.key);
    // Of two writes of one transaction, which have the same stamp, the later one comes later.
    if (present === undefined || !isNewer(present, version)) versions.set(version.key, version);
  }

  function replicate(version: Version): void {
    for (const peer of node.peers) links.queue(peer, [version]);
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const peer of node.peers) links.flush(peer);
    }, WINDOW_MS);
  }
});

function isNewer(a: Version, b: Version): boolean {
  return a.clock > b.clock || (a.clock === b.clock && a.writer > b.writer);
}

export default txn;
if (import.meta.main) await txn(stdio());
