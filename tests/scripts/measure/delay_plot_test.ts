import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { plotDelays } from "../../../scripts/measure/delay_plot.ts";
import { type DelayPoint, delayRivals, delayTable } from "../../../scripts/measure/delay_runs.ts";

const POINT: DelayPoint = {
  stage: "5c",
  program: "5c_kafka_efficient",
  delay: "replication lag, p99",
  windowMs: 190,
  isOwn: true,
  messagesPerOperation: { middle: 0.0106, worst: 0.0107 },
  delayMs: { middle: 191, worst: 195 },
  validCount: 6,
  runCount: 6,
};

Deno.test("delayTable() marks the window of the challenge as it is, and shows the middle seed and the worst", () => {
  const cells = delayTable([POINT]).split("\n")[2]!.split("|").map((cell) => cell.trim()).slice(1, -1);
  const figures = ["0.011 (0.011)", "replication lag, p99", "191 (195)", "6 of 6"];
  assertEquals(cells, ["5c_kafka_efficient", "190 ms (own)", ...figures]);
});

Deno.test("plotDelays() draws a panel for each challenge, with its windows and with what others published", () => {
  const longer = { ...POINT, windowMs: 400, isOwn: false, delayMs: { middle: 400, worst: 410 } };
  const other = { ...POINT, program: "6b_txn_read_uncommitted" };
  const svg = plotDelays([POINT, longer, other], delayRivals());
  assertEquals(svg.match(/class="title"/g)?.length, 2);
  assertEquals(svg.match(/class="ours"/g)?.length, 3);
  // 5c: 0.53 and 1.37; 6b: 0.022.
  assertEquals(svg.match(/class="public"/g)?.length, 3);
  assertStringIncludes(svg, ">0.53 owners in memory, measured<");
  assertStringIncludes(svg, ">1.37 owner sharding, claimed<");
  assert(!/NaN|undefined|Infinity/.test(svg));
});

Deno.test("delayRivals() has the results of the challenges with a window, fewest messages first", () => {
  const counter = delayRivals().filter(({ program }) => program === "4_g_counter_crdt").map(({ result }) => result);
  assertEquals(counter.map(({ messagesPerOperation }) => messagesPerOperation), [0.02, 0.72]);
});
