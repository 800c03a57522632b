#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 5b, Kafka-style log over lin-kv: one row of batches for all keys, where each slot is written once.
 *
 * ```
 *   lin-kv:  "log/0" = [k: "a", j: "b"]   "log/1" = [k: "c"]   "log/2" = [j: "d", k: "e"]   <- the next free slot is 3
 *   append:  compare-and-set "log/3" from nothing to a batch; whose batch is in a slot is settled for good
 *   k is the log "a" "c" "e" with offsets 0 1 2: all nodes read the same row, so all count alike
 * ```
 *
 * - A compare-and-set that fails found the slot taken: the node reads on to the end and tries the next one. One without
 *   an answer may have happened, or may still: the node reads the slot, and tries again if that is free. Each message
 *   has a name, and one that comes twice counts once, so trying does no harm.
 * - What is sent within WINDOW_MS goes as one batch. Nodes hand theirs to the first node, which appends them with its own
 *   and answers with what the row got since: so nodes do not race for slots, and need not read the row. Who gets no
 *   answer from the first node appends by itself, and nothing breaks if several do.
 * - Polls are answered from memory; where it may be older than REFRESH_MS, the node looks for news behind them. Commits
 *   are acknowledged at once and stored within COMMIT_MS: a crash in between lets messages come twice, never too few.
 * - Survives: partition (of the services too), loss, duplicate, reorder, slow, hold, pause, clock, kill. A message that
 *   was acknowledged is in lin-kv, also where all nodes are killed at once.
 * - Cost: 4 messages per window for all that both nodes were sent. At the official flags four clients wait for their
 *   answers, so a window has four messages at most and half of the operations are polls: 0.5 messages per operation is
 *   the floor for whatever is stored before it is acknowledged, however long the window.
 * - Official test: `maelstrom test -w kafka --bin 5b_kafka_lin_kv --node-count 2 --concurrency 2n --time-limit 20
 *   --rate 1000`
 *
 * Source: https://fly.io/dist-sys/5b/; a shared log of write-once slots as in Balakrishnan et al., CORFU (2012).
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { BatchWindow, windowLengthMs } from "../lib/batch_window.ts";
import { Kv } from "../lib/kv.ts";
import { type Node, program, RpcError, stdio } from "../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] }
  | { type: "append"; entries: readonly Entry[]; known: number };

/** What a batch holds: messages, each with a name that no other has, and committed offsets. */
type Entry =
  | { readonly kind: "message"; readonly name: string; readonly key: string; readonly msg: unknown }
  | { readonly kind: "commit"; readonly key: string; readonly offset: number };
type Batch = readonly Entry[];

/** How long messages wait for others. The first node waits twice as long, so that others' batches find its own. */
const WINDOW_MS = 8;
/** How long a commit may wait for messages to go with, and how old a node's knowledge may be when somebody polls. */
const [COMMIT_MS, REFRESH_MS] = [100, 200];
/** Longest wait for an answer: of lin-kv two hops of 100 ms + 300 ms of slack, of the first node twice that. */
const [SERVICE_OPTIONS, APPEND_OPTIONS] = [{ timeoutMs: 500 }, { timeoutMs: 1000 }];
const SILENCE_MS = 2000; // A first node that did not answer is not asked for so long.
const [APPEND_ATTEMPTS, PAUSE_MS_MAX] = [8, 5]; // Before the client is told; with random pauses of up to 5 ms.
const READ_AHEAD_MAX = 64; // Slots that a node reads at once when it has to catch up.
const POLL_MESSAGES_MAX = 1000; // Of one key; a consumer asks on from where it is.

