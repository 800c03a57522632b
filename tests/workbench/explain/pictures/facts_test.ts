/**
 * What single pictures show, written out: who is marked, what is crossed, what fits nowhere.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { drawFindings } from "../../../../scripts/workbench/explain/pictures/draw_findings.ts";
import type { Picture } from "../../../../scripts/workbench/picture.ts";
import { runBroken } from "../../../broken/run_broken.ts";
import { HAND_MADE } from "./hand_made_runs.ts";

/** A picture in short: one line for each event, box or edge. */
function linesOf(picture: Picture | undefined): string[] {
  if (picture === undefined) return [];
  if (picture.kind === "order") {
    const effects = picture.rows.map((row) =>
      row.kind === "gap"
        ? `(${row.count}) ${row.state}`
        : row.kind === "effect"
        ? `${row.call}: ${row.state}`
        : `${row.kind} ${row.call}`
    );
    return [...picture.calls.map(({ text, by, role }) => `${role} ${text}, ${by}`), effects.join("; "), picture.misfit];
  }
  if (picture.kind === "transactions") {
    const row = (box: number, at: number) => `T${box + 1} ${picture.boxes[box]?.microOps[at]?.text ?? "as a whole"}`;
    return picture.edges.map(({ from, to, fromRow, toRow, type }) =>
      `${row(from, fromRow)} -${type}-> ${row(to, toRow)}`
    );
  }
  const name = (lane: number) => picture.lanes[lane]?.name ?? "all";
  const marks = picture.lanes.flatMap((lane) => lane.mark === undefined ? [] : [`${lane.name} ${lane.mark}`]);
  return [
    ...marks,
    ...picture.steps.map((step) => {
      if (step.kind === "note") return `${name(step.lane)}: ${step.text}`;
      if (step.kind === "arrival") return `arrives: ${step.of}`;
      const arrow = step.fate === "lost" ? "x" : "->";
      const brings = picture.known.some(({ messageId }) => messageId === step.messageId);
      const tone = step.tone === "bad" ? "! " : brings ? "+ " : "";
      return `${tone}${name(step.from)} ${arrow} ${name(step.to)}: ${step.text}`;
    }),
  ];
}

async function broken(file: string, which = 0): Promise<string[]> {
  const run = await runBroken(file);
  const [pictures = []] = drawFindings(run, run.explanations);
  const picture = pictures[which];
  return linesOf(picture?.kind === "none" ? undefined : picture);
}

function made(anomaly: keyof typeof HAND_MADE): string[] {
  const { run, explanations } = HAND_MADE[anomaly]();
  const at = explanations.findIndex((one) => one.anomaly === anomaly);
  const [picture] = drawFindings(run, explanations)[at] ?? [];
  return linesOf(picture?.kind === "none" ? undefined : picture);
}

Deno.test("a lost value: the message that the partition cut is crossed, and who lacks it is marked", async () => {
  assertEquals(await broken("broadcast_no_retry.ts"), [
    "n0 lacks 6",
    "all: partition begins: n0 n1 n2 n4 | n3",
    "+ clients -> n3: broadcast 6",
    "n3 x n0: learn 6",
    "n3 -> clients: broadcast_ok",
    "all: the partition ends",
    "clients -> n3: read",
    "clients -> n0: read",
    "! n0 -> clients: read_ok 94 values without 6",
    "n3 -> clients: read_ok with 6",
  ]);
});

Deno.test("a forgotten value: the node is killed between the add and the read", async () => {
  assertEquals(await broken("g_set_forgets_at_restart.ts"), [
    "n0 lacks 0",
    "+ clients -> n0: add 0",
    "n0 -> clients: add_ok",
    "+ n0 -> n1: merge [0,4,…]",
    "+ n0 -> n2: merge [0,4,…]",
    "clients -> n1: read",
    "n1 -> clients: read_ok with 0",
    "n0: killed: all memory is lost",
    "n2: killed: all memory is lost",
    "n1: killed: all memory is lost",
    "n0: starts again, empty",
    "n2: starts again, empty",
    "n1: starts again, empty",
    "clients -> n0: read",
    "! n0 -> clients: read_ok [] without 0",
  ]);
});

Deno.test("an unanswered request: what its node asked was lost, and the client gives up", async () => {
  assertEquals(await broken("unique_ids_waits_for_ever.ts"), [
    "n1 no answer",
    "all: partition begins: n0 | n1 n2",
    "clients -> n1: generate",
    "n1 x n0: next",
    "clients: gives up",
  ]);
});

