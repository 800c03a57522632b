import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { runExplore } from "../../../scripts/workbench/cli/commands/explore.ts";
import { EXPLORE_OPTIONS, planExplorations } from "../../../scripts/workbench/cli/commands/plan_exploration.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import { RecordedTerminal } from "../../../scripts/workbench/terminal/terminal.ts";
import { type ExplorationPlan, explore } from "../../../scripts/workbench/explore/explore.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

/** Runs the command and gives its exit status and text. */
async function run(line: string, ...more: string[]): Promise<{ status: number; text: string }> {
  const terminal = new RecordedTerminal();
  const status = await runExplore([...line.split(" "), ...more], terminal);
  return { status, text: terminal.stdout };
}

/** The configuration that the words of a command line mean. */
function planOf(...words: string[]): ExplorationPlan {
  const [plan] = planExplorations(parseOptions(EXPLORE_OPTIONS, words));
  if (plan === undefined) throw new Error(`"${words.join(" ")}" plans nothing`);
  return plan;
}

const FIRST = { statesMax: 1_000_000, findsAll: false };
const EVERYTHING = { statesMax: 1_000_000, findsAll: true };

Deno.test("explore 3b without losses is complete and valid", async () => {
  const { status, text } = await run("3b --operations 3 --duplicates 0");
  assertEquals(status, 0);
  assertMatch(text, /^266 states \(of \d+ states of single nodes\), 400 steps between them, 7 steps deep$/m);
  assertMatch(text, /^61 ends of paths judged, 61 different histories$/m);
  assertStringIncludes(text, "valid: complete, every order was explored");
});

Deno.test("explore 3b with one loss finds the fewest steps that lose a value, and a line that repeats them", async () => {
  const { status, text } = await run("3b --operations 3 --node-count 2 --drops 1");
  assertEquals(status, 1);
  assertMatch(text, /^lost: Value 0, acknowledged by n0 .* was never seen by n1/m);
  assertMatch(text, /^ +2 {2}n0>n1! +n0 -> n1 lost \{"type":"gossip","message":0\}$/m);
  assertStringIncludes(text, "--replay 'c0 n0>n1!'\n");
  const replayed = await run("3b --operations 3 --node-count 2 --drops 1 --replay", "c0 n0>n1!");
  assertEquals(replayed.status, 1);
  const trace = /^lost: [^]*?process 1 at n1 {2}read \[\]$/m;
  assertEquals(trace.exec(replayed.text)?.[0], trace.exec(text)?.[0]);
});

Deno.test("a replay may go a way that is valid", async () => {
  const { status, text } = await run("3b --operations 3 --node-count 2 --replay", "c0 c1 n0>n1");
  assertEquals(status, 0, text);
});

Deno.test("a step that cannot be taken is an error that lists those that can", async () => {
  await assertRejects(
    () => run("3b --operations 3 --node-count 2 --replay", "c0 n1>n0"),
    UsageError,
    'Cannot take step 2 of the schedule, "n1>n0": expected one of c0, c1, n0>n1, n0>n1+',
  );
});

Deno.test("a file that is called like a challenge is explored itself, as that challenge; of others it must be said", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "3c_broadcast_fault_tolerant.ts");
    await Deno.writeTextFile(path, "export default async () => {};");
    const { plan, budgets } = planOf(path);
    assertEquals(plan.program, { kind: "module", url: pathToFileURL(path).href });
    assertEquals([plan.workload.name, budgets], ["broadcast", { drops: 1, duplicates: 0, timers: 1 }]);
    assertThrows(
      () => planOf(join(folder, "mine.ts")),
      UsageError,
      "no challenge is called mine, expected --like STAGE or --workload NAME",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an exploration that is cut off says so and does not count as valid", async () => {
  const { status, text } = await run("3b --operations 3 --max-states 100");
  assertEquals(status, 2);
  assertStringIncludes(text, "cut off: NOT complete, cut off at 100 states");
});

Deno.test("several challenges give one row each, and the worst verdict", async () => {
  const { status, text } = await run("3a 3b --operations 2 --node-count 2 --drops 1");
  assertEquals(status, 1);
  assertMatch(text, /^3a_broadcast_single_node .* INVALID$/m);
  assertMatch(text, /^3b_broadcast_multi_node .* INVALID$/m);
  assertMatch(text, /^0 of 2 complete and valid, \d+ states in/m);
});