const kafka = program<Messages>((node, args) => {
  const row = new Row(node);
  const appender = new Appender(node, row, windowLengthMs(args, WINDOW_MS));

  node.on("send", async ({ body: { key, msg } }) => ({ type: "send_ok", offset: await appender.send(key, msg) }));

  node.on("poll", async ({ body }) => {
    await appender.refresh();
    const found = Object.entries(body.offsets).map(([key, start]) => [key, row.read(key, start)] as const);
    return { type: "poll_ok", msgs: Object.fromEntries(found.filter(([, messages]) => messages.length > 0)) };
  });

  node.on("commit_offsets", ({ body }) => {
    appender.commit(body.offsets);
    return { type: "commit_offsets_ok" };
  });

  node.on("list_committed_offsets", async ({ body: { keys } }) => {
    await appender.refresh();
    const offsets = Object.fromEntries([...row.committed].filter(([key]) => keys.includes(key)));
    return { type: "list_committed_offsets_ok", offsets };
  });

  node.on("append", async ({ body: { entries, known } }) => {
    return { type: "append_ok", batches: await appender.appendFor(entries, known) };
  });
});

/** What this node knows of the row of batches. */
class Row {
  readonly #kv: Kv<Batch | null>;
  readonly batches: Batch[] = [];
  readonly #logs = new Map<string, unknown[]>(); // The messages of each key; the position is the offset.
  readonly offsets = new Map<string, number>(); // By the names of the messages.
  readonly committed = new Map<string, number>();
  freshAtMs = -Infinity; // All slots that were written before this time are known.
  #catchingUp: Promise<void> | undefined;

  constructor(node: Node<Messages>) {
    this.#kv = new Kv(node, "lin-kv", SERVICE_OPTIONS);
  }

  read(key: string, start: number): (readonly [offset: number, msg: unknown])[] {
    const first = Math.max(0, start);
    const found = this.#logs.get(key)?.slice(first, first + POLL_MESSAGES_MAX) ?? [];
    return found.map((msg, position) => [first + position, msg]);
  }

  /** Takes note of what is in slots from `first` on, as far as it is news. That is all that there was at that time. */
  learn(first: number, batches: readonly Batch[], asOfMs: number): void {
    this.freshAtMs = Math.max(asOfMs, this.freshAtMs);
    for (const batch of batches.slice(Math.max(0, this.batches.length - first))) {
      this.batches.push(batch);
      for (const entry of batch) this.#apply(entry);
    }
  }

  #apply(entry: Entry): void {
    if (entry.kind === "commit") {
      this.committed.set(entry.key, Math.max(entry.offset, this.committed.get(entry.key) ?? -1));
    } else if (!this.offsets.has(entry.name)) {
      const log = this.#logs.get(entry.key) ?? [];
      this.#logs.set(entry.key, log);
      this.offsets.set(entry.name, log.push(entry.msg) - 1);
    }
  }

  /** Appends entries, those that an unanswered attempt has got in excepted. @throws {RpcError} after the last attempt. */
  async append(entries: Batch): Promise<void> {
    for (let attempt = 1; attempt <= APPEND_ATTEMPTS; attempt++) {
      const news = entries.filter((entry) => entry.kind === "commit" || !this.offsets.has(entry.name));
      if (news.length === 0) return;
      const slot = this.batches.length;
      const sentAtMs = performance.now();
      try {
        await this.#kv.compareAndSet(`log/${slot}`, null, news, { createIfNotExists: true });
        return this.learn(slot, [news], sentAtMs);
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
      }
      if (attempt > 1) await delay(Math.random() * PAUSE_MS_MAX);
      await this.catchUp().catch(() => {});
    }
    throw new RpcError(0, `Cannot append: ${APPEND_ATTEMPTS} attempts did not succeed, try again later`);
  }

  /** Reads on to the end. A node that has lost its memory has much to read, so it reads more and more slots at once. */
  catchUp(): Promise<void> {
    return this.#catchingUp ??= this.#readOn().finally(() => this.#catchingUp = undefined);
  }

  async #readOn(): Promise<void> {
    const read = new Map<number, Batch>(); // What lies behind an answer that is missing is kept for the next round.
    for (let count = 1, isAtEnd = false; !isAtEnd; count = Math.min(2 * count, READ_AHEAD_MAX)) {
      const first = this.batches.length;
      const sentAtMs = performance.now();
      const slots = Array.from({ length: count }, (_, index) => first + index).filter((slot) => !read.has(slot));
      const answers = await Promise.allSettled(slots.map((slot) => this.#kv.read(`log/${slot}`, null)));
      const found = answers.map((answer) => answer.status === "fulfilled" ? answer.value : undefined);
      const [lost] = answers.filter((answer) => answer.status === "rejected");
      if (lost !== undefined && found.every((batch) => batch === undefined)) throw lost.reason;
      slots.forEach((slot, index) => found[index] && read.set(slot, found[index]));
      const written: Batch[] = [];
      for (let batch = read.get(first); batch; batch = read.get(first + written.length)) written.push(batch);
      // What stands behind a free slot was written after that was read.
      isAtEnd = found[slots.indexOf(first + written.length)] === null;
      this.learn(first, written, isAtEnd ? sentAtMs : -Infinity);
    }
  }
}

