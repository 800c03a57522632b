import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { FairRun } from "../../../scripts/workbench/explore/fair_run.ts";
import { NodeMachine } from "../../../scripts/workbench/explore/node_machine.ts";
import { type Packet, PacketTable } from "../../../scripts/workbench/explore/packet_table.ts";
import { ServiceMachine } from "../../../scripts/workbench/explore/service_machine.ts";
import { System } from "../../../scripts/workbench/explore/system_state.ts";
import { stepsFrom, take, wordOf } from "../../../scripts/workbench/explore/steps.ts";
import { makePlan } from "../../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import type { NodeProgram } from "../../../scripts/workbench/nodes/simulated_node.ts";
import { VirtualWorld } from "../../../scripts/workbench/nodes/virtual_world.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

/** Runs a node that prints what `answer` gives for each line. */
function lineProgram(answer: (line: string, print: (body: string) => void) => void): NodeProgram {
  return async ({ input, output }) => {
    const print = (body: string) => output(`{"src":"n0","dest":"n1","body":${body}}`);
    for await (const line of input) answer(line, print);
  };
}

/** Does something with a machine of one node. */
async function withMachine(program: NodeProgram, act: (machine: NodeMachine, packets: PacketTable) => Promise<void>) {
  const world = new VirtualWorld();
  await world.occupy(async (turn) => {
    const packets = new PacketTable();
    await act(new NodeMachine({ id: "n0", program, args: [], seed: 1, world, turn, packets }), packets);
  });
}

Deno.test("NodeMachine goes back to an earlier state by replaying its events, with the same timers and random numbers", async () => {
  const program: NodeProgram = async ({ input, output }) => {
    let count = 0;
    const tell = () => output(`{"src":"n0","dest":"n1","body":{"type":"t","n":${++count},"r":${Math.random()}}}`);
    for await (const _ of input) setTimeout(tell, 20);
  };
  await withMachine(program, async (machine, packets) => {
    const ping = packets.intern("n1", "n0", { type: "ping" });
    const start = await machine.start();
    const pinged = await machine.deliver(start, ping);
    assertEquals([pinged.sent, pinged.timerNs], [[], 20e6]);
    const fired = await machine.fire(pinged);
    assertEquals([fired.sent.length, fired.clockNs, fired.timerNs], [1, 20e6, undefined]);
    // The node that was at `pinged` has gone on, so this one is another.
    const late = await machine.wait(pinged, 5e6);
    const twice = await machine.deliver(late, ping);
    assertEquals([twice.clockNs, twice.timerNs], [5e6, 20e6]);
    const first = await machine.fire(twice);
    assertEquals(first.sent, fired.sent);
    assertEquals((await machine.fire(first)).clockNs, 25e6);
    assert(await machine.fire(pinged) === fired, "a step that was taken before is remembered");
  });
});

Deno.test("NodeMachine refuses a node that keeps state outside its program", async () => {
  let outside = 0;
  const program = lineProgram((_line, print) => print(`{"type":"count","n":${++outside}}`));
  await withMachine(program, async (machine, packets) => {
    const start = await machine.start();
    const one = await machine.deliver(start, packets.intern("n1", "n0", { type: "a" }));
    await machine.deliver(one, packets.intern("n1", "n0", { type: "a" }));
    await assertRejects(
      async () => await machine.deliver(one, packets.intern("n1", "n0", { type: "b" })),
      UsageError,
      "keep its state inside its program",
    );
  });
});

Deno.test("NodeMachine tells of a line that is no message and of a node that ends", async () => {
  await withMachine(
    lineProgram((line, print) => print(line.includes("bad") ? "nonsense" : '{"type":"x"}')),
    async (machine, packets) => {
      const start = await machine.start();
      const bad = await machine.deliver(start, packets.intern("n1", "n0", { type: "bad" }));
      assertStringIncludes(bad.failure ?? "", 'Node "n0" printed a line that is not a message');
    },
  );
  const program = lineProgram(() => {
    throw new TypeError("broken");
  });
  await withMachine(program, async (machine, packets) => {
    const ended = await machine.deliver(await machine.start(), packets.intern("n1", "n0", { type: "a" }));
    assertEquals(ended.failure, 'Node "n0" ended: uncaught TypeError: broken');
  });
});

