import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { type Machine, ProgramEnd } from "../../../../scripts/workbench/nodes/machine.ts";
import { compileModule } from "../../../../scripts/workbench/nodes/wasi/compile_module.ts";
import { wasiProgram } from "../../../../scripts/workbench/nodes/wasi/wasi_program.ts";
import { bodies, deliver, INIT, runNode, type Step } from "./compiled_node.ts";
import { fixtureModule } from "./fixtures.ts";
import { constant, I32, moduleBytes } from "./module_builder.ts";

const ECHO = deliver(1000, 2, { type: "echo", echo: 'né "1"' });

Deno.test("wasiProgram() runs nodes in Go, Rust and C, which answer at the moment at which they are asked", async () => {
  for (const language of ["go", "rust", "c"] as const) {
    const story = await runNode(fixtureModule(language), { steps: [INIT, ECHO], untilMs: 2000 });
    assertEquals(bodies(story), [
      { type: "init_ok", in_reply_to: 1 },
      { type: "echo_ok", echo: 'né "1"', in_reply_to: 2 },
    ], language);
    assertEquals(story.lines.map(({ atMs }) => atMs), [1, 1000], language);
    assertEquals([story.logs, story.end], [[], undefined], language);
  }
});

Deno.test("wasiProgram() tells a panic of Go by its own text and its exit status", async () => {
  const story = await runNode(fixtureModule("go"), { args: ["panic"], steps: [INIT, ECHO], untilMs: 2000 });
  assertEquals(story.end, "exit status 2");
  assertEquals(story.logs[0], "panic: assignment to entry in nil map");
});

Deno.test("wasiProgram() tells the status with which a program exits", async () => {
  const story = await runNode(fixtureModule("go"), { args: ["exit"], steps: [INIT, ECHO], untilMs: 2000 });
  assertEquals([story.end, story.logs], ["exit status 7", ["enough of this"]]);
});

Deno.test("wasiProgram() tells an abort in C and a panic in Rust as the trap that they are", async () => {
  const steps = [INIT, deliver(1000, 2, { type: "nonsense" })];
  for (const language of ["rust", "c"] as const) {
    const { end, logs } = await runNode(fixtureModule(language), { steps, untilMs: 2000 });
    assertEquals(end, "a trap, unreachable: the program aborted itself, as after a panic of Rust or abort() of C");
    assertStringIncludes(logs.join("\n"), 'unknown type "nonsense"');
  }
});

Deno.test("wasiProgram() lets a program that waits by looking at the clock be busy, and tells of it by name and number", async () => {
  const story = await runNode(fixtureModule("go"), {
    args: ["spin"],
    steps: [INIT, deliver(1000, 2, { type: "echo", echo: 1 })],
    untilMs: 6000,
  });
  const [, answer] = story.lines;
  // The node looks at its clock until 3 s have passed.
  assertEquals(Math.floor(answer?.atMs ?? 0), 4000);
  const [warning, ...others] = story.warnings;
  assertEquals([warning?.kind, others.length], ["busy-node", 0]);
  assertMatch(warning?.text ?? "", /^does not wait: within 1\.0 s of its own time it read the clock 100000 times/);
});

Deno.test("wasiProgram() keeps a node's files when it is killed, and forgets its memory", async () => {
  const steps: Step[] = [
    INIT,
    deliver(100, 2, { type: "echo", echo: "a" }),
    { atMs: 200, act: (node) => node.kill() },
    { atMs: 300, act: (node) => node.start() },
    { ...INIT, atMs: 301 },
    deliver(400, 2, { type: "echo", echo: "b" }),
  ];
  const { logs, end } = await runNode(fixtureModule("go"), { args: ["log-file"], steps, untilMs: 1000 });
  assertEquals([logs, end], [["15 bytes", "30 bytes"], undefined]);
});

