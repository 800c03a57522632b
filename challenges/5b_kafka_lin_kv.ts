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
 * - Two nodes take turns. n0 puts into its answer what its clients have sent meanwhile; n1 appends that with its own, and
 *   says so with its next request. So every message between them carries news of both kinds: sends and what was stored.
 *       n1 --sends--> n0 --append--> lin-kv     n0 --stored, sends--> n1 --append--> lin-kv     n1 --stored, sends--> n0
 * - Polls are answered from memory; where it may be older than REFRESH_MS, the node looks for news behind them. Commits
 *   are acknowledged at once and stored within COMMIT_MS: a crash in between lets messages come twice, never too few.
 * - Survives: partition (of the services too), loss, duplicate, reorder, slow, hold, pause, clock, kill. A message that
 *   was acknowledged is in lin-kv, also where all nodes are killed at once.
 * - Cost: 3 messages for the 4 sends that the official flags have under way, at 47 % sends 0.35 messages per operation.
 *   That is the floor: what arrives at a node lets it acknowledge the 2 sends that wait there at most, and what arrives
 *   at lin-kv stores 4 at most, so s sends need s / 2 + s / 4 messages, however long the window.
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
  | Append;
/** To the first node: entries to append, batches from slot `first` on that it may not know, and where it is to go on. */
type Append = { type: "append"; entries: Batch; turn: string; first: number; batches: readonly Batch[]; known: number };
type Appended = { readonly batches: readonly Batch[]; readonly entries: Batch };

/** What a batch holds: messages, each with a name that no other has, and committed offsets. */
type Entry =
  | { readonly kind: "message"; readonly name: string; readonly key: string; readonly msg: unknown }
  | { readonly kind: "commit"; readonly key: string; readonly offset: number };
type Batch = readonly Entry[];

/** How long messages wait for others at most, where fewer wait than before. */
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

  node.on("append", async ({ body }) => ({ type: "append_ok", ...await appender.appendFor(body) }));
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

/** What waits to be appended, and perhaps somebody for that. */
class Waiting {
  readonly entries: Entry[] = [];
  readonly done = Promise.withResolvers<void>();

  constructor() {
    this.done.promise.catch(() => {});
  }
}

/** Brings entries into the row: of two nodes now one, now the other, else through the first node where that answers. */
class Appender {
  readonly #window: BatchWindow;
  readonly #incarnation = crypto.randomUUID().slice(0, 8);
  #count = 0;
  #waiting = new Waiting();
  #fullCount = 0; // So many messages of this node's clients wait where all clients wait.
  #appending: Promise<void> = Promise.resolve();
  #silentUntilMs = -Infinity;
  #refreshing: Promise<void> | undefined;
  // The first node of two: who waits for what it gives away, what it gave away and when.
  #asking: PromiseWithResolvers<Batch> | undefined;
  #given: (Waiting & { readonly atMs: number }) | undefined;
  #lastTurn = "";
  // The other one: what it was given, whether it has to tell what came of that, and up to where the first one knows the row.
  #carried: Batch = [];
  #owesReport = false;
  #toldCount = 0;
  readonly #isStale = () => performance.now() - this.row.freshAtMs > REFRESH_MS;
  readonly #isFirst = () => this.node.id === this.node.nodeIds[0];
  readonly #isOwn = (entry: Entry) => entry.kind === "message" && entry.name.startsWith(this.#prefix());
  readonly #prefix = () => `${this.node.id}/${this.#incarnation}/`;

