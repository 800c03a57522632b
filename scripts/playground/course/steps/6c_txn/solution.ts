/** Transactions that travel whole: a commit has one stamp for all its writes, and is installed in one step everywhere. @module */
import { program, RpcError, stdio } from "../../../../../lib/node.ts";
import { ReliableLinks } from "../../../../../lib/reliable_links.ts";

type Operation = readonly [kind: "r" | "w", key: number, value: number | null];

type Messages =
  | { type: "txn"; txn: readonly Operation[] }
  | { type: "replicate" };

/** All that a transaction wrote, and its stamp: a Lamport clock, and the node to break ties. */
interface Commit {
  readonly clock: number;
  readonly writer: string;
  readonly writes: readonly (readonly [key: number, value: number | null])[];
}

const WINDOW_MS = 100;

const txn = program<Messages>((node) => {
  const versions = new Map<number, { readonly value: number | null; readonly commit: Commit }>();
  let clock = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  // Brings what is queued to the other node, in order, and again until it is acknowledged.
  const links = new ReliableLinks<Commit>(node, {
    type: "replicate",
    ackDelayMs: 2 * WINDOW_MS,
    retryMs: 500,
    onItems: (commits) => commits.forEach(install),
  });

  // No await from here to the end: a transaction runs alone at its node.
  node.on("txn", ({ body }) => {
    const draft = new Map<number, number | null>();
    const results = body.txn.map(([kind, key, value]) => {
      if (kind === "r") return [kind, key, draft.has(key) ? draft.get(key) : versions.get(key)?.value ?? null];
      if (kind !== "w") throw new RpcError(12, `Cannot execute "${kind}": expected "r" or "w"`);
      draft.set(key, value);
      return [kind, key, value];
    });
    if (draft.size > 0) {
      const commit = { clock: clock + 1, writer: node.id, writes: [...draft] };
      install(commit);
      replicate(commit);
    }
    return { type: "txn_ok", txn: results };
  });

  function install(commit: Commit): void {
    clock = Math.max(clock, commit.clock);
    for (const [key, value] of commit.writes) {
      const present = versions.get(key)?.commit;
      if (present === undefined || isNewer(commit, present)) versions.set(key, { value, commit });
    }
  }

  function replicate(commit: Commit): void {
    for (const peer of node.peers) links.queue(peer, [commit]);
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const peer of node.peers) links.flush(peer);
    }, WINDOW_MS);
  }
});

function isNewer(a: Commit, b: Commit): boolean {
  return a.clock > b.clock || (a.clock === b.clock && a.writer > b.writer);
}

export default txn;
if (import.meta.main) await txn(stdio());
