#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 5b, Kafka-style log over lin-kv: one row of batches for all keys, where each slot is written once.
 *
 * ```
 *   lin-kv:  "log/0" = [k: "a", j: "b"]   "log/1" = [k: "c"]   "log/2" = [j: "d", k: "e"]   <- the next free slot is 3
 *   append:  compare-and-set "log/3" from nothing to a batch; whose batch is in a slot is settled for good
 *   k is the log "a" "c" "e" with offsets 0 1 2: all nodes read the same row, so all count alike
 *   turns:   n1 --sends--> n0 --append--> lin-kv, n0 --stored, sends--> n1 --append--> lin-kv, n1 --stored, sends--> n0
 * ```
 *
 * - Two nodes append in turns, so that each message between them says what was stored and brings what to store next. A
 *   turn waits for all clients of the node, at most WINDOW_MS. Of more nodes the first one appends for all.
 * - Who hears nothing for HAND_OVER_MS appends by itself. Nothing breaks if several do: who finds the slot taken reads on
 *   to the end. A compare-and-set without an answer may have happened, or may still, but each message has a name, and
 *   one that comes twice counts once.
 * - Polls are answered from memory; where it may be older than REFRESH_MS, the node looks for news behind them. Commits
 *   are acknowledged at once and stored within COMMIT_MS: a crash in between lets messages come twice, never too few.
 * - Survives: partition (of the services too), loss, duplicate, reorder, slow, hold, pause, clock, kill (of all too).
 * - Cost: 3 messages for the 4 sends that the official flags have under way, at 47 % sends 0.35 per operation. That is
 *   the floor, however long the window: what arrives at a node lets it acknowledge the 2 sends that wait there at most,
 *   and what arrives at lin-kv stores 4 at most, so s sends need s / 2 + s / 4 messages.
 * - Official test: `maelstrom test -w kafka --bin 5b_kafka_lin_kv --node-count 2 --concurrency 2n --time-limit 20
 *   --rate 1000`
 *
 * Source: https://fly.io/dist-sys/5b/; a shared log of write-once slots as in Balakrishnan et al., CORFU (2012).
 *
 * @module
 */
import { BatchWindow, windowLengthMs } from "../lib/batch_window.ts";
import { Kv } from "../lib/kv.ts";
import { type Node, program, stdio } from "../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;
type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] }
  | HandOver; // Entries that the receiver is to append, and what the sender knows of the row from slot `first` on.
type HandOver = { type: "hand_over"; entries: Batch; first: number; batches: readonly Batch[] };

/** A message or a commit, with a name that no other has. */
type Entry =
  & { readonly name: string; readonly key: string }
  & ({ readonly msg: unknown } | { readonly offset: number });
type Batch = readonly Entry[];
type Log = (readonly [offset: number, msg: unknown])[];

/** How long messages wait at most for those of the node's other clients. */
const WINDOW_MS = 50;
/** How long a commit may wait for messages to go with, and how old a node's knowledge may be when somebody polls. */
const [COMMIT_MS, REFRESH_MS] = [100, 200];
/** Waits for lin-kv two hops of 100 ms + 300 ms of slack, for a node twice that, which then is not asked for 2 s. */
const [SERVICE_OPTIONS, HAND_OVER_MS, SILENCE_MS] = [{ timeoutMs: 500 }, 1000, 2000];
const [READ_AHEAD_MAX, POLL_MESSAGES_MAX] = [64, 1000]; // Slots read at once; messages of one key in one answer.

const kafka = program<Messages>((node, args) => {
  const row = new Row(new Kv(node, "lin-kv", SERVICE_OPTIONS));
  const writer = new Writer(node, row, windowLengthMs(args, WINDOW_MS));

  node.on("send", async ({ body: { key, msg } }) => {
    const name = crypto.randomUUID();
    writer.add({ name, key, msg }, writer.windowMs);
    return { type: "send_ok", offset: await row.offsetOf(name) };
  });

  node.on("poll", async ({ body }) => {
    await row.refresh();
    const found = Object.entries(body.offsets).map(([key, start]) => [key, row.read(key, start)] as const);
    return { type: "poll_ok", msgs: Object.fromEntries(found.filter(([, messages]) => messages.length > 0)) };
  });

  node.on("commit_offsets", ({ body }) => {
    for (const [key, offset] of Object.entries(body.offsets)) {
      if (offset <= (row.committed.get(key) ?? -1)) continue;
      row.committed.set(key, offset);
      writer.add({ name: crypto.randomUUID(), key, offset }, COMMIT_MS);
    }
    return { type: "commit_offsets_ok" };
  });

  node.on("list_committed_offsets", async ({ body: { keys } }) => {
    await row.refresh();
    const offsets = Object.fromEntries([...row.committed].filter(([key]) => keys.includes(key)));
    return { type: "list_committed_offsets_ok", offsets };
  });

  node.on("hand_over", ({ src, body }) => writer.take(src, body));
});

