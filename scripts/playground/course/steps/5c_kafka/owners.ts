/** A log with owners: each key belongs to one node, which keeps its log in memory; the others ask it. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] };

type Found = Readonly<Record<string, readonly (readonly [offset: number, msg: unknown])[]>>;

const kafka = program<Messages>((node) => {
  const logs = new Map<string, unknown[]>();
  const committed = new Map<string, number>();

  function ownerOf(key: string): string {
    const number = [...key].reduce((sum, character) => sum + character.charCodeAt(0), 0);
    return node.nodeIds[number % node.nodeIds.length] ?? node.id;
  }

  node.on("send", async ({ body: { key, msg } }) => {
    const owner = ownerOf(key);
    if (owner !== node.id) return await node.rpc(owner, { type: "send", key, msg });
    const log = logs.get(key) ?? [];
    logs.set(key, log);
    return { type: "send_ok", offset: log.push(msg) - 1 };
  });

  node.on("poll", async ({ body }) => {
    const parts = await Promise.all(node.nodeIds.map(async (owner): Promise<Found> => {
      const asked = Object.entries(body.offsets).filter(([key]) => ownerOf(key) === owner);
      if (asked.length === 0) return {};
      if (owner === node.id) return Object.fromEntries(asked.map(([key, start]) => [key, read(key, start)]));
      return (await node.rpc<{ msgs: Found }>(owner, { type: "poll", offsets: Object.fromEntries(asked) })).msgs;
    }));
    const found = parts.flatMap((part) => Object.entries(part)).filter(([, messages]) => messages.length > 0);
    return { type: "poll_ok", msgs: Object.fromEntries(found) };
  });

  function read(key: string, start: number): (readonly [offset: number, msg: unknown])[] {
    return (logs.get(key) ?? []).slice(start).map((msg, position) => [start + position, msg]);
  }

  // A commit never goes back: an older one may arrive late.
  node.on("commit_offsets", ({ body }) => {
    for (const [key, offset] of Object.entries(body.offsets)) {
      committed.set(key, Math.max(offset, committed.get(key) ?? 0));
    }
    return { type: "commit_offsets_ok" };
  });

  node.on("list_committed_offsets", ({ body }) => ({
    type: "list_committed_offsets_ok",
    offsets: Object.fromEntries([...committed].filter(([key]) => body.keys.includes(key))),
  }));
});

export default kafka;
if (import.meta.main) await kafka(stdio());
