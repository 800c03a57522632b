import { assertEquals } from "@std/assert";
import { combineStatuses, statusOf } from "../../../scripts/workbench/terminal/exit_status.ts";

Deno.test("statusOf() is 0 only for a valid run that meets its targets", () => {
  assertEquals(statusOf(true, true), 0);
  assertEquals(statusOf(true, false), 1);
  assertEquals(statusOf(false, true), 1);
  assertEquals(statusOf("unknown", true), 2);
  assertEquals(statusOf("unknown", false), 2);
});

Deno.test("combineStatuses() takes the worst: interrupted, tool, invalid, unknown", () => {
  assertEquals(combineStatuses([]), 0);
  assertEquals(combineStatuses([0, 2, 0]), 2);
  assertEquals(combineStatuses([2, 1]), 1);
  assertEquals(combineStatuses([1, 3, 2]), 3);
  assertEquals(combineStatuses([3, 130]), 130);
});
