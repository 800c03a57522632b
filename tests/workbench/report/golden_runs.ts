/**
 * The recorded real runs of tests/fixtures/golden/net as input of a report.
 *
 * @module
 */
import { broadcast } from "../../../scripts/workbench/workloads/broadcast.ts";
import { gunzipSync } from "node:zlib";
import type { History } from "../../../scripts/workbench/history.ts";
import type { JournalEvent } from "../../../scripts/workbench/net/journal.ts";
import type { ReportInput, ReportResults } from "../../../scripts/workbench/report/report_input.ts";

const FOLDER = new URL("../../fixtures/golden/net/", import.meta.url);

/** A recorded broadcast run; its journal is cut after 3,000 events. */
export function goldenRun(name: "broadcast-plain" | "broadcast-partition"): ReportInput {
  const history = readLines(`${name}-history.jsonl.gz`) as History;
  const journal = alignTime(readLines(`${name}-journal.jsonl.gz`) as JournalEvent[], history);
  const results = JSON.parse(Deno.readTextFileSync(new URL(`${name}-results.json`, FOLDER))) as ReportResults;
  return {
    title: `Recorded run ${name}`,
    workload: broadcast,
    options: { "node-count": 5, rate: 10, "time-limit": 20, seed: 1 },
    results,
    explanations: [],
    history,
    journal,
    nodes: ["n0", "n1", "n2", "n3", "n4"],
    reproduce: "maelstrom test -w broadcast --bin gossip --node-count 5 --time-limit 20 --rate 10",
  };
}

function readLines(file: string): unknown[] {
  const text = new TextDecoder().decode(gunzipSync(Deno.readFileSync(new URL(file, FOLDER))));
  return text.trim().split("\n").map((line) => JSON.parse(line));
}

/** The original's journal has a clock of its own; no broadcast can be sent before it is invoked. */
function alignTime(journal: readonly JournalEvent[], history: History): JournalEvent[] {
  const invoked = new Map(
    history.filter(({ f, type }) => f === "broadcast" && type === "invoke").map((o) => [o.value, o.time]),
  );
  const gaps = journal.filter(({ type, message }) => type === "send" && message.body.type === "broadcast").map((
    event,
  ) => event.time - (invoked.get(event.message.body.message ?? null) ?? 0));
  const offset = Math.min(...gaps);
  return journal.map((event) => ({ ...event, time: event.time - offset }));
}
