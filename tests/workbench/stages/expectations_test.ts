import { assertEquals, assertThrows } from "@std/assert";
import { judgeExpectations, parseExpectation } from "../../../scripts/workbench/stages/expectations.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const RESULTS = {
  valid: true,
  availability: { "ok-fraction": 1, valid: true },
  net: { servers: { "msgs-per-op": 0.39 }, all: { "msg-count": 12 } },
  workload: { "stable-latencies": { "0": 0, "0.5": 838, "0.95": 1200, "1": 1700 } },
};

Deno.test("parseExpectation() reads path, comparison and number, with short names", () => {
  const cases: readonly (readonly [string, string, string, number])[] = [
    ["servers.msgs-per-op<0.4", "net.servers.msgs-per-op", "<", 0.4],
    [" msgs-per-op <= .5 ", "net.servers.msgs-per-op", "<=", 0.5],
    ["stable-latency.median<900", "workload.stable-latencies.0.5", "<", 900],
    ["stable-latency.max < 2000 ms", "workload.stable-latencies.1", "<", 2000],
    ["stable-latency.p95>1", "workload.stable-latencies.0.95", ">", 1],
    ["ok-fraction==1", "availability.ok-fraction", "=", 1],
    ["workload.lost-count=0", "workload.lost-count", "=", 0],
    ["net.all.msg-count!=5", "net.all.msg-count", "!=", 5],
  ];
  for (const [given, path, comparison, limit] of cases) {
    assertEquals<unknown>(parseExpectation(given), { path, comparison, limit });
  }
});

Deno.test("parseExpectation() refuses what is no limit", () => {
  for (const given of ["", "msgs-per-op", "msgs-per-op<", "<5", "a<b", "a~5", "a<1.2.3"]) {
    assertThrows(() => parseExpectation(given), UsageError, "expected a figure, a comparison");
  }
});

Deno.test("judgeExpectations() compares strictly at the limit, and fails a figure that is missing", () => {
  const met = (given: string) => judgeExpectations(RESULTS, [parseExpectation(given)]).map((outcome) => outcome.met);
  assertEquals(met("msgs-per-op<0.39"), [false]);
  assertEquals(met("msgs-per-op<=0.39"), [true]);
  assertEquals(met("msgs-per-op>0.39"), [false]);
  assertEquals(met("msgs-per-op>=0.39"), [true]);
  assertEquals(met("ok-fraction=1"), [true]);
  assertEquals(met("ok-fraction!=1"), [false]);
  assertEquals(met("missing<5"), [false]);
  assertEquals(judgeExpectations(RESULTS, [parseExpectation("missing<5")])[0]?.value, null);
});

Deno.test("judgeExpectations() names the figure that a misspelt one may mean, and none of those that the results lack", () => {
  const nearest = (given: string) => judgeExpectations(RESULTS, [parseExpectation(given)])[0]?.nearest;
  assertEquals(nearest("stable-latncy.median<5"), "stable-latency.median");
  assertEquals(nearest("net.server.msgs-per-op<5"), "net.servers.msgs-per-op");
  // The results have no 0.99.
  assertEquals(nearest("stable-latency.p98<5"), "stable-latency.p95");
  assertEquals(nearest("throughput<5"), undefined);
  assertEquals(nearest("msgs-per-op<5"), undefined);
});