Deno.test("wasiProgram() leaves a paused node as it is until it may go on", async () => {
  const steps: Step[] = [
    INIT,
    { atMs: 500, act: (node) => node.pause() },
    ECHO,
    { atMs: 1500, act: (node) => node.resume() },
  ];
  const { lines } = await runNode(fixtureModule("go"), { steps, untilMs: 2000 });
  assertEquals(lines.map(({ atMs }) => atMs), [1, 1500]);
});

Deno.test("wasiProgram() draws the same for the same seed, and something else for another", async () => {
  const draw = async (seed: number) =>
    bodies(
      await runNode(fixtureModule("go"), {
        args: ["unique-ids"],
        seed,
        steps: [INIT, deliver(10, 2, { type: "generate" }), deliver(20, 3, { type: "generate" })],
        untilMs: 100,
      }),
    );
  const first = await draw(1);
  assertEquals(await draw(1), first);
  assertEquals(first.length, 3);
  assertEquals(JSON.stringify(await draw(2)) === JSON.stringify(first), false);
});

Deno.test("wasiProgram() ends a program that is killed where it waits, so that its memory is freed", async () => {
  for (const language of ["go", "c"] as const) {
    const killers: (() => void)[] = [];
    const machine: Machine = {
      nowNs: () => 0,
      wallClockNs: () => 0n,
      after: () => ({ cancel: () => {} }),
      onLine: () => {},
      random: () => 0.5,
      warn: () => {},
      atEnd: (callback) => killers.push(callback),
      disk: new Map(),
    };
    const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    const program = wasiProgram(fixtureModule(language), "node");
    const running = program({
      input: never,
      output: () => {},
      outputParts: () => {},
      log: () => {},
      args: [],
      machine,
    });
    // Until it waits for its input.
    await new Promise((resolve) => setTimeout(resolve, 0));
    for (const kill of killers) kill();
    await assertRejects(() => running, ProgramEnd, "killed");
  }
});

/** A program that prints a line on stderr and exits. */
function complaining(line: string): Uint8Array {
  const text = [...new TextEncoder().encode(`${line}\n`)];
  const system = "wasi_snapshot_preview1";
  return moduleBytes({
    imports: [
      { module: system, name: "fd_write", params: [I32, I32, I32, I32], results: [I32] },
      { module: system, name: "proc_exit", params: [I32] },
    ],
    memory: [0, 1],
    start: "_start",
    // fd_write(2, 0, 1, 8), whose answer is dropped, and proc_exit(101).
    code: [...constant(2), ...constant(0), ...constant(1), ...constant(8), 0x10, 0, 0x1a, ...constant(101), 0x10, 1],
    // The list of buffers: place 16 and the length.
    data: [16, 0, 0, 0, text.length, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...text],
  });
}

Deno.test("wasiProgram() says of a program that cannot start a thread why", async () => {
  const module = compileModule(complaining("thread 'main' panicked at 'failed to spawn thread: ...'"), "node.wasm");
  const { end, logs } = await runNode(module, { steps: [], untilMs: 10 });
  assertEquals(logs, ["thread 'main' panicked at 'failed to spawn thread: ...'"]);
  assertMatch(end ?? "", /^exit status 101\nLikely cause: the program starts a thread/);
});

Deno.test("wasiProgram() ends a program that prints without end and never waits", async () => {
  const code = [
    0x03,
    0x40,
    ...constant(1),
    ...constant(0),
    ...constant(1),
    ...constant(8),
    0x10,
    0,
    0x1a,
    0x0c,
    0,
    0x0b,
  ];
  const bytes = moduleBytes({
    imports: [{ module: "wasi_snapshot_preview1", name: "fd_write", params: [I32, I32, I32, I32], results: [I32] }],
    memory: [0, 1],
    start: "_start",
    code,
    data: [16, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x78, 0x0a],
  });
  const { end } = await runNode(compileModule(bytes, "node.wasm"), { steps: [], untilMs: 10 });
  assertStringIncludes(end ?? "", "because it printed 100000 messages without waiting for anything");
});
