/** A log in lin-kv: one key of the service for each message, which is written once and never changes. @module */
import { Kv } from "../../../../../lib/kv.ts";
import { program, RpcError, stdio } from "../../../../../lib/node.ts";

type Offsets = Readonly<Record<string, number>>;

type Messages =
  | { type: "send"; key: string; msg: unknown }
  | { type: "poll"; offsets: Offsets }
  | { type: "commit_offsets"; offsets: Offsets }
  | { type: "list_committed_offsets"; keys: readonly string[] };

const kafka = program<Messages>((node) => {
  const kv = new Kv<unknown>(node, "lin-kv");
  /** What this node knows of each log: a beginning of it, without holes. */
  const logs = new Map<string, unknown[]>();
  const committed = new Map<string, number>();

  node.on("send", async ({ body: { key, msg } }) => {
    for (;;) {
      const offset = (await readOn(key)).length;
      try {
        await kv.compareAndSet(`${key}/${offset}`, null, msg, { createIfNotExists: true });
        return { type: "send_ok", offset };
      } catch (error) {
        // Somebody else was faster: the slot is taken, and the next one may be free.
        if (!RpcError.is(error, "precondition-failed")) throw error;
      }
    }
  });

  node.on("poll", async ({ body }) => {
    const found = await Promise.all(
      Object.entries(body.offsets).map(async ([key, start]) => {
        const log = await readOn(key);
        return [key, log.slice(start).map((msg, position) => [start + position, msg])] as const;
      }),
    );
    return { type: "poll_ok", msgs: Object.fromEntries(found.filter(([, messages]) => messages.length > 0)) };
  });

  /** Reads the slots behind those that are known, up to the first that is free. */
  async function readOn(key: string): Promise<unknown[]> {
    const log = logs.get(key) ?? [];
    logs.set(key, log);
    for (;;) {
      const offset = log.length;
      const msg = await kv.read(`${key}/${offset}`, null);
      if (msg === null) return log;
      log[offset] = msg; // Another request may have read it meanwhile: it is the same.
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
