/** A log on one node, not written yet: it hands out offsets, and forgets the messages. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] };

const kafka = program<Messages>((node) => {
  const lengths = new Map<string, number>();

  node.on("send", ({ body: { key } }) => {
    const offset = lengths.get(key) ?? 0;
    lengths.set(key, offset + 1);
    return { type: "send_ok", offset };
  });

  node.on("poll", () => ({ type: "poll_ok", msgs: {} }));

  node.on("commit_offsets", () => ({ type: "commit_offsets_ok" }));

  node.on("list_committed_offsets", () => ({ type: "list_committed_offsets_ok", offsets: {} }));
});

export default kafka;
if (import.meta.main) await kafka(stdio());
