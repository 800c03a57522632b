import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { simulateFork } from "../../../../scripts/playground/futures/fork.ts";
import type { ForkAct, ForkRequest } from "../../../../scripts/playground/futures/protocol.ts";
import type { RunDone, RunRequest } from "../../../../scripts/playground/protocol.ts";
import { simulate, type SimulateContext } from "../../../../scripts/playground/simulate.ts";
import { stagePosition } from "../../../../scripts/playground/stage_keys.ts";
import { eventText } from "../../../../scripts/workbench/net/journal.ts";
import { STAGES } from "../../../../scripts/workbench/stages/stages.ts";
import { UsageError } from "../../../../scripts/workbench/usage_error.ts";

const FORK_NS = 2_000_000_000;

function requestOf(stage: string, args: readonly string[] = []): RunRequest {
  const position = stagePosition(stage) ?? -1;
  return {
    task: { kind: "run" },
    stage: position,
    args: [...(STAGES[position]?.args ?? []), "--time-limit", "4", "--seed", "3", ...args],
    source: "",
    programName: "challenges/mine.ts",
    isChanged: false,
    command: "",
  };
}

function contextOf(stage: string): SimulateContext {
  const url = new URL(`../../../../challenges/${stage}.ts`, import.meta.url).href;
  return { program: { kind: "module", url }, sha256: () => "", now: () => 0, hooks: {} };
}

async function fork(stage: string, request: ForkRequest, args?: readonly string[]): Promise<RunDone> {
  return await simulateFork(requestOf(stage, args), request, contextOf(stage));
}

/** The journal of a run until a moment. */
async function journalUntil(stage: string, args: readonly string[] | undefined, timeNs: number): Promise<string[]> {
  const request = args === undefined ? requestOf(stage) : { ...requestOf(stage), args };
  const { run } = await simulate(request, contextOf(stage));
  return [...run.recording.journal].filter(({ time }) => time < timeNs).map(eventText);
}

Deno.test("the same seed and the same schedule until a moment give the same history until then", async () => {
  const acts: readonly ForkAct[] = [
    { kind: "kill", node: "n1", lastsS: 1 },
    { kind: "pause", node: "n1", lastsS: 1 },
    { kind: "isolate", node: "n1" },
    { kind: "cut", a: "n0", b: "n1", lastsS: 0.5 },
  ];
  // The official faults of 3c are drawn; the fork has them written down, and more.
  const before = await journalUntil("3c_broadcast_fault_tolerant", undefined, FORK_NS);
  assert(before.length > 100, String(before.length));
  for (const act of acts) {
    const { future } = await fork("3c_broadcast_fault_tolerant", { forkNs: FORK_NS, act });
    assertEquals(await journalUntil("3c_broadcast_fault_tolerant", future?.args, FORK_NS), before);
    assertEquals(future?.comparison?.isSameUntilFork, true);
    assert((future?.comparison?.sameEvents ?? 0) >= before.length);
  }
});

Deno.test("a fork that is shared as arguments is the same run as the one that was made", async () => {
  const act = { kind: "kill", node: "n1", lastsS: 1 } as const;
  const made = await fork("3b_broadcast_multi_node", { forkNs: FORK_NS, act }, ["--latency", "50"]);
  assertEquals(made.future?.label, "n1 killed at 2.000 s for 1 s");
  const { args = [], label = "" } = made.future ?? {};
  const again = await fork("3b_broadcast_multi_node", { forkNs: FORK_NS, args, label }, ["--latency", "50"]);
  assertEquals(again.journalHash, made.journalHash);
  assertEquals(again.future, made.future);
  assertStringIncludes(again.command ?? "", `--schedule '[{"id":"fork-1","fault":"kill","action":"start","at-s":2,`);
  // A fork of a fork keeps what was done before.
  const second = await simulateFork(
    { ...requestOf("3b_broadcast_multi_node"), args },
    { forkNs: FORK_NS, act: { kind: "pause", node: "n2" } },
    contextOf("3b_broadcast_multi_node"),
  );
  assertStringIncludes(second.command ?? "", `"id":"fork-1","fault":"kill"`);
  assertStringIncludes(second.command ?? "", `"id":"fork-2","fault":"pause"`);
});

Deno.test("exactly the next message is lost, with latency and without", async () => {
  for (const latency of ["0", "100"]) {
    const act = { kind: "lose", from: "n1", to: "n2" } as const;
    const args = ["--latency", latency];
    const { future } = await fork("3b_broadcast_multi_node", { forkNs: FORK_NS, act }, args);
    const lost = future?.comparison?.rows.find(({ label }) => label === "messages lost");
    assertEquals([lost?.before, lost?.after, lost?.change], ["0", "1", "worse"]);
    const [first = ""] = future?.comparison?.eventsAfter ?? [];
    assert(/ n1 → n2 lost \(partition\) \{"type":"gossip"/.test(first), first);
    assert((future?.forkNs ?? 0) >= FORK_NS && (future?.comparison?.isSameUntilFork ?? false));
  }
});

Deno.test("what can do nothing is told", async () => {
  const refused = (forkNs: number, act: ForkAct) =>
    assertRejects(() => fork("3b_broadcast_multi_node", { forkNs, act }), UsageError);
  assertStringIncludes((await refused(4e9, { kind: "kill", node: "n1" })).message, "faults end with the main phase");
  assertStringIncludes(
    (await refused(1e9, { kind: "cut", a: "n1", b: "n1" })).message,
    "Cannot cut n1 off from itself",
  );
  assertStringIncludes((await refused(1e9, { kind: "kill", node: "n9" })).message, "n9");
  assertStringIncludes(
    (await refused(1e9, { kind: "lose", from: "n1", to: "n9" })).message,
    "Cannot lose a message from n1 to n9 after 1.000 s: none follows",
  );
});
