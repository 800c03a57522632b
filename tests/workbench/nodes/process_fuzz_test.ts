import fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import { VirtualClock } from "../../../scripts/workbench/clock.ts";
import { Cluster, type RunFailure } from "../../../scripts/workbench/run/cluster.ts";
import type { NetEvent } from "../../../scripts/workbench/net/journal.ts";
import { Network } from "../../../scripts/workbench/net/network.ts";
import { LineSplitter } from "../../../scripts/workbench/nodes/line_splitter.ts";
import type { NodeEvents } from "../../../scripts/workbench/nodes/node_host.ts";
import { RandomStreams } from "../../../scripts/workbench/random.ts";

const LINES = 10_000;

/** Mostly the right thing, so that lines get past the first checks. */
function mostly<T>(...values: readonly T[]): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: fc.constantFrom<unknown>(...values), weight: 9 }, { arbitrary: odd, weight: 1 });
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 1e308, "", "n99", "c99", "__proto__", [], {}),
  fc.jsonValue({ maxDepth: 3 }),
);

const message = fc.record({
  src: mostly("n0", "n1", "c0"),
  dest: mostly("n0", "n1", "n99", "c99", "lin-kv"),
  body: mostly({ type: "echo_ok", in_reply_to: 1 }, { type: "gossip", values: [1, 2] }, {}),
}).map((value) => JSON.stringify(value));

/** A message with one part cut out, doubled or replaced. */
const mutated = fc.tuple(message, fc.nat(), fc.nat({ max: 9 }), fc.string({ unit: "binary", maxLength: 3 })).map(
  ([line, position, length, insert]) => {
    const start = position % line.length;
    return line.slice(0, start) + insert + line.slice(start + length);
  },
);

const line = fc.oneof(
  { arbitrary: message, weight: 4 },
  { arbitrary: mutated, weight: 4 },
  { arbitrary: fc.string({ unit: "binary", maxLength: 80 }), weight: 1 },
  {
    arbitrary: fc.constantFrom(
      ...["", "\r", "\0", "\ud800", "[".repeat(20_000), "{".repeat(9), '{"src":"n0","dest":"n1","body":{"x":1e999}}'],
      `{"src":"n0","dest":"n1","body":{"d":${"[".repeat(5000)}9007199254740993${"]".repeat(5000)}}}`,
      '{"src":"n0","dest":"n1","body":{"n":9007199254740993}} trailing',
    ),
    weight: 1,
  },
);

/** A cluster of two nodes whose only part here is to print; gives what came of it. */
function makeCluster() {
  const clock = new VirtualClock();
  const seen = { sent: 0, delivered: [] as string[], failures: [] as RunFailure[], logs: 0 };
  const hosts: NodeEvents[] = [];
  let clients = 0;
  const network = new Network(
    {
      latencyMs: 0,
      latencyDistribution: "constant",
      lossProbability: 0,
      duplicationProbability: 0,
      jitterMs: 0,
      handlingNs: [0, 0],
    },
    {
      clock,
      random: new RandomStreams(1).stream("network"),
      onEvent: ({ type }: NetEvent) => seen.sent += type === "send" ? 1 : 0,
      onFlood: () => {},
    },
  );
  const cluster = new Cluster({
    nodes: ["n0", "n1"],
    network,
    clock,
    bootMsPerNode: 0,
    makeHost: (id, events) => {
      hosts.push(events);
      return {
        ...{ id, start: () => {}, kill: () => {}, pause: () => {}, resume: () => {}, stop: () => Promise.resolve() },
        deliver: (text) => seen.delivered.push(text),
      };
    },
    nextClientName: () => `c${clients++}`,
    onFailure: (failure) => seen.failures.push(failure),
    onLog: () => seen.logs++,
  });
  cluster.start(() => {});
  while (clients < 2) clock.step();
  for (const [index, { onLine }] of hosts.entries()) {
    onLine(`{"src":"n${index}","dest":"c${index}","body":{"type":"init_ok","in_reply_to":1}}`);
  }
  while (clock.step());
  return { clock, cluster, seen: Object.assign(seen, { sent: 0, delivered: [] }), events: hosts[0]! };
}

Deno.test("Cluster sends, drops or refuses with a reason each of 10,000 random and mutated lines of a node", () => {
  const seed = 20260102;
  const encoder = new TextEncoder();
  // Line feeds would make two lines of one.
  const lines = fc.sample(line, { numRuns: LINES, seed }).map((text) => text.replaceAll("\n", " "));
  const { clock, cluster, seen, events } = makeCluster();
  const splitter = new LineSplitter(1e9);
  const strays = () => cluster.strayDestinations.values().reduce((sum, count) => sum + count, 0);
  for (const [position, text] of lines.entries()) {
    const before = { sent: seen.sent, failures: seen.failures.length, strays: strays() };
    const bytes = encoder.encode(`${text}\n`);
    const cut = position % (bytes.length + 1);
    const received = [...splitter.push(bytes.subarray(0, cut)), ...splitter.push(bytes.subarray(cut))];
    const where = `seed ${seed}, line ${position}: ${JSON.stringify(text.slice(0, 300))}`;
    assertEquals(received.length, 1, where);
    events.onLine(received[0]!);
    // After an empty line the next one is waited for.
    while (clock.step());
    const refused = seen.failures.length - before.failures;
    // The names of strays are counted up to a limit.
    const outcomes = seen.sent - before.sent + refused + strays() - before.strays;
    assert(
      outcomes === 1 || (outcomes === 0 && cluster.strayDestinations.size >= 100),
      `${where}: ${outcomes} outcomes`,
    );
    if (refused > 0) assert(/because .+: [^]*\nLikely cause: ./.test(seen.failures.at(-1)!.text), where);
    for (const delivered of seen.delivered.splice(0)) assertEquals(typeof JSON.parse(delivered).body, "object", where);
  }
  // Every way out was taken often.
  const counts = [seen.sent, seen.failures.length, strays()];
  assert(counts.every((count) => count > 300), `seed ${seed}: ${counts.join(", ")}`);
  assert(seen.failures.every(({ text }) => text.length < 2000), `seed ${seed}: a complaint is too long`);
});
