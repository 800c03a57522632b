/**
 * The skeleton that `workbench new` writes: a challenge that passes the echo workload as it stands, and its test.
 *
 * @module
 */

/** What the header of every challenge has; its claims are compared with what sweeps draw. */
export const HEADER_POINTS: readonly string[] = [
  "- Survives: ",
  "- Cost: ",
  "- Official test",
  "`maelstrom test -w ",
  "Source: https://fly.io/dist-sys/",
];

/** Text of challenges/NAME.ts. */
export function challengeText(name: string): string {
  return `#!/usr/bin/env -S deno run --quiet
/**
 * ${titleOf(name)}: what the node does, in one sentence.
 *
 * How it does it, in three to ten lines, with a drawing where one helps.
 *
 * - Survives: kill, pause, clock, partition, loss, duplicate, reorder, slow, hold. An echo needs no other node. Name the
 *   faults that your node survives in the words of \`--nemesis\`, and say why.
 * - Not survived: name the others, and say what would be lost.
 * - Cost: messages between servers per operation; here one per peer.
 * - Official test: \`maelstrom test -w echo --bin ${name} --node-count 3 --time-limit 10\`
 *
 * Source: https://fly.io/dist-sys/1/
 *
 * @module
 */
import { program, stdio } from "../lib/node.ts";

/** Messages that the node understands, by their types. */
type Messages =
  | { type: "echo"; echo: unknown }
  | { type: "news"; value: number };

const challenge = program<Messages>((node) => {
  // State belongs here, not outside: the simulator runs several nodes from one module.
  let known = 0;

  // What a handler returns is sent as the reply. Throw an RpcError to reply with an error.
  node.on("echo", ({ body }) => {
    known++;
    // send() does not wait for an answer; rpc() does, and rejects when none comes in time.
    for (const peer of node.peers) node.send(peer, { type: "news", value: known });
    return { type: "echo_ok", echo: body.echo };
  });

  // Returns nothing, so nothing is sent back.
  node.on("news", ({ body }) => {
    known = Math.max(known, body.value);
  });
});

export default challenge;
if (import.meta.main) await challenge(stdio());
`;
}

/** Text of tests/challenges/NAME_test.ts. */
export function challengeTestText(name: string): string {
  return `import { assertEquals } from "@std/assert";
import challenge from "../../challenges/${name}.ts";

/** Runs the node "n0" of the cluster "n0", "n1" over messages from the client "c1"; gives the bodies that it sends. */
async function answers(bodies: readonly object[]): Promise<readonly unknown[]> {
  const init = { type: "init", msg_id: 1, node_id: "n0", node_ids: ["n0", "n1"] };
  async function* input() {
    for (const body of [init, ...bodies]) yield JSON.stringify({ src: "c1", dest: "n0", body });
  }
  const sent: unknown[] = [];
  await challenge({ input: input(), output: (line) => sent.push(JSON.parse(line).body), args: [] });
  return sent.slice(1); // The first is the reply to init.
}

Deno.test("${name} answers an echo and tells its peer", async () => {
  assertEquals(await answers([{ type: "echo", msg_id: 2, echo: "hello" }]), [
    { type: "news", value: 1 },
    { type: "echo_ok", in_reply_to: 2, echo: "hello" },
  ]);
});
`;
}

function titleOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
