import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { FaultEvent } from "../../../scripts/workbench/nemesis/schedule.ts";
import { minimize } from "../../../scripts/workbench/sweep/minimize.ts";
import {
  withoutOneTarget,
  withoutOrphans,
  withRoundTimes,
} from "../../../scripts/workbench/sweep/smaller_schedules.ts";

const CUT: FaultEvent = {
  timeNs: 1_234_567_890,
  id: "partition-0",
  fault: "partition",
  action: "start",
  value: { kind: "one", drops: { n0: ["n1", "n2"], n1: ["n0"] } },
};
const HEAL: FaultEvent = { timeNs: 3_456_000_000, id: "partition-0", fault: "partition", action: "stop" };

Deno.test("minimize() keeps exactly the items that a failure needs", async () => {
  const arbitrary = fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 12 });
  await fc.assert(fc.asyncProperty(arbitrary, fc.integer({ min: 41, max: 80 }), async (needed, length) => {
    const items = Array.from({ length }, (_, index) => index);
    const kept = await minimize(items, (rest) => Promise.resolve(needed.every((item) => rest.includes(item))));
    assertEquals(kept, needed.toSorted((a, b) => a - b));
  }));
});

Deno.test("minimize() leaves a list as it is when nothing can be left out", async () => {
  assertEquals(await minimize([1, 2, 3], (rest) => Promise.resolve(rest.length === 3)), [1, 2, 3]);
});

Deno.test("withoutOrphans() leaves out the end of a fault that does not begin", () => {
  assertEquals(withoutOrphans([HEAL]), []);
  assertEquals(withoutOrphans([CUT, HEAL]), [CUT, HEAL]);
});

Deno.test("withoutOneTarget() leaves out each cut in turn and never the last one", () => {
  const drops = withoutOneTarget([CUT, HEAL]).map(([start]) => start?.action === "start" ? start.value : undefined);
  assertEquals(drops, [
    { kind: "chosen", drops: { n0: ["n2"], n1: ["n0"] } },
    { kind: "chosen", drops: { n0: ["n1"], n1: ["n0"] } },
    { kind: "chosen", drops: { n0: ["n1", "n2"] } },
  ]);
  const kill: FaultEvent = {
    timeNs: 0,
    id: "k",
    fault: "kill",
    action: "start",
    value: { target: "one", nodes: ["n0"] },
  };
  assertEquals(withoutOneTarget([kill]), []);
});

Deno.test("withRoundTimes() rounds to steps", () => {
  assertEquals(withRoundTimes([CUT, HEAL], 0.1).map(({ timeNs }) => timeNs), [1_200_000_000, 3_500_000_000]);
});
