import { assertEquals, assertRejects } from "@std/assert";
import { type BusyRuns, busyTable, holds, measureBusy } from "../../../scripts/measure/busy.ts";
import type { Figures } from "../../../scripts/measure/experiment.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const LIMITS = { stage: "3e", messagesPerOperation: 20, medianMs: 1000, maxMs: 2000 };

/** Runs with these maxima, all valid and with the same messages and median. */
function runsWith(maxima: readonly number[]): BusyRuns {
  const runs = maxima.map((maxMs) => ({ valid: true, messagesPerOperation: 0.4, medianMs: 900, maxMs }) as Figures);
  return { program: "3e_broadcast_few_messages", official: LIMITS, runs };
}

const nineteen = Array.from({ length: 19 }, (_, position) => 1700 + position);

Deno.test("holds() lets one of twenty runs miss a limit, and no second one", () => {
  assertEquals(holds(runsWith([...nineteen, 3000])), true);
  assertEquals(holds(runsWith([...nineteen.slice(1), 3000, 2000])), false);
});

Deno.test("holds() counts a run that is not valid as missed", () => {
  const { runs, ...rest } = runsWith([...nineteen, 3000]);
  assertEquals(
    holds({ ...rest, runs: runs.map((run, position) => position === 0 ? { ...run, valid: false } : run) }),
    false,
  );
});

Deno.test("busyTable() shows the middle run, what 19 of 20 reach, the worst, and how many keep the limits", () => {
  const lines = busyTable([runsWith([...nineteen, 3000])]).trimEnd().split("\n");
  const [messages, , maximum] = lines.slice(2).map((line) => line.split("|").map((cell) => cell.trim()).slice(1, -1));
  assertEquals(messages, [
    "3e_broadcast_few_messages",
    "msgs/op",
    "< 20",
    "0.40",
    "0.40",
    "0.40",
    "20 of 20",
    "19 of 20",
  ]);
  assertEquals(maximum?.slice(2, 6), ["< 2000 ms", "1710 ms", "1718 ms", "3000 ms"]);
});

Deno.test("measureBusy() names what --only takes", async () => {
  await assertRejects(() => measureBusy(["--only", "4"]), UsageError, "expected one of 3d, 3e, short");
});
