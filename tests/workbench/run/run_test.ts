import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { makePlan } from "../../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";
import { judge } from "../../../scripts/workbench/judge.ts";
import { netStatistics } from "../../../scripts/workbench/net/statistics.ts";
import { EVENT_FORM } from "../../../scripts/workbench/net/event_form.ts";
import { eventText } from "../../../scripts/workbench/net/journal.ts";
import { hashJournal } from "../../../scripts/workbench/net/journal_hash.ts";
import type { RunPlan } from "../../../scripts/workbench/run/plan.ts";
import { BlockList, RecordList } from "../../../scripts/workbench/record_list.ts";
import { carryOut } from "../../../scripts/workbench/run/run.ts";
import { FailingBlocks } from "../failing_blocks.ts";

const GOSSIP = fileURLToPath(new URL("../../../challenges/3b_broadcast_multi_node.ts", import.meta.url));

const LONG_LISTS = fileURLToPath(new URL("../../fixtures/nodes/long_lists.ts", import.meta.url));

function gossipPlan(...args: readonly string[]): RunPlan {
  const { values } = parseOptions(TEST_OPTIONS, ["-w", "broadcast", ...args]);
  return makePlan({ options: values, program: GOSSIP, programArgs: [], defaultMode: "sim", seed: 1 });
}

Deno.test("carryOut() ends a run whose record fills the memory, and what there is can be judged", async () => {
  const size = ["--node-count", "25", "--topology", "total", "--rate", "100", "--time-limit", "60"];
  const plan = gossipPlan(...size);
  const recording = await carryOut(plan, { isMemoryShort: () => true });
  const { failure } = recording;
  assertEquals([failure?.kind, failure?.node], ["memory", ""]);
  assertMatch(
    failure?.text ?? "",
    /^The bench ended this run at \d+\.\d s of 60 s, before the recovery and the final operations: the record, 10,000 /,
  );
  assertEquals(recording.journal.length < 51_000, true);
  assertEquals(judge(recording).results.valid, "unknown");
});

Deno.test("carryOut() records the same in stores as in memory, wherever they fail", async () => {
  const plan = gossipPlan("--node-count", "3", "--time-limit", "10");
  const inMemory = await carryOut(plan);
  for (const appendsMax of [0, 1, Infinity]) {
    const stores = { history: new FailingBlocks(appendsMax), journal: new FailingBlocks(appendsMax) };
    const inStores = await carryOut(plan, { stores: { ...stores, heldMax: 0, loadedMax: 0, blockLength: 64 } });
    assertEquals(inStores.history, inMemory.history);
    assertEquals([...inStores.journal].map(eventText), [...inMemory.journal].map(eventText));
    const stored = [...new BlockList(EVENT_FORM, stores.journal)].map(eventText);
    const storedMax = Math.min(inMemory.journal.length, 64 * appendsMax);
    assertEquals(stored, [...inMemory.journal].slice(0, storedMax).map(eventText));
  }
});

Deno.test("a journal in a store is judged like one in memory", async () => {
  const plan = gossipPlan("--node-count", "3", "--time-limit", "10");
  const { journal, history } = await carryOut(plan);
  const stored = new RecordList({ form: EVENT_FORM, blockLength: 64 });
  for (const event of journal) stored.push(event);
  stored.flush();
  assertEquals(netStatistics(stored as typeof journal, history), netStatistics(journal, history));
  assertEquals(await hashJournal(stored as typeof journal), await hashJournal(journal));
});

Deno.test("carryOut() sees what is wrong with a long list of which a node gives the parts that it gave before", async () => {
  const judged = async (how: string) => {
    const args = ["-w", "broadcast", "--node-count", "1", "--time-limit", "4", "--rate", "1000"];
    const { values } = parseOptions(TEST_OPTIONS, args);
    const options = { options: values, program: LONG_LISTS, programArgs: [how], defaultMode: "sim", seed: 1 } as const;
    const { history, ...recording } = await carryOut(makePlan(options));
    const { results, explanations } = judge({ history, ...recording });
    const last = history.findLast(({ f, type }) => f === "read" && type === "ok")?.value as readonly number[];
    return { valid: results.valid, errors: explanations.map(({ anomaly }) => anomaly), last };
  };
  const right = await judged("right");
  const { length } = right.last;
  assertEquals([right.valid, right.errors, length > 1600], [true, [], true]);
  const lost = await judged("lost");
  assertEquals([lost.valid, lost.errors.includes("lost")], [false, true]);
  assertEquals(lost.last, right.last.toSpliced(750, 1));
  const order = await judged("order");
  assertEquals(order.valid, true);
  assertEquals(order.last, [...right.last.slice(10), ...right.last.slice(0, 10)]);
});