Deno.test("ServiceMachine gives every answer that seq-kv may give, the most stale first", () => {
  const packets = new PacketTable();
  const machine = new ServiceMachine("seq-kv", packets);
  const write = (value: number) => packets.intern("n0", "seq-kv", { type: "write", key: "k", value, msg_id: value });
  let state = machine.initial;
  for (const value of [1, 2]) {
    const [outcome, ...others] = machine.outcomes(state, write(value));
    assertEquals(others, []);
    state = outcome?.state ?? state;
  }
  const outcomes = machine.outcomes(state, packets.intern("n1", "seq-kv", { type: "read", key: "k", msg_id: 9 }));
  assertEquals(outcomes.map(({ reply, staleness }) => [reply?.body.value ?? reply?.body.code, staleness]), [
    [20, 2],
    [1, 1],
    [2, 0],
  ]);
  // Having seen the newest state, n1 cannot go back.
  const [, , newest] = outcomes;
  const again = machine.outcomes(newest?.state ?? state, packets.intern("n1", "seq-kv", { type: "read", key: "k" }));
  assertEquals(again.map(({ reply }) => reply?.body.value), [2]);
});

Deno.test("ServiceMachine lets lww-kv answer from either replica, merged before or not", () => {
  const packets = new PacketTable();
  const machine = new ServiceMachine("lww-kv", packets);
  const write = (value: number) => packets.intern("n0", "lww-kv", { type: "write", key: "k", value, msg_id: value });
  const read = packets.intern("n1", "lww-kv", { type: "read", key: "k", msg_id: 9 });
  /** What a read may answer after all ways to serve the writes, a missing key as its error code. */
  const answers = (writes: readonly Packet[]) => {
    let states = [machine.initial];
    for (const request of writes) {
      states = states.flatMap((state) => machine.outcomes(state, request).map((outcome) => outcome.state));
    }
    const replies = states.map((state) => machine.outcomes(state, read).map(({ reply }) => reply));
    return replies.map((possible) => [...new Set(possible.map((reply) => reply?.body.value ?? reply?.body.code))]);
  };
  // Eight ways to pick replicas, but before the first write all are the same.
  assertEquals(machine.outcomes(machine.initial, write(1)).length, 1);
  assertEquals(new Set(answers([write(1)]).map((possible) => possible.toSorted().join())), new Set(["1,20"]));
  // Two writes at one replica outdate a third at the other, which is lost once they are merged.
  const afterThree = answers([write(1), write(2), write(3)]);
  assert(afterThree.some((possible) => possible.includes(2) && possible.includes(3)));
  assert(afterThree.every((possible) => !possible.includes(1) || possible.length > 1));
});

Deno.test("ServiceMachine stays in its state where a request leaves no trace", () => {
  const packets = new PacketTable();
  const machine = new ServiceMachine("lin-kv", packets);
  const after = (body: { type: string; [field: string]: string | number }) =>
    machine.outcomes(machine.initial, packets.intern("n0", "lin-kv", { ...body, msg_id: 1 }))[0]?.state;
  assert(after({ type: "read", key: "k" }) === machine.initial);
  assert(after({ type: "cas", key: "k", from: 1, to: 2 }) === machine.initial);
  assert(after({ type: "write", key: "k", value: 1 }) !== machine.initial);
});