Deno.test("a stale read: the order goes without it, and the newer value came to its node", async () => {
  assertEquals(await broken("lin_kv_split_brain.ts"), [
    "fits write 4, n0, p3",
    "fits cas 4→0, n1, p4",
    "fits write 1, n2, p5",
    "fits read → 1, n0, p0",
    "fits read → 1, n1, p1",
    "misfit read → 0, n2, p2",
    "(0) null; begins 0; 0: 4; ends 0; begins 1; begins 2; 1: 0; ends 1; 2: 1; ends 2; begins 3; 3: 1; ends 3; begins 4; begins 5; 4: 1; ends 5",
    "needs 0, key 0 holds 1",
  ]);
  assertEquals(await broken("lin_kv_split_brain.ts", 1), [
    "n2 lacks 1 of key 0",
    "+ clients -> n2: write key 0 1",
    "n1 -> n2: replicate key 0 0",
    "+ n2 -> n0: replicate key 0 1",
    "+ n2 -> n1: replicate key 0 1",
    "n2 -> clients: write_ok",
    "arrives: 1",
    "clients -> n2: read key 0",
    "! n2 -> clients: read_ok 0 without 1",
  ]);
});

Deno.test("a counter that lacks an add: the order of adds, and the write over another one's", async () => {
  assertEquals(await broken("g_counter_read_then_write.ts"), [
    "fits add +3, n1, p1",
    "fits add +1, n2, p2",
    "fits add +4, n0, p0",
    "misfit read → 145, n2, p2",
    "(74) 140; begins 0; 0: 143; ends 0; begins 1; 1: 144; ends 1; begins 2; 2: 148; ends 2; begins 3; ends 3",
    "145, and the adds make 148",
  ]);
  assertEquals(await broken("g_counter_read_then_write.ts", 1), [
    "n2 overwrites",
    "n2 -> lin-kv: read key sum",
    "lin-kv -> n2: read_ok 63",
    "n1 -> lin-kv: write key sum 66",
    "! n2 -> lin-kv: write key sum 63",
    "lin-kv -> n1: write_ok",
    "arrives: 3",
    "lin-kv -> n2: write_ok",
  ]);
});

Deno.test("a counter that counts twice: the message that was sent again", async () => {
  assertEquals(await broken("g_counter_add_twice.ts", 1), [
    "n1 gets it twice",
    "clients -> n0: add 4",
    "n0 -> n1: apply 4",
    "n1 -> n0: apply_ok",
    "! n0 -> n1: apply 4",
    "arrives: 2",
    "n1 -> n0: apply_ok",
  ]);
});

Deno.test("write skew: edges go from the read to the append that it missed", async () => {
  assertEquals(await broken("txn_list_write_skew.ts"), [
    "T1 r 11 [3,7] -rw-> T2 append 11 10",
    "T2 r 7 [1,4,8] -rw-> T1 append 7 13",
  ]);
});

Deno.test("an aborted read: the edge goes from the aborted append to the read", async () => {
  assertEquals(await broken("txn_list_dirty_update.ts"), [
    "T1 append 9 2 -wr-> T2 r 9 [1,2,3,4]",
  ]);
});

Deno.test("a skipped message: the poll that leaves its offset out", async () => {
  assertEquals(await broken("kafka_poll_skips.ts"), [
    "n0 lacks 9 of key 46",
    "clients -> n0: poll 46: 7",
    "n0 -> clients: poll_ok 46: [7,8]",
    "+ clients -> n0: send key 46 9",
    "n0 -> clients: send_ok offset 8",
    "clients -> n0: poll 46: 8",
    "! n0 -> clients: poll_ok 46: [9,10] without 9",
  ]);
});

Deno.test("values that failed writes left, or that come from the future: the write stands beside the order", () => {
  assertEquals(made("failed-write-visible"), [
    "fits write 1, n0, p0",
    "never write 2 failed, n1, p1",
    "misfit read → 2, n0, p2",
    "(0) null; begins 0; 0: 1; ends 0; begins 1; ends 1; begins 2; ends 2",
    "needs 2, key 0 holds 1",
  ]);
  assertEquals(made("future-value"), [
    "fits write 1, n0, p0",
    "misfit read → 2, n1, p1",
    "never write 2, n0, p2",
    "(0) null; begins 0; 0: 1; ends 0; begins 1; ends 1; begins 2",
    "needs 2, key 0 holds 1",
  ]);
  assertEquals(made("nonlinearizable"), [
    "fits write 1, n0, p0",
    "fits cas 1→2, n1, p1",
    "misfit cas 1→2, n0, p2",
    "(0) null; begins 0; 0: 1; ends 0; begins 1; begins 2; 1: 2; ends 1; ends 2",
    "has a place only where another one then has none",
  ]);
});

Deno.test("a picture holds what the node printed meanwhile, an exception from its first line on", () => {
  const { run, explanations } = HAND_MADE["unknown-error-code"]();
  const stack = Array.from({ length: 9 }, (_, at) => `    at step${at} (file:///node.ts:${at}:1)`);
  const texts = ["hello", "TypeError: no", ...stack];
  const logLines = [
    ...texts.map((text) => ({ timeNs: 2e6, node: "n0", text })),
    { timeNs: 2e6, node: "n1", text: "of another node" },
    { timeNs: 9e9, node: "n0", text: "much later" },
  ];
  const [[picture] = []] = drawFindings({ ...run, logLines }, explanations);
  const logs = picture === undefined || picture.kind === "none" ? [] : picture.logs;
  assertEquals(logs.map(({ text }) => text), texts.slice(1, 7));
});