/** What the challenge claims to survive, in every order. */
for (
  const line of [
    "3c --node-count 2 --drops 1 --duplicates 1",
    "3d --node-count 2 --drops 1 --duplicates 0 --timers 1",
    "3e --node-count 2 --drops 1 --duplicates 0 --timers 2",
    "4_g_counter_crdt --node-count 2 --drops 1 --duplicates 1 --timers 2",
    "4_g_counter_seq_kv --drops 1 --duplicates 0 --timers 0",
    "5b --drops 1 --duplicates 0 --timers 0",
    "5c --drops 1 --duplicates 1 --timers 1",
    "6b --drops 1 --duplicates 1 --timers 2",
    "6c --drops 1 --duplicates 1 --timers 2",
  ]
) {
  Deno.test(`explore ${line} is complete and valid`, async () => {
    const { status, text } = await run(line);
    assertEquals(status, 0, text);
  });
}

/** Node of tests/broken with options, what is found, and the fewest steps to it. */
const CAUGHT = [
  ["broadcast_no_retry --like 3c --node-count 2", "lost", "c0 n0>n1!"],
  ["g_counter_stale --like 4_g_counter_crdt --node-count 2", "wrong-final-read", "c0 n0>seq-kv seq-kv>n0"],
  ["g_counter_add_twice --like 4_g_counter_crdt --node-count 2", "wrong-final-read", "c0 n0>n1 n1>n0!"],
  ["lin_kv_split_brain -w lin-kv --operations 5", "stale-read", "c2 n0>n1 c3 c0 n1>n0"],
  [
    "lin_kv_trusts_lww_kv -w lin-kv --node-count 1 --operations 4 --timers 0",
    "stale-read",
    "c1 n0>lww-kv lww-kv>n0 c1 n0>lww-kv~2 lww-kv>n0 c0 n0>lww-kv~1 lww-kv>n0",
  ],
  ["kafka_offsets_backwards --like 5a --seed 8", "nonmonotonic-send", "c0 c0"],
  ["kafka_poll_repeats --like 5a --operations 5 --seed 2", "nonmonotonic-poll", "c0 c0 c0 c1 c1 c1 c1"],
  ["txn_intermediate_read --like 6c --node-count 1 --max-txn-length 4 --seed 2", "G1b", "c0 c0 c1"],
  [
    "txn_circular_flow --like 6c --node-count 1 --operations 4 --max-txn-length 4 --timers 6 --seed 12",
    "G1c",
    "c0 c1 n0 n0 n0 c0 n0 c1",
  ],
  [
    "txn_lost_update --like 6a --consistency-models serializable --max-txn-length 4 --key-count 1 --seed 3",
    "G2-item",
    "c0 c1",
  ],
] as const;

for (const [line, anomaly, schedule] of CAUGHT) {
  Deno.test(`explore ${line} finds ${anomaly}`, async () => {
    const { found, trace } = await explore(planOf(...`tests/broken/${line.replace(" ", ".ts ")}`.split(" ")), FIRST);
    assertEquals([trace?.verdict.explanations[0]?.anomaly, found.violation?.join(" ")], [anomaly, schedule]);
  });
}

/** Exploring with and without merging must show the same histories: equal states are merged, nothing else. */
for (
  const line of [
    "3b --node-count 2 --operations 3 --drops 1 --duplicates 1",
    "3c --node-count 2 --operations 2 --drops 1 --duplicates 0 --timers 1",
    "4_g_counter_seq_kv --operations 2 --drops 0 --timers 0",
    "5b --operations 2 --drops 0 --timers 2",
    "tests/broken/lin_kv_split_brain.ts -w lin-kv --operations 5 --drops 1",
    "tests/broken/lin_kv_trusts_lww_kv.ts -w lin-kv --node-count 1 --operations 3 --timers 0",
  ]
) {
  Deno.test(`explore ${line} loses no history by merging states`, async () => {
    const merged = await explore(planOf(...line.split(" ")), EVERYTHING);
    const paths = await explore(planOf(...line.split(" ")), { ...EVERYTHING, mergesStates: false });
    assertEquals(merged.histories.toSorted(), paths.histories.toSorted());
    assertEquals(merged.found.violation?.length, paths.found.violation?.length);
    assertEquals([merged.found.depth, merged.found.isComplete], [paths.found.depth, paths.found.isComplete]);
    assertEquals(merged.found.stateCount < paths.found.stateCount, true, `${paths.found.stateCount} paths`);
  });
}
