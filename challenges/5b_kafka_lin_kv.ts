#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 5b, Kafka-style log over lin-kv: the log of a key is a row of chunks, and a compare-and-set appends.
 *
 * ```
 *   lin-kv:  "log/k/0" = [64 entries]   "log/k/1" = [64 entries]   "log/k/2" = [9 entries]  <- the tail
 *   append:  compare-and-set "log/k/2" from the tail as last seen to the tail with new entries behind
 *   offset:  64 * number of the chunk + position in it
 * ```
 *
 * - An entry carries the name of the append that wrote it. A compare-and-set whose answer was lost may have happened or
 *   may still happen; so the node reads the tail: if it finds the name, the append is done; if not, it tries again, and
 *   since the old and the new attempt start from the same tail, at most one of them can succeed.
 * - What is sent while an append is under way goes into the next one, together. Nobody waits for a window.
 * - Polls are answered from what the node has read, and it reads on behind them at most each 100 ms.
 * - Commits are answered at once and written to lin-kv within 100 ms, the greatest offset wins. A crash in between sets
 *   consumers back by that much; they get messages twice, never too few.
 * - Survives: partition (of the services too), loss, duplicate, reorder, slow, hold, pause, clock, kill. Nodes never
 *   talk to each other, and a message that was acknowledged is in lin-kv.
 * - Cost: two messages an append, four more where another node was faster, two a refreshed chunk. About 3 an operation.
 * - Official test: `maelstrom test -w kafka --bin 5b_kafka_lin_kv --node-count 2 --concurrency 2n --time-limit 20
 *   --rate 1000`
 *
 * Source: https://fly.io/dist-sys/5b/
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { Kv } from "../lib/kv.ts";
import { program, RpcError, stdio } from "../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] };

/** A message and the name of the append that wrote it. */
type Entry = readonly [append: string, msg: unknown];

/** Entries of a full chunk: bounds what one compare-and-set carries, twice. */
const CHUNK_ENTRIES = 64;

/** Messages of one key that one poll returns at most; a consumer asks on from where it is. */
const POLL_MESSAGES_MAX = 1000;

/** How old a node's knowledge of a tail may be when somebody polls, and how long a commit may wait to be written. */
const REFRESH_MS = 100;

/** Longest wait for lin-kv: two hops of 100 ms + 300 ms of slack. */
const SERVICE_TIMEOUT_MS = 500;

/** Attempts to append before the client is told that it did not work in time. */
const APPEND_ATTEMPTS = 20;

/** Longest pause after a lost race; random, so that two nodes do not lose in turn. */
const PAUSE_MS_MAX = 5;

const kafka = program<Messages>((node) => {
  const chunks = new Kv<readonly Entry[]>(node, "lin-kv", { timeoutMs: SERVICE_TIMEOUT_MS });
  const commits = new Kv<number>(node, "lin-kv", { timeoutMs: SERVICE_TIMEOUT_MS });
  /** Distinguishes the appends of this life of the node from those of earlier ones. */
  const life = crypto.randomUUID().slice(0, 8);
  const logs = new Map<string, Log>();
  const committed = new Map<string, number>();
  const unwritten = new Set<string>();
  let writing: Promise<void> | undefined;

  function logOf(key: string): Log {
    let log = logs.get(key);
    if (log === undefined) logs.set(key, log = new Log({ key, chunks, name: `${node.id}/${life}` }));
    return log;
  }

  node.on("send", async ({ body: { key, msg } }) => ({ type: "send_ok", offset: await logOf(key).append(msg) }));

  node.on("poll", async ({ body }) => {
    const found = await Promise.all(
      Object.entries(body.offsets).map(async ([key, start]) => [key, await logOf(key).read(start)] as const),
    );
    return { type: "poll_ok", msgs: Object.fromEntries(found.filter(([, messages]) => messages.length > 0)) };
  });

  node.on("commit_offsets", ({ body }) => {
    for (const [key, offset] of Object.entries(body.offsets)) {
      if (offset <= (committed.get(key) ?? -1)) continue;
      committed.set(key, offset);
      unwritten.add(key);
    }
    if (unwritten.size > 0) writing ??= writeCommits();
    return { type: "commit_offsets_ok" };
  });

  /** Writes what was committed in the last REFRESH_MS. What cannot be written now waits for the next commit. */
  async function writeCommits(): Promise<void> {
    await delay(REFRESH_MS);
    const keys = [...unwritten];
    unwritten.clear();
    writing = undefined;
    await Promise.all(keys.map(async (key) => {
      try {
        const raise = (offset = -1) => Math.max(offset, committed.get(key) ?? -1);
        await commits.update(`commit/${key}`, raise);
      } catch (error) {
        unwritten.add(key);
        node.log(`event=commit-not-written key=${key} error=${error}`);
      }
    }));
  }

  node.on("list_committed_offsets", async ({ body }) => {
    const found = await Promise.all(body.keys.map(async (key) => {
      const offset = Math.max(await commits.read(`commit/${key}`, -1), committed.get(key) ?? -1);
      return [key, offset] as const;
    }));
    return {
      type: "list_committed_offsets_ok",
      offsets: Object.fromEntries(found.filter(([, offset]) => offset >= 0)),
    };
  });
});