/** Two nodes of a program, started, under the broadcast workload. */
async function withSystem(program: NodeProgram, act: (system: System) => Promise<void>) {
  const { values: options } = parseOptions(TEST_OPTIONS, ["-w", "broadcast", "--node-count", "2"]);
  const module = { kind: "module", url: "file:///none.ts" } as const;
  const plan = makePlan({ options, program: module, programArgs: [], defaultMode: "sim", seed: 1 });
  const world = new VirtualWorld();
  await world.occupy(async (turn) => await act(new System({ plan, program, world, turn })));
}

Deno.test("stepsFrom() and wordOf() name every step once, and take() lets it happen", async () => {
  await withSystem(lineProgram(() => {}), async (system) => {
    const scene = { system, operations: [[{ f: "read", value: null }], []] };
    const systemState = await system.start();
    const [a, b] = ["a", "b"].map((type) => system.packets.intern("n0", "n1", { type }));
    if (a === undefined || b === undefined) throw new Error("no packets");
    systemState.underWay.push(a, b, a);
    const position = { systemState, left: { drops: 1, duplicates: 1, timers: 1 } };
    const steps = stepsFrom(scene, position);
    assertEquals(
      steps.map((step) => wordOf(scene, position, step)),
      ["c0", "n0>n1", "n0>n1+", "n0>n1!", "n0>n1.2", "n0>n1.2+", "n0>n1.2!"],
    );
    const doubled = await take(scene, position, { kind: "double", index: 1, outcome: 0 });
    assertEquals([doubled.duplicates, systemState.underWay], [0, [a, b, a]]);
    const lost = await take(scene, { systemState, left: doubled }, { kind: "lose", index: 1, outcome: 0 });
    assertEquals([lost.drops, systemState.underWay], [0, [a, a]]);
    assertEquals(stepsFrom(scene, { systemState, left: lost }).map((step) => step.kind), ["client", "arrive"]);
  });
});

/** Answers each ping with so many. */
function pings(count: number): NodeProgram {
  return async ({ input, output }) => {
    for await (const line of input) {
      const { src, dest } = JSON.parse(line);
      for (let sent = 0; sent < count; sent++) {
        output(JSON.stringify({ src: dest, dest: src, body: { type: "ping" } }));
      }
    }
  };
}

Deno.test("FairRun lets time pass for nodes that pass a message round for ever", async () => {
  await withSystem(pings(1), async (system) => {
    const run = new FairRun(system, await system.start());
    run.systemState.underWay.push(system.packets.intern("n0", "n1", { type: "ping" }));
    while (await run.step(1e9));
    assertEquals([run.systemState.failure, run.nowNs, run.systemState.underWay.length], [undefined, 1e9, 1]);
  });
});

Deno.test("FairRun gives up on nodes that send more for each message that they get", async () => {
  await withSystem(pings(2), async (system) => {
    const run = new FairRun(system, await system.start());
    run.systemState.underWay.push(system.packets.intern("n0", "n1", { type: "ping" }));
    while (await run.step(1e12));
    assertStringIncludes(
      run.systemState.failure ?? "",
      "The nodes do not come to rest: after 20000 messages and timers",
    );
  });
});

Deno.test("FairRun says so where a course of events is too long to explore", async () => {
  const ticks: NodeProgram = async ({ input }) => {
    setInterval(() => {}, 1);
    for await (const _ of input);
  };
  await withSystem(ticks, async (system) => {
    const run = new FairRun(system, await system.start());
    await assertRejects(
      async () => {
        while (await run.step(60e9));
      },
      UsageError,
      "Cannot explore: the end of one way already takes 20000 messages and timers",
    );
  });
});

Deno.test("FairRun comes to its end where nobody answers", async () => {
  const program = lineProgram((line, print) => {
    const { dest } = JSON.parse(line);
    if (dest === "n0") print('{"type":"ping"}');
  });
  await withSystem(program, async (system) => {
    const run = new FairRun(system, await system.start());
    run.systemState.underWay.push(system.packets.intern("n1", "n0", { type: "ping" }));
    while (await run.step(1e9));
    assertEquals([run.systemState.failure, run.nowNs], [undefined, 1e9]);
  });
});
