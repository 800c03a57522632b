/** Transactions write by write: the solution of 6b, on a node that waits for its disk after each operation. @module */
import { delay } from "@std/async/delay";
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
/** What a disk takes for one operation. */
const DISK_MS = 2;

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

  node.on("txn", async ({ body }) => {
    const stamp = { clock: ++clock, writer: node.id };
    const results: unknown[] = [];
    for (const [kind, key, value] of body.txn) {
      if (kind === "w") {
        const version = { key, value, ...stamp };
        take(version);
        replicate(version);
      }
      results.push([kind, key, kind === "w" ? value : versions.get(key)?.value ?? null]);
      await delay(DISK_MS);
    }
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