interface LogOptions {
  readonly key: string;
  readonly chunks: Kv<readonly Entry[]>;
  /** Prefix for the names of appends, different for each node and life. */
  readonly name: string;
}

interface Waiting {
  readonly msg: unknown;
  resolve(offset: number): void;
  reject(error: unknown): void;
}

/** The log of one key: what this node knows of it, and what waits to be appended. */
class Log {
  readonly #options: LogOptions;
  /** All entries read so far. The position is the offset; the last chunk may have grown since. */
  readonly #entries: Entry[] = [];
  readonly #waiting: Waiting[] = [];
  #appendCount = 0;
  #isAppending = false;
  #refreshing: Promise<void> | undefined;
  #refreshedMs = -Infinity;

  constructor(options: LogOptions) {
    this.#options = options;
  }

  append(msg: unknown): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ msg, resolve, reject });
      if (!this.#isAppending) this.#appendAll();
    });
  }

  /** Gives messages from `start` on. Only the first read ever waits for lin-kv. */
  async read(start: number): Promise<(readonly [offset: number, msg: unknown])[]> {
    const isFirst = this.#refreshedMs === -Infinity;
    if (performance.now() - this.#refreshedMs >= REFRESH_MS) {
      const refreshed = this.#refresh().catch(() => {});
      if (isFirst) await refreshed;
    }
    const first = Math.max(0, start);
    const found = this.#entries.slice(first, first + POLL_MESSAGES_MAX);
    return found.map(([, msg], position) => [first + position, msg]);
  }

  async #appendAll(): Promise<void> {
    this.#isAppending = true;
    while (this.#waiting.length > 0) {
      const name = `${this.#options.name}/${this.#appendCount++}`;
      const entries = this.#waiting.slice(0, CHUNK_ENTRIES).map(({ msg }): Entry => [name, msg]);
      try {
        // What the tail had no room for waits on.
        for (const offset of await this.#appendSome(name, entries)) this.#waiting.shift()?.resolve(offset);
      } catch (error) {
        for (const { reject } of this.#waiting.splice(0, entries.length)) reject(error);
      }
    }
    this.#isAppending = false;
  }

  /** Appends as many entries as the tail has room for, or those that an unanswered attempt got in; gives their offsets. */
  async #appendSome(name: string, entries: readonly Entry[]): Promise<number[]> {
    const { key, chunks } = this.#options;
    const knownCount = this.#entries.length;
    for (let attempt = 1; attempt <= APPEND_ATTEMPTS; attempt++) {
      const number = this.#tailNumber;
      const tail = this.#entries.slice(number * CHUNK_ENTRIES);
      const grown = [...tail, ...entries].slice(0, CHUNK_ENTRIES);
      try {
        await chunks.compareAndSet(`log/${key}/${number}`, tail, grown, { createIfNotExists: tail.length === 0 });
        this.#learn(number, grown);
      } catch (error) {
        await this.#afterFailure(error, attempt);
      }
      const offsets = this.#offsetsOf(name, knownCount);
      if (offsets.length > 0) return offsets;
    }
    throw new RpcError(0, `Cannot append to "${key}": ${APPEND_ATTEMPTS} attempts did not succeed, try again later`);
  }

  /** Looks what has become of the tail. An attempt without an answer is only settled by a read that succeeds. */
  async #afterFailure(error: unknown, attempt: number): Promise<void> {
    if (!(error instanceof RpcError)) throw error;
    if (attempt > 1) await delay(Math.random() * PAUSE_MS_MAX);
    await this.#refresh().catch(() => {});
  }

  #offsetsOf(name: string, start: number): number[] {
    const found = this.#entries.slice(start).map(([append], position) => append === name ? start + position : -1);
    return found.filter((offset) => offset >= 0);
  }

  /** Number of the chunk that has room. */
  get #tailNumber(): number {
    return Math.floor(this.#entries.length / CHUNK_ENTRIES);
  }

  /** Reads the tail, and on while chunks are full. */
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#readOn().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #readOn(): Promise<void> {
    const { key, chunks } = this.#options;
    let number: number;
    do {
      number = this.#tailNumber;
      this.#learn(number, await chunks.read(`log/${key}/${number}`, []));
    } while (this.#tailNumber > number);
    this.#refreshedMs = performance.now();
  }

  /** Takes note of a chunk. Chunks only grow, so a shorter one is old news. */
  #learn(number: number, chunk: readonly Entry[]): void {
    this.#entries.push(...chunk.slice(this.#entries.length - number * CHUNK_ENTRIES));
  }
}

export default kafka;
if (import.meta.main) await kafka(stdio());
