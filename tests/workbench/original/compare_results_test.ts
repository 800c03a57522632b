import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  compareResults,
  errorsOf,
  renderComparison,
  withRelativeFigures,
} from "../../../scripts/workbench/original/compare_results.ts";

const THEIRS = {
  valid: true,
  stats: { count: 200, valid: true },
  net: { servers: { "msgs-per-op": 5.5 } },
  workload: { valid: true, lost: [1, 2], "stable-latencies": { "0.5": 0, "1": 100 } },
};

const OURS = {
  valid: false,
  stats: { count: 210, valid: true },
  net: { servers: { "msgs-per-op": 5.5 } },
  workload: { valid: false, lost: [], "stable-latencies": { "0.5": 7, "1": 100 }, extra: "ours" },
};

Deno.test("compareResults() judges verdicts only", () => {
  const fields = compareResults(THEIRS, OURS);
  assertEquals(fields.filter(({ agrees }) => !agrees).map(({ path }) => path), ["valid", "workload.valid"]);
  assertEquals(compareResults(THEIRS, THEIRS).every(({ agrees }) => agrees), true);
});

Deno.test("compareResults() pairs fields by their paths, lists by length, and keeps fields of one side", () => {
  const fields = new Map(compareResults(THEIRS, OURS).map(({ path, theirs, ours }) => [path, [theirs, ours]]));
  assertEquals(fields.get("stats.count"), [200, 210]);
  assertEquals(fields.get("workload.lost (length)"), [2, 0]);
  assertEquals(fields.get("workload.extra"), [undefined, "ours"]);
});

Deno.test("compareResults() does not count a verdict that one side lacks", () => {
  assertEquals(compareResults({}, { valid: true }).every(({ agrees }) => agrees), true);
});

Deno.test("compareResults() does not count the verdicts on single keys, which two runs of a broken program share by luck", () => {
  const results = (valid: boolean) => ({ valid: false, workload: { valid: false, results: { "1": { valid } } } });
  const fields = compareResults(results(true), results(false));
  assertEquals(fields.map(({ path, agrees }) => [path, agrees]), [
    ["valid", true],
    ["workload.valid", true],
    ["workload.results.1.valid", true],
  ]);
});

Deno.test("compareResults() marks figures beyond a quarter, whole numbers beyond 10 as well", () => {
  const isFar = (theirs: number, ours: number) => compareResults({ figure: theirs }, { figure: ours })[0]?.isFar;
  assertEquals([isFar(100, 75), isFar(75, 100), isFar(100, 74), isFar(74, 100)], [false, false, true, true]);
  assertEquals([isFar(0, 10), isFar(0, 11), isFar(1, 10)], [false, true, false]);
  assertEquals([isFar(0.4, 0.31), isFar(0.4, 0.29)], [false, true]);
});

Deno.test("renderComparison() names the figures that are far apart", () => {
  const text = renderComparison(compareResults({ a: 100, b: 1 }, { a: 50, b: 1 }));
  assertStringIncludes(text, "\nFigures that differ by more than 25 %: a\n");
});

Deno.test("renderComparison() shows both sides, the difference, and the agreement below", () => {
  const text = renderComparison(compareResults(THEIRS, OURS));
  assertStringIncludes(text, "field                          Maelstrom   ours  difference\n");
  assertStringIncludes(text, "stats.count                          200    210  +5.0 %\n");
  assertStringIncludes(text, "workload.valid                      true  false  DIFFERS\n");
  assertStringIncludes(text, "\nThe verdicts of Maelstrom and ours differ: valid, workload.valid\n");
  assertStringIncludes(
    renderComparison(compareResults(THEIRS, THEIRS)),
    "\nThe verdicts of Maelstrom and ours agree\nNo figure differs by more than 25 %\n",
  );
});

const WITHOUT_GNUPLOT = {
  ...THEIRS,
  valid: "unknown",
  perf: {
    valid: "unknown",
    "latency-graph": { valid: "unknown", error: 'java.io.IOException: Cannot run program "gnuplot"\n at java.lang' },
  },
};

Deno.test("errorsOf() finds where a checker of the original failed, with the first line of its error", () => {
  assertEquals(errorsOf(WITHOUT_GNUPLOT), [
    { path: "perf.latency-graph", text: 'java.io.IOException: Cannot run program "gnuplot"' },
  ]);
  assertEquals(errorsOf({ valid: "unknown", error: ["a", "b"] }), [{ path: "the whole", text: '["a","b"]' }]);
  assertEquals(errorsOf({ valid: "unknown", workload: { valid: true, error: null } }), []);
});

Deno.test("compareResults() counts no verdict that the original owes to an error of its own, and the text names it", () => {
  const ours = { ...THEIRS, perf: { valid: true, "latency-graph": { valid: true } } };
  const fields = compareResults(WITHOUT_GNUPLOT, ours);
  assertEquals(fields.filter(({ agrees }) => !agrees), []);
  assertStringIncludes(
    renderComparison(fields, errorsOf(WITHOUT_GNUPLOT)),
    "\nMaelstrom gave no verdict on perf.latency-graph, for an error of its own: " +
      'java.io.IOException: Cannot run program "gnuplot"\nThe other verdicts of Maelstrom and ours agree\n',
  );
  const broken = compareResults(WITHOUT_GNUPLOT, { ...ours, workload: { ...THEIRS.workload, valid: false } });
  assertEquals(broken.filter(({ agrees }) => !agrees).map(({ path }) => path), ["workload.valid"]);
});

Deno.test("withRelativeFigures() relates messages to what was spread, and the operations to those asked for", () => {
  const results = {
    valid: true,
    stats: { count: 190, "by-f": { broadcast: { "ok-count": 100 }, read: { "ok-count": 90 } } },
    net: { servers: { "msg-count": 2480 } },
  };
  assertEquals(withRelativeFigures(results, 200), {
    ...results,
    relative: { "msgs-per-broadcast": 24.8, "part-of-asked-operations": 0.95 },
  });
  assertEquals(withRelativeFigures({ valid: true }, 0), { valid: true, relative: {} });
});
