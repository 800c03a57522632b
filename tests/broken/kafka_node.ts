/**
 * A kafka node in memory whose rules can be replaced one by one: the broken ones beside it differ in one rule each.
 *
 * @module
 */
import { type Program, program } from "../../lib/node.ts";

type Messages =
  | { type: "send"; key: string; msg: number }
  | { type: "poll"; offsets: Readonly<Record<string, number>> }
  | { type: "commit_offsets"; offsets: Readonly<Record<string, number>> }
  | { type: "list_committed_offsets"; keys: readonly string[] };

/** The log of one key: offset to message. */
export type Log = Map<number, number>;

/** Offset and message. */
export type Pair = readonly [offset: number, message: number];

/** What a node does. Made anew for each node, so rules may keep state. */
export interface LogRules {
  /** Stores a message and returns its offset, or throws what the client is told. */
  append(log: Log, message: number): number;
  /** Chooses from the messages of a log, ascending by offset, those that a poll from `start` on returns. */
  select(pairs: readonly Pair[], start: number): readonly Pair[];
  /** Returns the offset to keep when `offset` is committed after `before`. */
  commit(before: number, offset: number): number;
}

/** The correct rules. */
export const CORRECT: LogRules = {
  append(log, message) {
    const offset = log.size;
    log.set(offset, message);
    return offset;
  },
  select: (pairs, start) => pairs.filter(([offset]) => offset >= start),
  commit: (before, offset) => Math.max(before, offset),
};

/** Makes a node with some rules replaced. */
export function logNode(makeRules: () => Partial<LogRules>): Program {
  return program<Messages>((node) => {
    const rules = { ...CORRECT, ...makeRules() };
    const logs = new Map<string, Log>();
    const committed = new Map<string, number>();
    node.on("send", ({ body: { key, msg } }) => {
      const log: Log = logs.get(key) ?? new Map();
      logs.set(key, log);
      return { type: "send_ok", offset: rules.append(log, msg) };
    });
    node.on("poll", ({ body: { offsets } }) => {
      const msgs: Record<string, readonly Pair[]> = {};
      for (const [key, start] of Object.entries(offsets)) {
        const pairs = rules.select([...(logs.get(key) ?? [])].sort(([a], [b]) => a - b), start);
        if (pairs.length > 0) msgs[key] = pairs;
      }
      return { type: "poll_ok", msgs };
    });
    node.on("commit_offsets", ({ body: { offsets } }) => {
      for (const [key, offset] of Object.entries(offsets)) {
        committed.set(key, rules.commit(committed.get(key) ?? 0, offset));
      }
      return { type: "commit_offsets_ok" };
    });
    node.on("list_committed_offsets", ({ body: { keys } }) => ({
      type: "list_committed_offsets_ok",
      offsets: Object.fromEntries([...committed].filter(([key]) => keys.includes(key))),
    }));
  });
}

/** Returns true at every `period`-th call. */
export function every(period: number): () => boolean {
  let calls = 0;
  return () => ++calls % period === 0;
}