/** What this node knows of the row of batches. */
class Row {
  readonly batches: Batch[] = [];
  readonly #logs = new Map<string, Log>(); // By key.
  readonly #offsets = new Map<string, number>(); // By the names of the entries.
  readonly #waiting = new Map<string, (offset: number) => void>(); // The same; for those that are not in the row yet.
  readonly committed = new Map<string, number>();
  freshAtMs = -Infinity; // All slots that were written before this time are known.
  #catchingUp: Promise<void> | undefined;
  constructor(readonly kv: Kv<Batch | null>) {}

  read(key: string, start: number): Log {
    const first = Math.max(0, start);
    return this.#logs.get(key)?.slice(first, first + POLL_MESSAGES_MAX) ?? [];
  }

  readonly lacks = ({ name }: Entry) => !this.#offsets.has(name);
  /** Gives the offset of a message once it is in the row. */
  readonly offsetOf = (name: string) => new Promise<number>((resolve) => this.#waiting.set(name, resolve));

  /** Takes note of what is in slots from `first` on, as far as it is news. What comes twice in the row counts once. */
  learn(first: number, batches: readonly Batch[]): void {
    if (first > this.batches.length) return;
    for (const batch of batches.slice(this.batches.length - first)) {
      this.batches.push(batch);
      batch.forEach((entry) => this.lacks(entry) && this.#apply(entry));
    }
  }

  #apply({ name, key, ...entry }: Entry): void {
    const log = this.#logs.get(key) ?? [];
    this.#logs.set(key, log);
    if ("msg" in entry) log.push([log.length, entry.msg]);
    else this.committed.set(key, Math.max(entry.offset, this.committed.get(key) ?? -1));
    this.#offsets.set(name, log.length - 1);
    this.#waiting.get(name)?.(log.length - 1);
    this.#waiting.delete(name);
  }

  /** Tries to append entries. Where that fails, or is not answered, it reads what is in the way. */
  async append(entries: Batch): Promise<void> {
    const [slot, sentAtMs] = [this.batches.length, performance.now()];
    const appended = this.kv.compareAndSet(`log/${slot}`, null, entries, { createIfNotExists: true });
    if (!await appended.then(() => true, () => false)) return await this.#catchUp();
    this.learn(slot, [entries]);
    this.freshAtMs = sentAtMs;
  }

  /** Looks for news where the last look was too long ago. Only the very first one is waited for. */
  async refresh(): Promise<void> {
    if (performance.now() - this.freshAtMs <= REFRESH_MS) return;
    const caughtUp = this.#catchUp();
    if (this.freshAtMs === -Infinity) await caughtUp;
  }

  readonly #catchUp = () => this.#catchingUp ??= this.#readOn().finally(() => this.#catchingUp = undefined);

  /** Reads on to the end. A node that has lost its memory has much to read, so it reads more and more slots at once. */
  async #readOn(): Promise<void> {
    const found = new Map<number, Batch>(); // What lies behind an answer that is missing is kept for the next round.
    for (let count = 1;; count = Math.min(2 * count, READ_AHEAD_MAX)) {
      const [first, sentAtMs] = [this.batches.length, performance.now()];
      let end = Infinity; // The first slot that is free.
      const slots = Array.from({ length: count }, (_, index) => first + index).filter((slot) => !found.has(slot));
      const answers = await Promise.allSettled(slots.map(async (slot) => {
        const batch = await this.kv.read(`log/${slot}`, null);
        if (batch === null) end = Math.min(end, slot);
        else found.set(slot, batch);
      }));
      for (let slot = first, batch = found.get(slot); batch; batch = found.get(++slot)) this.learn(slot, [batch]);
      if (end <= this.batches.length) this.freshAtMs = sentAtMs;
      if (end <= this.batches.length || answers.every(({ status }) => status === "rejected")) return;
    }
  }
}

