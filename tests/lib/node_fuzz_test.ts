import fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import { program } from "../../lib/node.ts";

/** Values that have broken message loops before. */
const hostileValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 1e308, "", "init", "echo", "error", "__proto__", "constructor", [], {}),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Mostly the right thing, so that lines get past the first checks. */
function mostly<T>(values: readonly T[]): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: fc.constantFrom<unknown>(...values), weight: 9 }, {
    arbitrary: hostileValue,
    weight: 1,
  });
}

const hostileMessage = fc.record({
  src: mostly(["c1", "n0", "n1"]),
  dest: mostly(["n0"]),
  body: fc.oneof(
    {
      arbitrary: fc.record({
        type: mostly(["echo", "boom", "init", "init_ok", "error", "__proto__"]),
        msg_id: mostly([1, 2, 3]),
        echo: hostileValue,
        __proto__: hostileValue,
      }),
      weight: 6,
    },
    {
      arbitrary: fc.record({ type: mostly(["ask_ok", "error"]), in_reply_to: mostly([1, 2]), code: hostileValue }),
      weight: 2,
    },
    {
      arbitrary: fc.record({
        type: fc.constant("init"),
        msg_id: mostly([1]),
        node_id: mostly(["n0"]),
        node_ids: hostileValue,
      }),
      weight: 1,
    },
    { arbitrary: hostileValue, weight: 1 },
  ),
});

/** A message line with one part cut out, doubled or replaced. */
const mutatedLine = fc.tuple(hostileMessage, fc.nat(), fc.nat({ max: 9 }), fc.string({ maxLength: 3 })).map(
  ([message, position, length, insert]) => {
    const line = JSON.stringify(message);
    const start = position % line.length;
    return line.slice(0, start) + insert + line.slice(start + length);
  },
);

const fuzzLine = fc.oneof(
  { arbitrary: hostileMessage.map((message) => JSON.stringify(message)), weight: 4 },
  { arbitrary: mutatedLine, weight: 4 },
  { arbitrary: fc.string({ unit: "binary", maxLength: 80 }), weight: 1 },
  {
    arbitrary: fc.constantFrom("[".repeat(50_000), "{".repeat(9), `"${"a".repeat(9_999)}"`, "\u0000", "\ud800"),
    weight: 1,
  },
);

Deno.test("Node survives 10,000 random and mutated lines and answers the next request", async () => {
  const lines = fc.sample(fuzzLine, { numRuns: 10_000, seed: 20260101 });
  const sent: string[] = [];
  const logs: string[] = [];
  const fuzzed = program((node) => {
    node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo }));
    node.on("boom", async () => {
      await node.rpc("n1", { type: "ask" }, { timeoutMs: 1 });
      throw new Error("boom");
    });
  });
  async function* input() {
    yield '{"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0","n1"]}}';
    yield* lines;
    yield '{"src":"c9","dest":"n0","body":{"type":"echo","msg_id":77,"echo":"still here"}}';
  }
  await fuzzed({ input: input(), output: (line) => sent.push(line), args: [], log: (line) => logs.push(line) });
  const answer = sent.map((line) => JSON.parse(line)).find(({ dest }) => dest === "c9");
  assertEquals(answer.body, { type: "echo_ok", echo: "still here", in_reply_to: 77 });
  // Both kinds of lines have occurred: some were served, some refused.
  assert(sent.length > 500 && logs.length > 2_000, `${sent.length} sent, ${logs.length} logged`);
  assert(logs.every((line) => line.length < 400));
});
