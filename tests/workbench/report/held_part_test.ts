import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Operation } from "../../../scripts/workbench/history.ts";
import type { JournalEvent } from "../../../scripts/workbench/net/journal.ts";
import { heldPart } from "../../../scripts/workbench/report/encode/held_part.ts";
import { labelOf } from "../../../scripts/workbench/findings.ts";
import { describeHeld, gapsOf, isInGap, isUnheld } from "../../../scripts/workbench/report/client/held.js";
import { parseTerms } from "../../../scripts/workbench/recording/terms.js";
import { describeSpread, spreadOf } from "../../../scripts/workbench/report/client/follow.js";
import { encodeRun } from "../../../scripts/workbench/report/encode/encode_run.ts";
import { readRun } from "../../../scripts/workbench/report/client/run.js";
import { inputOf } from "./decode.ts";
import { RunRecorder } from "./synthetic_runs.ts";

const MS = 1e6;

/** A message each millisecond, each under way for some. */
function journalOf(tookMs: readonly number[]): JournalEvent[] {
  const events = tookMs.flatMap((took, id) => {
    const message = { id, src: "n0", dest: "n1", body: { type: "t" } };
    return [{ time: id * MS, type: "send" as const, message }, {
      time: (id + took) * MS,
      type: "recv" as const,
      message,
    }];
  });
  return events.sort((a, b) => a.time - b.time).map((event, id) => ({ id, ...event }));
}

/** An operation from one time to another. */
function operationOf(fromMs: number, toMs: number): Operation[] {
  const entry = { process: 0, f: "read", value: null };
  return [
    { index: 0, time: fromMs * MS, type: "invoke", ...entry },
    { index: 1, time: toMs * MS, type: "ok", ...entry },
  ];
}

const finding = { ...labelOf("lost"), text: "", operations: [1] };

Deno.test("heldPart() holds all of a journal that fits", () => {
  const journal = journalOf([1, 2, 3]);
  assertEquals(heldPart(journal, { history: [], explanations: [], eventsMax: 6 }), {
    events: journal,
    messageCount: 3,
  });
});

Deno.test("heldPart() holds the messages around a finding, the end, and the beginning", () => {
  const journal = journalOf(new Array(10_000).fill(2));
  const { spans = [], events } = heldPart(journal, {
    history: operationOf(6_000, 6_050),
    explanations: [finding],
    eventsMax: 2_000,
  });
  // 1,000 events are room for 500 ms: the operation and 125 ms before and after it.
  assertEquals(spans.map(([from, to]) => [Math.round(from / MS), Math.round(to / MS)]), [[0, 576], [5875, 6175], [
    9876,
    10001,
  ]]);
  assertEquals(events.length < 2_030, true);
});

Deno.test("heldPart() tears no message apart, and holds every message of its spans", () => {
  const operations = fc.tuple(fc.nat(150), fc.nat(30)).map(([from, length]) => operationOf(from, from + length));
  fc.assert(fc.property(
    fc.array(fc.nat(20), { maxLength: 150 }),
    operations,
    fc.boolean(),
    fc.integer({ min: 8, max: 300 }),
    (took, history, isFound, eventsMax) => {
      const journal = journalOf(took);
      const { events, spans } = heldPart(journal, { history, explanations: isFound ? [finding] : [], eventsMax });
      if (spans === undefined) return assertEquals(events, journal);
      const isInside = ({ time }: JournalEvent) => spans.some(([from, to]) => from <= time && time <= to);
      const wanted = new Set(journal.filter(isInside).map(({ message }) => message.id));
      assertEquals(events, journal.filter(({ message }) => wanted.has(message.id)));
      assertEquals(journal.filter(isInside).length <= eventsMax, true);
    },
  ));
});

/** A page that holds a part of a run in which the value 17 is sent once, early or late. */
function pageOf(sentMs: number) {
  const recorder = new RunRecorder();
  for (let ms = 0; ms < 1000; ms++) recorder.message(ms, 0.5, "n1", "n0", { type: "tick", at: 2000 + ms });
  recorder.message(sentMs, 0.1, "n0", "n1", { type: "gossip", values: [17] });
  const run = { ...inputOf(recorder), explanations: [] };
  return readRun(encodeRun(run, { textLength: 1000, listElements: 1000, events: 400 }).payload);
}

Deno.test("a page that holds a part of a run answers for that part only", () => {
  const page = pageOf(600.2);
  const spread = spreadOf(page, parseTerms("17"));
  assertEquals(
    describeSpread(page, "17", spread),
    "No message on this page carries 17; whether others do is not known here, for they are in journal.record alone.",
  );
  assertEquals(
    describeHeld(page),
    "This page holds 201 of the run's 1,001 messages, those of 0.000 s to 0.175 s and 0.975 s to 1.000 s. ",
  );
  assertEquals([gapsOf(page).length, isInGap(page, 500_000), isInGap(page, 100_000)], [1, true, false]);
  assertEquals([isUnheld(page, 300_000, 400_000), isUnheld(page, 100_000, 400_000)], [true, false]);
});

Deno.test("a page finds a value behind what it does not hold, and does not say where it went first", () => {
  const page = pageOf(990.2);
  const spread = spreadOf(page, parseTerms("17"));
  assertEquals([spread.count, spread.arrivals], [1, []]);
  assertEquals(
    describeSpread(page, "17", spread),
    "1 of the messages on this page carries 17; whether others do is not known here, for they are in journal.record alone.",
  );
});

Deno.test("a page with cut bodies says so where it finds nothing", () => {
  const recorder = new RunRecorder();
  recorder.message(0, 1, "n0", "n1", { type: "gossip", text: "x".repeat(50), value: 17 });
  const page = readRun(encodeRun(inputOf(recorder), { textLength: 30, listElements: 1000, events: 400 }).payload);
  assertEquals(
    describeSpread(page, "17", spreadOf(page, parseTerms("17"))),
    "No message shown whole carries 17. 1 long bodies or values are cut here and may hold it.",
  );
  assertEquals([gapsOf(page), describeHeld(page)], [[], ""]);
});

Deno.test("heldPart() holds the surroundings of all findings that a page tells, also where they are many", () => {
  const journal = journalOf(new Array<number>(20_000).fill(3));
  const history = Array.from({ length: 60 }, (_, number) => {
    const entry = { process: number, f: "read", value: null };
    const time = (2000 + number * 250) * MS;
    return [
      { index: 2 * number, time, type: "invoke" as const, ...entry },
      { index: 2 * number + 1, time: time + 2 * MS, type: "ok" as const, ...entry },
    ];
  }).flat();
  const explanations = history.filter(({ type }) => type === "ok").map(({ index }) => ({
    ...finding,
    operations: [index],
  }));
  const { events, spans = [] } = heldPart(journal, { history, explanations, eventsMax: 8000 });
  for (const { time } of history) {
    assertEquals(spans.some(([from, to]) => from < time && time < to), true, `${time / MS} ms`);
  }
  assertEquals(events.length < 9000, true, `${events.length} events`);
});
