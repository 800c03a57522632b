/** A queue in the place of a log: what somebody has polled is gone. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] };

const kafka = program<Messages>((node) => {
  const lengths = new Map<string, number>();
  const queues = new Map<string, (readonly [offset: number, msg: unknown])[]>();

  node.on("send", ({ body: { key, msg } }) => {
    const offset = lengths.get(key) ?? 0;
    lengths.set(key, offset + 1);
    queues.set(key, [...queues.get(key) ?? [], [offset, msg]]);
    return { type: "send_ok", offset };
  });

  node.on("poll", ({ body }) => {
    const found = Object.keys(body.offsets).map((key) => [key, queues.get(key) ?? []] as const);
    for (const key of Object.keys(body.offsets)) queues.delete(key);
    return { type: "poll_ok", msgs: Object.fromEntries(found.filter(([, messages]) => messages.length > 0)) };
  });

  node.on("commit_offsets", () => ({ type: "commit_offsets_ok" }));

  node.on("list_committed_offsets", () => ({ type: "list_committed_offsets_ok", offsets: {} }));
});

export default kafka;
if (import.meta.main) await kafka(stdio());
