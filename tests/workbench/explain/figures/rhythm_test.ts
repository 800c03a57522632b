import { assertEquals } from "@std/assert";
import { type ReleasedWait, releaseOf, rhythmOf } from "../../../../scripts/workbench/explain/figures/rhythm.ts";
import type { Row } from "../../../../scripts/workbench/explain/figures/traffic.ts";

const MS = 1e6;

/** A value that one node got and sent at these times. */
function wait(gotMs: number, sentMs: number): ReleasedWait {
  const row = { sentNs: sentMs * MS, link: 1 } as Row;
  const waitNs = (sentMs - gotMs) * MS;
  return { node: 0, isFirst: true, gotNs: gotMs * MS, row, release: "timer", countedNs: waitNs, waitNs };
}

Deno.test("rhythmOf() finds the period of a timer, also where beats pass without news", () => {
  const waits = [[400, 1000], [1100, 2000], [1990, 2000], [3500, 4000], [4800, 5000], [6100, 7000]]
    .map(([got = 0, sent = 0]) => wait(got, sent));
  assertEquals(rhythmOf(waits, 2 * MS), { periodNs: 1000 * MS, kind: "regular" });
});

Deno.test("rhythmOf() finds a batch that begins with its first value, and no rhythm where there is none", () => {
  const batches = [[0, 500], [200, 500], [730, 1230], [1900, 2400], [2000, 2400]];
  assertEquals(rhythmOf(batches.map(([got = 0, sent = 0]) => wait(got, sent)), 2 * MS), {
    periodNs: 500 * MS,
    kind: "batch",
  });
  const loose = [[0, 100], [150, 430], [440, 1400], [1500, 1550], [1600, 4000]];
  assertEquals(rhythmOf(loose.map(([got = 0, sent = 0]) => wait(got, sent)), 2 * MS)?.kind, "loose");
  assertEquals(rhythmOf([wait(0, 100)], 2 * MS), undefined);
});

Deno.test("releaseOf() tells a timer from a question and from an answer that arrives just before", () => {
  const row = (fields: Partial<Row>) => ({ sentNs: 500 * MS, isReply: false, heard: undefined, ...fields }) as Row;
  const heard = row({ receivedNs: 499 * MS });
  const release = (sent: Row, isQuestion: boolean, gotMs = 0) =>
    releaseOf({ node: 0, isFirst: true, gotNs: gotMs * MS, row: sent }, 2 * MS, () => isQuestion);
  assertEquals(release(row({}), false), "timer");
  assertEquals(release(row({ heard }), true), "asked");
  assertEquals(release(row({ heard }), false), "answered");
  assertEquals(release(row({ isReply: true }), false), "asked");
  assertEquals(release(row({ heard }), true, 499), "at-once");
});
