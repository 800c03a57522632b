/** Every workload meets what must never pass as valid in silence, nor bring findings about what was not reached. */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import type { History } from "../../scripts/workbench/history.ts";
import { judge } from "../../scripts/workbench/judge.ts";
import { makePlan } from "../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../scripts/workbench/options/parse_options.ts";
import { judgeHistory } from "../../scripts/workbench/checkers/judge_history.ts";
import { readHistory } from "../../scripts/workbench/recorded/history_file.ts";
import { historyEdnLine, historyTextLine } from "../../scripts/workbench/report/edn_files.ts";
import type { Workload } from "../../scripts/workbench/workloads/workload.ts";
import { vetHistory } from "../../scripts/workbench/recorded/vet_history.ts";
import { carryOut, type Recording, type RunHooks } from "../../scripts/workbench/run/run.ts";
import { UsageError } from "../../scripts/workbench/usage_error.ts";
import { WORKLOADS } from "../../scripts/workbench/workloads/registry.ts";
import { FailingBlocks } from "./failing_blocks.ts";

const NODE = fileURLToPath(new URL("../fixtures/nodes/answers_all.ts", import.meta.url));
const GOSSIP = fileURLToPath(new URL("../../challenges/3b_broadcast_multi_node.ts", import.meta.url));

const WORKLOAD_NAMES = [...WORKLOADS.keys()];

function runOf(workload: string, program: string, args: readonly string[], hooks: RunHooks = {}): Promise<Recording> {
  const size = [
    "--node-count",
    "1",
    "--concurrency",
    "4",
    "--rate",
    "100",
    "--time-limit",
    "2",
    "--recovery-time",
    "1",
  ];
  const { values } = parseOptions(TEST_OPTIONS, ["-w", workload, ...size, ...args]);
  return carryOut(makePlan({ options: values, program, programArgs: [workload], defaultMode: "sim", seed: 7 }), hooks);
}

async function judgedFile(path: string, workload: string) {
  const { history } = await readHistory(path);
  vetHistory(history, workload);
  const { valid, sections } = judgeHistory(history, { workload: WORKLOADS.get(workload) as Workload });
  return [valid, sections.workload];
}

/** Ends a run at its so many-th operation as Ctrl-C does. */
function interruptedAt(count: number): RunHooks {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress: ({ operationCount }) => {
      if (operationCount === count) controller.abort();
    },
  };
}

const wholeRuns = new Map<string, Promise<Recording>>();

/** A run of a right node to its end. */
function wholeRun(workload: string): Promise<Recording> {
  const known = wholeRuns.get(workload) ?? runOf(workload, NODE, []);
  wholeRuns.set(workload, known);
  return known;
}

for (const workload of WORKLOAD_NAMES) {
  Deno.test(`a run of ${workload} with a right node is valid`, async () => {
    const { results, explanations } = judge(await wholeRun(workload));
    assertEquals([results.valid, explanations.map(({ text }) => text)], [true, []]);
  });

  Deno.test(`a run of ${workload} without an operation is unknown and says why`, async () => {
    const { results, explanations } = judge(await runOf(workload, NODE, ["--rate", "0"]));
    assertEquals(results.valid, "unknown");
    assertEquals(explanations.map(({ severity }) => severity), ["unknown"]);
  });

  for (const count of [1, 3, 60]) {
    Deno.test(`a run of ${workload} that is interrupted at operation ${count} is unknown, without findings`, async () => {
      const recording = await runOf(workload, NODE, ["--latency", "50"], interruptedAt(count));
      assertStringIncludes(recording.failure?.text ?? "", "The run was interrupted at ");
      const { results, explanations } = judge(recording);
      assertEquals([results.valid, results.workload.valid, explanations], ["unknown", "unknown", []]);
      assertEquals(/lost|unseen|empty-transaction-graph/.test(JSON.stringify(results)), false);
    });
  }

  Deno.test(`a run of ${workload} whose store is full is judged like any other`, async () => {
    const stores = { history: new FailingBlocks(1), journal: new FailingBlocks(0), heldMax: 0, blockLength: 50 };
    const { results } = judge(await runOf(workload, NODE, [], { stores }));
    assertEquals(results, judge(await wholeRun(workload)).results);
  });

  Deno.test(`the history of a run of ${workload} is judged like the run, from each of its files`, async () => {
    const { history } = await wholeRun(workload);
    const { results } = judge(await wholeRun(workload));
    const { valueKind } = WORKLOADS.get(workload) as Workload;
    const folder = await Deno.makeTempDir();
    try {
      const files = {
        "history.jsonl": history.map((operation) => JSON.stringify(operation)),
        "history.json": [JSON.stringify(history, null, 2)],
        "history.edn": history.map((operation) => historyEdnLine(operation, valueKind)),
        "vector.edn": ["[", ...history.map((operation) => historyEdnLine(operation, valueKind)), "]"],
      };
      for (const [name, lines] of Object.entries(files)) {
        await Deno.writeTextFile(`${folder}/${name}`, lines.join("\n"));
        assertEquals(await judgedFile(`${folder}/${name}`, workload), [results.valid, results.workload], name);
      }
      const lines = history.map((operation) => historyTextLine(operation, valueKind));
      await Deno.writeTextFile(`${folder}/history.txt`, lines.join("\n"));
      const [valid] = await judgedFile(`${folder}/history.txt`, workload);
      // Only there nobody tells which reads of a counter are final.
      assertEquals(valid, workload.endsWith("-counter") ? "unknown" : true);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  Deno.test(`a history of another workload is refused as one of ${workload}`, async () => {
    for (const other of WORKLOAD_NAMES) {
      const { history } = await wholeRun(other);
      // Every history of a g-counter is one of a pn-counter whose adds happen to be positive.
      if (other === workload || (other === "g-counter" && workload === "pn-counter")) vetHistory(history, workload);
      else {assertThrows(
          () => vetHistory(history, workload),
          UsageError,
          `no history of ${workload}: operation `,
          other,
        );}
    }
  });
}

Deno.test("values under way when a run of several nodes is interrupted are not called lost", async () => {
  const args = ["--node-count", "5", "--latency", "300", "--rate", "50", "--time-limit", "10"];
  const recording = await runOf("broadcast", GOSSIP, args, interruptedAt(200));
  const { history } = recording;
  assertEquals(missedValues(history) > 0, true);
  const { results, explanations } = judge(recording);
  assertEquals([results.valid, explanations], ["unknown", []]);
  assertEquals(judge(await runOf("broadcast", GOSSIP, args)).results.valid, true);
});

/** Acknowledged values that the read invoked last lacks. */
function missedValues(history: History): number {
  const read = history.findLast(({ f, type }) => f === "read" && type === "ok");
  const invoked = history.findLastIndex(({ f, type, process }) =>
    f === "read" && type === "invoke" && process === read?.process
  );
  const known = history.slice(0, invoked).filter(({ f, type }) => f === "broadcast" && type === "ok");
  const held = new Set(read?.value as readonly number[]);
  return known.filter(({ value }) => !held.has(value as number)).length;
}

Deno.test("an id that was given twice is still found when the run is interrupted", async () => {
  const args = ["--node-count", "2"];
  const { results, explanations } = judge(await runOf("unique-ids", NODE, args, interruptedAt(50)));
  assertEquals(results.valid, false);
  assertEquals(new Set(explanations.map(({ anomaly }) => anomaly)), new Set(["duplicated"]));
});
