import { assertEquals } from "@std/assert";
import { didYouMean, nearestName } from "../../../scripts/workbench/text/nearest_name.ts";

const NAMES = ["workload", "node-count", "time-limit", "nemesis", "nemesis-interval", "rate"];

Deno.test("nearestName() finds a name with a missing, wrong, extra or swapped letter", () => {
  assertEquals(nearestName("worklod", NAMES), "workload");
  assertEquals(nearestName("node_count", NAMES), "node-count");
  assertEquals(nearestName("ratee", NAMES), "rate");
  assertEquals(nearestName("nemeiss", NAMES), "nemesis");
});

Deno.test("nearestName() finds a name by its beginning", () => {
  assertEquals(nearestName("time", NAMES), "time-limit");
});

Deno.test("nearestName() finds nothing where nothing is near", () => {
  assertEquals(nearestName("quux", NAMES), undefined);
  assertEquals(nearestName("zz", ["ab"]), undefined);
  assertEquals(nearestName("workload", []), undefined);
});

Deno.test("didYouMean() gives a clause for an error message, or nothing", () => {
  assertEquals(didYouMean("rat", NAMES, "--"), '; did you mean "--rate"?');
  assertEquals(didYouMean("quux", NAMES), "");
});
