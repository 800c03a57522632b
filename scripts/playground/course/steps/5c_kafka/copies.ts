/** A log with owners and copies: ten times a second each owner tells the others what is new, who answer polls themselves. @module */
import { program, stdio } from "../../../../../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] }
  | { type: "copy"; messages: readonly (readonly [key: string, offset: number, msg: unknown])[] };

const PERIOD_MS = 100;

const kafka = program<Messages>((node) => {
  const logs = new Map<string, unknown[]>();
  const committed = new Map<string, number>();
  let news: (readonly [key: string, offset: number, msg: unknown])[] = [];

  function ownerOf(key: string): string {
    const number = [...key].reduce((sum, character) => sum + character.charCodeAt(0), 0);
    return node.nodeIds[number % node.nodeIds.length] ?? node.id;
  }

  node.onInit(() => {
    const timer = setInterval(() => {
      if (news.length === 0) return;
      for (const peer of node.peers) node.send(peer, { type: "copy", messages: news });
      news = [];
    }, PERIOD_MS);
    node.signal.addEventListener("abort", () => clearInterval(timer));
  });

  node.on("send", async ({ body: { key, msg } }) => {
    const owner = ownerOf(key);
    if (owner !== node.id) return await node.rpc(owner, { type: "send", key, msg });
    const offset = logOf(key).push(msg) - 1;
    news.push([key, offset, msg]);
    return { type: "send_ok", offset };
  });

  node.on("copy", ({ body }) => {
    for (const [key, offset, msg] of body.messages) logOf(key)[offset] = msg;
  });

  node.on("poll", ({ body }) => {
    const found = Object.entries(body.offsets).map(([key, start]) =>
      [key, logOf(key).slice(start).map((msg, position) => [start + position, msg])] as const
    );
    return { type: "poll_ok", msgs: Object.fromEntries(found.filter(([, messages]) => messages.length > 0)) };
  });

  function logOf(key: string): unknown[] {
    const log = logs.get(key) ?? [];
    logs.set(key, log);
    return log;
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
