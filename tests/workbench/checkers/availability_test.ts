import { assertEquals } from "@std/assert";
import { checkAvailability } from "../../../scripts/workbench/checkers/availability.ts";
import type { CheckerOptions } from "../../../scripts/workbench/verdict.ts";
import { historyOf, type Op } from "./ops.ts";

function check(okCount: number, failCount: number, availability?: CheckerOptions["availability"]) {
  const ops = Array.from({ length: okCount + failCount }, (_, number): Op[] => [
    [2 * number, "invoke", 0, "read", null],
    [2 * number + 1, number < okCount ? "ok" : "fail", 0, "read", null],
  ]).flat();
  return checkAvailability(historyOf(ops), availability === undefined ? {} : { availability });
}

Deno.test("checkAvailability() is valid when nothing is demanded", () => {
  assertEquals(check(1, 2).verdict, { valid: true, "ok-fraction": 0.33333334 });
  assertEquals(check(1, 2, null).verdict.valid, true);
  assertEquals(check(0, 0, "total").verdict, { valid: true, "ok-fraction": 1 });
});

Deno.test("checkAvailability() compares as a 32-bit float: 9 of 10 do not reach 0.9, 5 of 10 reach 0.5", () => {
  assertEquals(check(9, 1, 0.9).verdict, { valid: false, "ok-fraction": 0.9 });
  assertEquals(check(5, 5, 0.5).verdict, { valid: true, "ok-fraction": 0.5 });
});

Deno.test("checkAvailability() explains what ended otherwise", () => {
  assertEquals(
    check(9, 1, 0.9).explanations[0]?.text,
    "9 of 10 operations ended ok; 1 failed, 0 ended without a definite answer. The option --availability asks for a " +
      "fraction of at least 0.9 (as a 32-bit float, with which the original compares, the fraction is " +
      "0.8999999761581421).",
  );
  assertEquals(
    check(1, 1, "total").explanations[0]?.text,
    "1 of 2 operations ended ok; 1 failed, 0 ended without a definite answer. The option --availability asks for every " +
      "operation to end ok.",
  );
});

Deno.test("checkAvailability() counts operations that never ended", () => {
  const { verdict } = checkAvailability(historyOf([[0, "invoke", 0, "read", null]]), { availability: "total" });
  assertEquals(verdict, { valid: false, "ok-fraction": 0 });
});