  constructor(readonly node: Node<Messages>, readonly row: Row, readonly windowMs: number) {
    const act = () => void (this.#appending = this.#appending.then(() => this.#appendWaiting()));
    this.#window = new BatchWindow({ lengthMs: windowMs, act });
  }

  /** Gives the offset once the message is in the row. */
  async send(key: string, msg: unknown): Promise<number> {
    const name = `${this.#prefix()}${this.#count++}`;
    const stored = this.#add([{ kind: "message", name, key, msg }], this.windowMs);
    if (this.#waiting.entries.filter(this.#isOwn).length >= this.#fullCount) this.#window.hasten(0);
    await stored;
    return this.row.offsets.get(name) ?? -1;
  }

  commit(offsets: Offsets): void {
    for (const [key, offset] of Object.entries(offsets)) {
      if (offset <= (this.row.committed.get(key) ?? -1)) continue;
      this.row.committed.set(key, offset);
      this.#add([{ kind: "commit", key, offset }], COMMIT_MS)
        .catch((error) => this.node.log(`event=commit-not-written key=${key} error=${error}`));
    }
  }

  /** For another node: appends its entries, and gives what is in the row since, and what that node is to append next. */
  async appendFor({ entries, turn, first, batches, known }: Append): Promise<Appended> {
    const isNew = turn !== "" && turn !== this.#lastTurn;
    if (isNew) {
      this.#lastTurn = turn;
      this.#asking?.resolve([]);
      this.#asking = undefined;
      if (first <= this.row.batches.length) this.row.learn(first, batches, -Infinity);
      this.#takeBack();
    }
    if (entries.length > 0) await this.#add(entries, this.windowMs);
    else if (this.#isStale()) await this.row.catchUp();
    const given = isNew && this.node.peers.length === 1 ? await this.#askForMore() : [];
    return { batches: this.row.batches.slice(known), entries: given };
  }

  /** Looks for news where the last look was too long ago. Only the very first one is waited for. */
  async refresh(): Promise<void> {
    if (!this.#isStale()) return;
    this.#refreshing ??= this.#append([], "").catch(() => {}).finally(() => this.#refreshing = undefined);
    if (this.row.freshAtMs === -Infinity) await this.#refreshing;
  }

  #add(entries: Batch, withinMs: number): Promise<void> {
    this.#waiting.entries.push(...entries);
    this.#window.hasten(withinMs);
    return this.#waiting.done.promise;
  }

  /** Gives what this node's clients send next, at the latest at the end of a window. */
  #askForMore(): Promise<Batch> {
    this.#asking = Promise.withResolvers();
    this.#window.hasten(this.windowMs);
    return this.#asking.promise;
  }

  #giveAway(waiting: Waiting): void {
    this.#asking?.resolve(waiting.entries);
    this.#asking = undefined;
    if (waiting.entries.length === 0) return;
    const given = this.#given = { ...waiting, atMs: performance.now() };
    setTimeout(() => this.#given === given && this.#takeBack(), APPEND_OPTIONS.timeoutMs);
  }

  /** What was given away is in the row by now, or has to be appended after all. */
  #takeBack(): void {
    if (this.#given === undefined) return;
    const { entries, done, atMs } = this.#given;
    this.#given = undefined;
    const messages = entries.filter((entry) => entry.kind === "message");
    if (messages.length > 0 && messages.every(({ name }) => this.row.offsets.has(name))) {
      this.row.learn(0, [], atMs);
      done.resolve();
    } else this.#add(entries, 0).then(done.resolve, done.reject);
    if (this.#waiting.entries.length > 0) this.#window.hasten(this.windowMs);
  }

  async #appendWaiting(): Promise<void> {
    if (this.#given !== undefined) return;
    const [waiting, carried, isReport] = [this.#waiting, this.#carried, this.#owesReport];
    [this.#waiting, this.#carried, this.#owesReport] = [new Waiting(), [], carried.length > 0];
    // It goes down by and by, since it may have been chance.
    this.#fullCount = Math.max(waiting.entries.filter(this.#isOwn).length, this.#fullCount - 0.1);
    if (this.#asking !== undefined) return this.#giveAway(waiting);
    const entries = [...carried, ...waiting.entries];
    if (entries.length === 0 && !isReport) return;
    const turn = `${this.#incarnation}/${this.#count++}`;
    const appended = carried.length > 0 ? this.row.append(entries) : this.#append(entries, turn);
    await appended.then(waiting.done.resolve, waiting.done.reject);
    if (this.#owesReport) this.#window.hasten(this.windowMs);
  }

  /** Without a turn it only looks for news. */
  async #append(entries: Batch, turn: string): Promise<void> {
    const sentAtMs = performance.now();
    if (!this.#isFirst() && sentAtMs > this.#silentUntilMs) {
      const { batches } = this.row;
      const [dest = ""] = this.node.nodeIds;
      const place = { first: this.#toldCount, batches: batches.slice(this.#toldCount), known: batches.length };
      const request: Append = { type: "append", entries, turn, ...place };
      const reply = await this.node.rpc<Appended>(dest, request, APPEND_OPTIONS).catch(() => undefined);
      if (reply !== undefined) {
        this.row.learn(place.known, reply.batches, sentAtMs);
        if (turn !== "") this.#toldCount = place.known + reply.batches.length;
        if (reply.entries.length > 0) this.#window.hasten(this.windowMs);
        this.#carried = [...this.#carried, ...reply.entries];
        return;
      }
      this.#silentUntilMs = performance.now() + SILENCE_MS;
    }
    await (entries.length > 0 ? this.row.append(entries) : this.row.catchUp());
  }
}

export default kafka;
if (import.meta.main) await kafka(stdio());
