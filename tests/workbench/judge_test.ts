import { assertEquals, assertStringIncludes } from "@std/assert";
import type { History, Operation } from "../../scripts/workbench/history.ts";
import { judge, type Judgement } from "../../scripts/workbench/judge.ts";
import { makePlan } from "../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../scripts/workbench/options/parse_options.ts";
import type { Recording } from "../../scripts/workbench/run/run.ts";

type Entry = readonly [process: number, type: Operation["type"], f: string, value: Operation["value"]];

function historyOf(...entries: readonly Entry[]): History {
  return entries.map(([process, type, f, value], index) => ({ index, time: index * 1e9, process, type, f, value }));
}

/** Judges a history of a workload without any message between nodes. */
function judged(args: string, history: History, more: Partial<Recording> = {}): Judgement {
  const { values } = parseOptions(TEST_OPTIONS, args.split(" "));
  const program = { kind: "module", url: "" } as const;
  const plan = makePlan({ options: values, program, programArgs: [], defaultMode: "sim", seed: 1 });
  return judge({
    plan,
    history,
    journal: [],
    strayDestinations: new Map(),
    strayReplies: [],
    staleReplies: [],
    ...more,
  });
}

const GOOD = historyOf([0, "invoke", "generate", null], [0, "ok", "generate", 1]);
const TWICE = historyOf(
  ...[[0, "invoke", "generate", null], [0, "ok", "generate", 1]] as const,
  ...[[1, "invoke", "generate", null], [1, "ok", "generate", 1]] as const,
  ...[[2, "invoke", "generate", null], [2, "info", "generate", null]] as const,
);

Deno.test("judge() is true when every section is, and has the sections of the original", () => {
  const { results, explanations } = judged("-w unique-ids", GOOD);
  assertEquals(results.valid, true);
  assertEquals(Object.keys(results).sort(), [
    ...["availability", "exceptions", "net", "perf", "stats", "timeline", "valid", "workload"],
  ]);
  assertEquals(explanations.filter(({ severity }) => severity === "error"), []);
});

Deno.test("judge() is false when the workload's own rule broke, and says by which operations", () => {
  const { results, explanations } = judged("-w unique-ids", TWICE);
  assertEquals([results.valid, results.workload.valid, results.stats.valid], [false, false, true]);
  assertEquals([explanations[0]?.anomaly, explanations[0]?.severity], ["duplicated", "error"]);
  assertEquals(explanations[0]?.operations, [0, 2], "the numbers of the invocations");
});

Deno.test("judge() is false when only the availability asked for is missed", () => {
  const half = historyOf(
    ...[[0, "invoke", "generate", null], [0, "ok", "generate", 1]] as const,
    ...[[1, "invoke", "generate", null], [1, "fail", "generate", null]] as const,
  );
  assertEquals(judged("-w unique-ids", half).results.valid, true);
  const { results } = judged("-w unique-ids --availability total", half);
  assertEquals([results.valid, results.workload.valid, results.availability.valid], [false, true, false]);
});

Deno.test("judge() is never better than unknown when the run came to an early end, and false stays false", () => {
  const failure = { kind: "interrupted", node: "", text: "The run was interrupted" } as const;
  assertEquals(judged("-w unique-ids", GOOD, { failure }).results.valid, "unknown");
  assertEquals(judged("-w unique-ids", TWICE, { failure }).results.workload.valid, false);
});

Deno.test("judge() warns of messages to nobody after the errors, and changes no verdict for them", () => {
  const stray = { strayDestinations: new Map([["n8", 3]]) };
  const { results, explanations } = judged("-w unique-ids --node-count 3", GOOD, stray);
  assertEquals(results.valid, true);
  const warning = explanations.find(({ anomaly }) => anomaly === "unknown-destination");
  assertEquals(warning?.severity, "warning");
  assertStringIncludes(warning?.text ?? "", "n8");
  const severities = judged("-w unique-ids --node-count 3", TWICE, stray).explanations.map(({ severity }) => severity);
  assertEquals(severities, severities.toSorted((a, b) => Number(b === "error") - Number(a === "error")));
});

Deno.test("judge() warns of what makes a simulation unlike processes once for each kind", () => {
  const trap = { kind: "shared-state", file: "node.ts", line: 3, text: "let seen = 0;" } as const;
  const { explanations } = judged("-w unique-ids", GOOD, { traps: [trap, { ...trap, line: 9 }] });
  const texts = explanations.filter(({ anomaly }) => anomaly === "shared-state").map(({ text }) => text);
  assertEquals(texts.length, 1);
  assertStringIncludes(texts[0] ?? "", 'Line 3 of node.ts, "let seen = 0;" (and 1 more line), keeps state');
});

Deno.test("judge() warns of faults that the schedule has for a time after the main phase", () => {
  const fault = (id: string, atS: number) => ({
    id,
    fault: "slow",
    action: "start",
    "at-s": atS,
    value: { factor: 2 },
  });
  const schedule = JSON.stringify([fault("a", 1), fault("b", 20), fault("c", 30)]);
  const { results, explanations } = judged(`-w unique-ids --time-limit 20 --schedule ${schedule}`, GOOD);
  assertEquals(results.valid, true);
  assertEquals(explanations.filter(({ anomaly }) => anomaly === "late-fault").map(({ text }) => text), [
    'Of 3 faults in the schedule 2 never began: "b" stands at 20 s, and the main phase ends at 20 s.',
  ]);
});
