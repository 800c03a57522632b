/** A log where every node hands out offsets of its own, and shows what lies below everybody's floor. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] }
  | { type: "news"; entries: readonly Entry[]; floor: number };

type Entry = readonly [key: string, offset: number, msg: unknown];

const PERIOD_MS = 100;

const kafka = program<Messages>((node) => {
  /** By key, ascending by offset. */
  const logs = new Map<string, (readonly [offset: number, msg: unknown])[]>();
  const committed = new Map<string, number>();
  let nextOffset = 0;
  /** Below this no other node will put anything any more. */
  const floors = new Map<string, number>();
  let news: Entry[] = [];

  node.onInit(() => {
    // Node 0 of 2 takes 0, 2, 4 ..., node 1 takes 1, 3, 5 ...: nobody has to be asked.
    nextOffset = node.nodeIds.indexOf(node.id);
    for (const peer of node.peers) floors.set(peer, 0);
    const timer = setInterval(tell, PERIOD_MS);
    node.signal.addEventListener("abort", () => clearInterval(timer));
  });

  node.on("send", ({ body: { key, msg } }) => {
    const offset = nextOffset;
    insert([key, offset, msg]);
    news.push([key, offset, msg]);
    return { type: "send_ok", offset };
  });

  node.on("news", ({ src, body }) => {
    for (const entry of body.entries) insert(entry);
    raiseAbove(body.floor);
    floors.set(src, body.floor);
  });

  node.on("poll", ({ body }) => {
    const watermark = Math.min(nextOffset, ...floors.values());
    const found = Object.entries(body.offsets).map(([key, start]) =>
      [key, (logs.get(key) ?? []).filter(([offset]) => offset >= start && offset < watermark)] as const
    );
    return { type: "poll_ok", msgs: Object.fromEntries(found.filter(([, messages]) => messages.length > 0)) };
  });

  function tell(): void {
    for (const peer of node.peers) node.send(peer, { type: "news", entries: news, floor: nextOffset });
    news = [];
  }

  function insert([key, offset, msg]: Entry): void {
    const log = logs.get(key) ?? [];
    logs.set(key, log);
    log.splice(log.findLastIndex(([other]) => other < offset) + 1, 0, [offset, msg]);
    raiseAbove(offset);
  }

  /** What this node writes next lies above all that it has seen. */
  function raiseAbove(offset: number): void {
    while (nextOffset <= offset) nextOffset += node.nodeIds.length;
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
