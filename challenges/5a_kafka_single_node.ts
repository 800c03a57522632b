#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 5a, Kafka-style log on a single node: an array a key, where the offset is the position.
 *
 * - Survives: pause, clock.
 * - Not survived: kill, since the log is in memory.
 * - Cost: no message between servers.
 * - Official test: `maelstrom test -w kafka --bin 5a_kafka_single_node --node-count 1 --concurrency 2n --time-limit 20
 *   --rate 1000`
 *
 * Source: https://fly.io/dist-sys/5a/
 *
 * @module
 */
import { program, stdio } from "../lib/node.ts";

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Readonly<Record<string, number>> }
  | { type: "commit_offsets"; offsets: Readonly<Record<string, number>> }
  | { type: "list_committed_offsets"; keys: readonly string[] };

/** Messages of one key that one poll returns at most; a consumer asks on from where it is. */
const POLL_MESSAGES_MAX = 1000;

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
      const found = (logs.get(key) ?? []).slice(start, start + POLL_MESSAGES_MAX);
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
