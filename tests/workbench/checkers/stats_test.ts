import { assertEquals } from "@std/assert";
import { checkStats } from "../../../scripts/workbench/checkers/stats.ts";
import { historyOf } from "./ops.ts";

Deno.test("checkStats() counts completions over all and by function", () => {
  const { verdict } = checkStats(historyOf([
    [0, "info", "nemesis", "start-partition", null],
    [1, "invoke", 0, "write", 1],
    [2, "ok", 0, "write", 1],
    [3, "invoke", 0, "read", null],
    [4, "fail", 0, "read", null],
    [5, "invoke", 0, "read", null],
    [6, "ok", 0, "read", 1],
    [7, "invoke", 0, "read", null],
  ]));
  assertEquals(verdict, {
    valid: true,
    "valid-unwrapped": true,
    count: 3,
    "ok-count": 2,
    "fail-count": 1,
    "info-count": 0,
    "by-f": {
      read: { valid: true, count: 2, "ok-count": 1, "fail-count": 1, "info-count": 0 },
      write: { valid: true, count: 1, "ok-count": 1, "fail-count": 0, "info-count": 0 },
    },
  });
});

Deno.test("checkStats() is false when a function never succeeded and says how it ended", () => {
  const { verdict, explanations } = checkStats(historyOf([
    [0, "invoke", 0, "cas", [0, [1, 2]]],
    [1, "fail", 0, "cas", [0, [1, 2]], { error: ["precondition-failed", "no"] }],
    [2, "invoke", 0, "cas", [0, [1, 2]]],
    [3, "info", 0, "cas", [0, [1, 2]]],
  ]));
  assertEquals(verdict.valid, false);
  assertEquals(explanations, [{
    anomaly: "no-success",
    severity: "error",
    text: 'None of 2 "cas" operations succeeded: 1 failed and 1 ended without a definite answer. ' +
      'The first ended so: an error reply with code 22 (precondition-failed) and the text "no".',
    operations: [1],
  }]);
});

Deno.test("checkStats() exempts crash from the verdict and not from its own entry", () => {
  const { verdict, explanations } = checkStats(historyOf([
    [0, "invoke", 0, "crash", null],
    [1, "info", 0, "crash", null],
  ]));
  assertEquals(verdict.valid, true);
  assertEquals(verdict["valid-unwrapped"], false);
  assertEquals(verdict["by-f"], { crash: { valid: false, count: 1, "ok-count": 0, "fail-count": 0, "info-count": 1 } });
  assertEquals(explanations, []);
});

Deno.test("checkStats() is true when there are no operations", () => {
  assertEquals(checkStats([]).verdict.valid, true);
});
