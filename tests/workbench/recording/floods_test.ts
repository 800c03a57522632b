import { assertEquals } from "@std/assert";
import { describeFlood, findFlood } from "../../../scripts/workbench/recording/floods.ts";
import type { JournalEvent } from "../../../scripts/workbench/net/journal.ts";
import { netStatistics } from "../../../scripts/workbench/net/statistics.ts";

/** What comes of `count` messages of n0 to itself, a hundredth of them to n1, and `operations` operations. */
function floodOf(count: number, operations: number) {
  const journal = Array.from({ length: count }, (_, id): JournalEvent => ({
    ...{ id, time: id, type: "send" },
    message: { id, src: "n0", dest: id % 100 === 0 ? "n1" : "n0", body: { type: "again" } },
  }));
  const history = Array.from({ length: operations }, (_, index) => (
    { index, time: index, type: "invoke" as const, process: 0, f: "read", value: null }
  ));
  return findFlood(journal, netStatistics(journal, history));
}

Deno.test("findFlood() finds the busiest link when nodes send more than 1,000 messages an operation", () => {
  assertEquals(floodOf(20_000, 19), { src: "n0", dest: "n0", type: "again", count: 19_800, total: 20_000 });
  assertEquals(floodOf(20_000, 0)?.count, 19_800);
  assertEquals(floodOf(20_000, 20), undefined);
  assertEquals(floodOf(9_999, 1), undefined);
});

Deno.test("describeFlood() names sender, receiver and type", () => {
  assertEquals(
    describeFlood({ src: "n0", dest: "n0", type: "again", count: 19_800, total: 20_000 }),
    'Nodes sent 20000 messages, more than 1000 for each operation of a client; 19800 of them went from "n0" to itself, ' +
      'such as "again". Requests may wait behind them. Look for messages that are sent for each one that arrives, and for ' +
      "retries without a pause.",
  );
});
