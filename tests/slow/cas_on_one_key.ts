/** Dear: all logs of all nodes stand under one key of lin-kv, which every send changes by compare-and-set. @module */
import { program, RpcError } from "../../lib/node.ts";

type Logs = Record<string, number[]>;
type Messages =
  | { type: "send"; key: string; msg: number }
  | { type: "poll" | "commit_offsets"; offsets: Record<string, number> }
  | { type: "list_committed_offsets"; keys: string[] };

const KEY = "logs";

export default program<Messages>((node) => {
  const read = async (): Promise<Logs> => {
    try {
      return (await node.rpc<{ value: Logs }>("lin-kv", { type: "read", key: KEY })).value;
    } catch (error) {
      if (error instanceof RpcError && error.code === 20) return {};
      throw error;
    }
  };
  node.on("send", async ({ body }) => {
    for (;;) {
      const from = await read();
      const log = from[body.key] ?? [];
      const to = { ...from, [body.key]: [...log, body.msg] };
      try {
        await node.rpc("lin-kv", { type: "cas", key: KEY, from, to, create_if_not_exists: true });
        return { type: "send_ok", offset: log.length };
      } catch (error) {
        if (!(error instanceof RpcError) || error.code !== 22) throw error;
      }
    }
  });
  node.on("poll", async ({ body }) => {
    const logs = await read();
    const msgs = Object.entries(body.offsets).map(([key, offset]) => [
      key,
      (logs[key] ?? []).map((message, at) => [at, message]).slice(offset),
    ]);
    return { type: "poll_ok", msgs: Object.fromEntries(msgs) };
  });
  node.on("commit_offsets", () => ({ type: "commit_offsets_ok" }));
  node.on("list_committed_offsets", () => ({ type: "list_committed_offsets_ok", offsets: {} }));
});
