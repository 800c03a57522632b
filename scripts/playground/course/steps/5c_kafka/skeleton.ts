/** A log on two nodes over lin-kv, in batches: the solution of 5b, as it was. @module */
import { delay } from "@std/async/delay";
import { Kv } from "../../../../../lib/kv.ts";
import { type Node, program, RpcError, stdio } from "../../../../../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] };

/** A message with its key, and a name that no other message has. */
type Entry = readonly [key: string, msg: unknown, name: string];

const WINDOW_MS = 10;

const kafka = program<Messages>((node) => {
  const row = new Row(node);
  const committed = new Map<string, number>();
  let waiting: Entry[] = [];
  let appending: Promise<void> | undefined;
  let sentCount = 0;

  node.on("send", async ({ body: { key, msg } }) => {
    const name = `${node.id}/${sentCount++}`;
    waiting.push([key, msg, name]);
    while (!row.offsets.has(name)) await (appending ??= appendWaiting().finally(() => appending = undefined));
    return { type: "send_ok", offset: row.offsets.get(name) };
  });

  async function appendWaiting(): Promise<void> {
    await delay(WINDOW_MS);
    const batch = waiting;
    waiting = [];
    await row.append(batch);
  }

  node.on("poll", async ({ body }) => {
    await row.readOn();
    const found = Object.entries(body.offsets).map(([key, start]) => {
      const log = row.logs.get(key) ?? [];
      return [key, log.slice(start).map((msg, position) => [start + position, msg])] as const;
    });
    return { type: "poll_ok", msgs: Object.fromEntries(found.filter(([, messages]) => messages.length > 0)) };
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

/** The row of slots, as far as this node knows it. */
class Row {
  readonly #kv: Kv<readonly Entry[] | null>;
  #slotCount = 0;
  /** The messages of each key; the position is the offset. */
  readonly logs = new Map<string, unknown[]>();
  /** By the names of the messages. */
  readonly offsets = new Map<string, number>();

  constructor(node: Node<Messages>) {
    this.#kv = new Kv(node, "lin-kv");
  }

  /** Puts a batch into the first free slot. */
  async append(batch: readonly Entry[]): Promise<void> {
    for (;;) {
      const slot = this.#slotCount;
      try {
        await this.#kv.compareAndSet(`row/${slot}`, null, batch, { createIfNotExists: true });
        return this.#learn(slot, batch);
      } catch (error) {
        if (!RpcError.is(error, "precondition-failed")) throw error;
        await this.readOn();
      }
    }
  }

  /** Reads the slots behind those that are known, up to the first that is free. */
  async readOn(): Promise<void> {
    for (;;) {
      const slot = this.#slotCount;
      const batch = await this.#kv.read(`row/${slot}`, null);
      if (batch === null) return;
      this.#learn(slot, batch);
    }
  }

  /** Applies a slot once, in the order of the row: so all nodes count alike. */
  #learn(slot: number, batch: readonly Entry[]): void {
    if (slot !== this.#slotCount) return;
    this.#slotCount++;
    for (const [key, msg, name] of batch) {
      const log = this.logs.get(key) ?? [];
      this.logs.set(key, log);
      this.offsets.set(name, log.push(msg) - 1);
    }
  }
}

export default kafka;
if (import.meta.main) await kafka(stdio());
