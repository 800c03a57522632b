/** A log in lin-kv: one row of slots for all keys; a slot holds all that was sent within some milliseconds. @module */
import { delay } from "@std/async/delay";
import { Kv } from "../../../../../lib/kv.ts";
import { program, RpcError, stdio } from "../../../../../lib/node.ts";

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
  const kv = new Kv<readonly Entry[] | null>(node, "lin-kv");
  /** How many slots of the row are known, and what they hold, by key. */
  let slotCount = 0;
  const logs = new Map<string, unknown[]>();
  const offsets = new Map<string, number>();
  const committed = new Map<string, number>();
  let waiting: Entry[] = [];
  let appending: Promise<void> | undefined;
  let sentCount = 0;

  node.on("send", async ({ body: { key, msg } }) => {
    const name = `${node.id}/${sentCount++}`;
    waiting.push([key, msg, name]);
    while (!offsets.has(name)) await (appending ??= append().finally(() => appending = undefined));
    return { type: "send_ok", offset: offsets.get(name) };
  });

  node.on("poll", async ({ body }) => {
    await readOn();
    const found = Object.entries(body.offsets).map(([key, start]) => {
      const log = logs.get(key) ?? [];
      return [key, log.slice(start).map((msg, position) => [start + position, msg])] as const;
    });
    return { type: "poll_ok", msgs: Object.fromEntries(found.filter(([, messages]) => messages.length > 0)) };
  });

  /** Puts all that waits into the first free slot. */
  async function append(): Promise<void> {
    await delay(WINDOW_MS);
    const batch = waiting;
    waiting = [];
    for (;;) {
      const slot = slotCount;
      try {
        await kv.compareAndSet(`row/${slot}`, null, batch, { createIfNotExists: true });
        return learn(slot, batch);
      } catch (error) {
        if (!RpcError.is(error, "precondition-failed")) throw error;
        await readOn();
      }
    }
  }

  /** Reads the slots behind those that are known, up to the first that is free. */
  async function readOn(): Promise<void> {
    for (;;) {
      const slot = slotCount;
      const batch = await kv.read(`row/${slot}`, null);
      if (batch === null) return;
      learn(slot, batch);
    }
  }

  /** Applies a slot once, in the order of the row: so all nodes count alike. */
  function learn(slot: number, batch: readonly Entry[]): void {
    if (slot !== slotCount) return;
    slotCount++;
    for (const [key, msg, name] of batch) {
      const log = logs.get(key) ?? [];
      logs.set(key, log);
      offsets.set(name, log.push(msg) - 1);
    }
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
