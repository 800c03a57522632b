import { assert, assertEquals } from "@std/assert";
import { EVENT_FORM } from "../../../scripts/workbench/net/event_form.ts";
import { eventText, type Journal, type JournalEvent } from "../../../scripts/workbench/net/journal.ts";
import { Random } from "../../../scripts/workbench/random.ts";
import { gapsOf } from "../../../scripts/workbench/report/client/held.js";
import { bodyText, type Run } from "../../../scripts/workbench/report/client/run.js";
import { spreadOf } from "../../../scripts/workbench/report/client/follow.js";
import { parseTerms } from "../../../scripts/workbench/recording/terms.js";
import { withWindow } from "../../../scripts/workbench/report/client/window.js";
import { PAGE_LIMITS } from "../../../scripts/workbench/report/encode/encode_run.ts";
import { encodeWindow } from "../../../scripts/workbench/report/encode/encode_window.ts";
import { RecordList } from "../../../scripts/workbench/record_list.ts";
import { journalWindow } from "../../../scripts/workbench/report/serve/journal_window.ts";
import { decoded } from "./decode.ts";
import { broadcastRun, renumbered } from "./synthetic_runs.ts";

const MS = 1e6;

/** A run of some seconds. */
function numberedRun() {
  return renumbered(broadcastRun({ nodes: 5, operations: 300, rate: 30, lostValue: 17 }));
}

/** The journal in blocks, as it is stored, of which a window unpacks few. */
function inBlocks(events: readonly JournalEvent[]): Journal {
  const journal = new RecordList({ form: EVENT_FORM, blockLength: 64 });
  for (const event of events) journal.push(event);
  journal.flush();
  return journal;
}

/** The events of the messages that have one in a span, by looking at all. */
function eventsAround(journal: readonly JournalEvent[], fromNs: number, toNs: number): JournalEvent[] {
  const inside = new Set(
    journal.filter(({ time }) => fromNs <= time && time <= toNs).map(({ message }) => message.id),
  );
  return journal.filter(({ message }) => inside.has(message.id));
}

Deno.test("journalWindow() finds the messages of any span, whole, as a search through the file does", () => {
  const { journal } = numberedRun();
  const random = new Random(5);
  const spans = [[-1e9, 1e12], [-5, -1], [9e13, 9e14], [journal[7]?.time ?? 0, journal[7]?.time ?? 0]];
  for (let count = 0; count < 60; count++) {
    const fromNs = random.integer(0, 12_000) * MS;
    spans.push([fromNs, fromNs + random.integer(0, 900) * MS]);
  }
  for (const stored of [journal, inBlocks(journal)]) {
    for (const [fromNs = 0, toNs = 0] of spans) {
      const window = journalWindow(stored, { fromNs, toNs, eventsMax: 100_000 });
      assertEquals(
        window.events.map(eventText),
        eventsAround(journal, fromNs, toNs).map(eventText),
        `${fromNs} to ${toNs}`,
      );
      assertEquals(window.toNs, toNs);
    }
  }
});

Deno.test("journalWindow() ends before the moment that does not fit", () => {
  const { journal } = numberedRun();
  const { events, toNs } = journalWindow(journal, { fromNs: 0, toNs: 1e12, eventsMax: 50 });
  const cut = journal[50]?.time ?? 0;
  assertEquals(toNs, cut - 1);
  assertEquals(events, eventsAround(journal, 0, cut - 1));
});

/** Everything about the messages of a run, in words that do not depend on how names and texts are numbered. */
function messagesOf(run: Run) {
  const { messages, payload } = run;
  return Array.from({ length: messages.count }, (_, row) => ({
    id: messages.id[row],
    way: [messages.src[row] ?? 0, messages.dest[row] ?? 0].map((participant) => payload.participants[participant]),
    times: [messages.sent[row], messages.took[row]],
    fate: [messages.fate[row], messages.late[row], messages.copy[row]],
    reason: messages.fate[row] === 1 ? payload.lossReasons[messages.reason[row] ?? 0] : undefined,
    body: bodyText(run, row),
    call: messages.call[row],
  }));
}

Deno.test("withWindow() makes of a part of a run, window by window, what the page of the whole run holds", () => {
  const input = numberedRun();
  const whole = decoded(input);
  const part = decoded(input, { ...PAGE_LIMITS, events: 600 });
  assert(part.messages.count < whole.messages.count / 2, "most of the run is left out");
  let run = part;
  const stored = inBlocks(input.journal);
  for (let count = 0; gapsOf(run).length > 0; count++) {
    assert(count < 50, "each window fills a part of a gap");
    const gap = gapsOf(run)[count % gapsOf(run).length];
    const [fromUs, toUs] = [Math.floor(gap?.from ?? 0), Math.ceil(gap?.to ?? 0)];
    const window = journalWindow(stored, { fromNs: fromUs * 1000, toNs: toUs * 1000 + 999, eventsMax: 300 });
    const span = { fromUs, toUs: Math.floor((window.toNs + 1) / 1000) - 1, nodes: input.nodes };
    const before = run;
    const next = withWindow(before, JSON.parse(JSON.stringify(encodeWindow(window.events, span))));
    before.messages.id.forEach((id, row) => assertEquals(next.run.messages.id[next.rowOf[row] ?? -1], id));
    run = next.run;
  }
  assertEquals(messagesOf(run), messagesOf(whole));
  assertEquals(run.events.toSorted(), whole.events.toSorted());
  for (const value of ["3", "17", "60", "131"]) {
    assertEquals(spreadOf(run, parseTerms(value)), spreadOf(whole, parseTerms(value)), value);
  }
});