/** Brings entries into the row: of two nodes now one, now the other, else through the first node where that answers. */
class Writer {
  readonly #window = new BatchWindow({ lengthMs: WINDOW_MS, act: () => this.#act() });
  #own: Batch = []; // Of this node's clients, and not in the row yet.
  #carried: Batch = []; // The same of other nodes, who have handed it over.
  readonly #owed = new Set<string>(); // These nodes; they are to hear what came of it.
  readonly #known = new Map<string, number>(); // So many slots each other node knows, by its own word.
  #handed: Batch = []; // What another node is to append for this one.
  #handedAtMs = 0;
  #silentUntilMs = -Infinity;
  #isAppending = false;
  #fullCount = 0; // So many of its clients wait where all do; goes down by and by, since it may have been chance.
  constructor(readonly node: Node<Messages>, readonly row: Row, readonly windowMs: number) {}
  readonly #sendCount = () => this.#own.filter((entry) => "msg" in entry).length;

  /** Brings an entry into the row sooner or later. */
  add(entry: Entry, withinMs: number): void {
    this.#own = [...this.#own, entry];
    this.#hasten(withinMs);
  }

  /** Acts within that time, and at once where nobody else will come. */
  #hasten(withinMs: number): void {
    const count = this.#sendCount();
    this.#window.hasten(count > 0 && count >= this.#fullCount ? 0 : withinMs);
  }

  take(src: string, { entries, first, batches }: HandOver): void {
    this.row.learn(first, batches);
    this.#known.set(src, first + batches.length);
    this.#carried = [...this.#carried, ...entries];
    if (entries.length > 0) this.#owed.add(src);
    if (this.#handed.length > 0 && !this.#handed.some(this.row.lacks)) this.row.freshAtMs = this.#handedAtMs;
    this.#goOn();
  }

  /** What is in the row needs nothing any more; the rest needs another round. */
  #goOn(): void {
    this.#own = this.#own.filter(this.row.lacks);
    this.#carried = this.#carried.filter(this.row.lacks);
    this.#handed = this.#handed.filter(this.row.lacks);
    if (this.#carried.length === 0 && this.#receiver() === undefined) {
      this.#owed.forEach((peer) => this.#tell(peer, []));
    }
    if (this.#own.length + this.#carried.length + this.#owed.size > 0) this.#hasten(this.windowMs);
  }

  async #act(): Promise<void> {
    const entries = [...this.#carried, ...this.#own];
    if (this.#isAppending || this.node.signal.aborted || entries.length + this.#owed.size === 0) return;
    if (this.#handed.length > 0 && this.#carried.length === 0) {
      const leftMs = this.#handedAtMs + HAND_OVER_MS - performance.now();
      if (leftMs > 0) return this.#window.hasten(leftMs);
      this.#silentUntilMs = performance.now() + SILENCE_MS;
    }
    this.#fullCount = Math.max(this.#sendCount(), this.#fullCount - 0.1);
    const receiver = this.#receiver();
    if (receiver !== undefined) return this.#tell(receiver, this.#own);
    [this.#handed, this.#isAppending] = [[], true];
    await this.row.append(entries);
    this.#isAppending = false;
    this.#goOn();
  }

  /** Who is to append next, unless that is this node. */
  #receiver(): string | undefined {
    if (this.#carried.length > 0 || performance.now() < this.#silentUntilMs) return;
    const { id, nodeIds: [first], peers } = this.node;
    return id !== first ? first : peers.length === 1 ? [...this.#owed][0] : undefined;
  }

  /** Tells a node what it may not know of the row, and what it is to append. */
  #tell(peer: string, entries: Batch): void {
    const first = this.#known.get(peer) ?? 0;
    this.node.send(peer, { type: "hand_over", entries, first, batches: this.row.batches.slice(first) });
    this.#owed.delete(peer);
    [this.#handed, this.#handedAtMs] = [entries, performance.now()];
    if (entries.length > 0) this.#window.hasten(HAND_OVER_MS);
  }
}

export default kafka;
if (import.meta.main) await kafka(stdio());
