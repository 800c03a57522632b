/** A log in lin-kv: one key of the service holds a whole log, which is read, extended and compared and set. @module */
import { Kv } from "../../../../../lib/kv.ts";
import { program, stdio } from "../../../../../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] };

const kafka = program<Messages>((node) => {
  const kv = new Kv<unknown[]>(node, "lin-kv");
  const committed = new Map<string, number>();

  node.on("send", async ({ body: { key, msg } }) => {
    const log = await kv.update(`log-${key}`, (before = []) => [...before, msg]);
    return { type: "send_ok", offset: log.length - 1 };
  });

  node.on("poll", async ({ body }) => {
    const found = await Promise.all(
      Object.entries(body.offsets).map(async ([key, start]) => {
        const log = await kv.read(`log-${key}`, []);
        return [key, log.slice(start).map((msg, position) => [start + position, msg])] as const;
      }),
    );
    return { type: "poll_ok", msgs: Object.fromEntries(found.filter(([, messages]) => messages.length > 0)) };
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
