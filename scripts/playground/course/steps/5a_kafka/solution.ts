/** A log on one node: an array for each key, and commits that only go forward. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] };

const kafka = program<Messages>((node) => {
  const logs = new Map<string, unknown[]>();
  const committed = new Map<string, number>();

  node.on("send", ({ body: { key, msg } }) => {
    const log = logs.get(key) ?? [];
    logs.set(key, log);
    return { type: "send_ok", offset: log.push(msg) - 1 };
  });

  node.on("poll", ({ body }) => {
    const msgs: Record<string, (readonly [offset: number, msg: unknown])[]> = {};
    for (const [key, start] of Object.entries(body.offsets)) {
      const found = (logs.get(key) ?? []).slice(start);
      if (found.length > 0) msgs[key] = found.map((msg, position) => [start + position, msg]);
    }
    return { type: "poll_ok", msgs };
  });

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