/** Brings entries into the row: through the first node where that answers. */
class Appender {
  readonly #window: BatchWindow;
  readonly #incarnation = crypto.randomUUID().slice(0, 8);
  #messageCount = 0;
  readonly #waiting: { readonly entry: Entry; readonly done: PromiseWithResolvers<void> }[] = [];
  #appending: Promise<void> = Promise.resolve();
  #silentUntilMs = -Infinity;
  #refreshing: Promise<void> | undefined;
  readonly #isStale = () => performance.now() - this.row.freshAtMs > REFRESH_MS;
  readonly #isFirst = () => this.node.id === this.node.nodeIds[0];

  constructor(readonly node: Node<Messages>, readonly row: Row, readonly windowMs: number) {
    const act = () => void (this.#appending = this.#appending.then(() => this.#appendWaiting()));
    this.#window = new BatchWindow({ lengthMs: windowMs, act });
  }

  /** Gives the offset once the message is in the row. */
  async send(key: string, msg: unknown): Promise<number> {
    const name = `${this.node.id}/${this.#incarnation}/${this.#messageCount++}`;
    await this.#add({ kind: "message", name, key, msg }, this.#isFirst() ? 2 * this.windowMs : this.windowMs);
    return this.row.offsets.get(name) ?? -1;
  }

  commit(offsets: Offsets): void {
    for (const [key, offset] of Object.entries(offsets)) {
      if (offset <= (this.row.committed.get(key) ?? -1)) continue;
      this.row.committed.set(key, offset);
      this.#add({ kind: "commit", key, offset }, COMMIT_MS)
        .catch((error) => this.node.log(`event=commit-not-written key=${key} error=${error}`));
    }
  }

  /** For another node: appends its entries, and gives what is in the row from slot `known` on. */
  async appendFor(entries: Batch, known: number): Promise<readonly Batch[]> {
    if (entries.length > 0) await Promise.all(entries.map((entry) => this.#add(entry, 0)));
    else if (this.#isStale()) await this.row.catchUp();
    return this.row.batches.slice(known);
  }

  /** Looks for news where the last look was too long ago. Only the very first one is waited for. */
  async refresh(): Promise<void> {
    if (!this.#isStale()) return;
    this.#refreshing ??= this.#append([]).catch(() => {}).finally(() => this.#refreshing = undefined);
    if (this.row.freshAtMs === -Infinity) await this.#refreshing;
  }

  #add(entry: Entry, withinMs: number): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ entry, done });
    this.#window.hasten(withinMs);
    return done.promise;
  }

  async #appendWaiting(): Promise<void> {
    const waiting = this.#waiting.splice(0);
    if (waiting.length === 0) return;
    const appended = this.#append(waiting.map(({ entry }) => entry));
    for (const { done } of waiting) appended.then(done.resolve, done.reject);
    await appended.catch(() => {});
  }

  async #append(entries: Batch): Promise<void> {
    const sentAtMs = performance.now();
    if (!this.#isFirst() && sentAtMs > this.#silentUntilMs) {
      const known = this.row.batches.length;
      const [first = ""] = this.node.nodeIds;
      const request = { type: "append", entries, known };
      const reply = await this.node.rpc<{ batches: Batch[] }>(first, request, APPEND_OPTIONS).catch(() => undefined);
      if (reply !== undefined) return this.row.learn(known, reply.batches, sentAtMs);
      this.#silentUntilMs = performance.now() + SILENCE_MS;
    }
    await (entries.length > 0 ? this.row.append(entries) : this.row.catchUp());
  }
}

export default kafka;
if (import.meta.main) await kafka(stdio());
