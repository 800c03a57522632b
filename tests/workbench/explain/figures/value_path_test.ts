import { assertEquals } from "@std/assert";
import { knowledgeOf } from "../../../../scripts/workbench/explain/figures/knowledge.ts";
import { trafficOf } from "../../../../scripts/workbench/explain/figures/traffic.ts";
import { ValueMarks } from "../../../../scripts/workbench/explain/figures/value_marks.ts";
import { PathFinder } from "../../../../scripts/workbench/explain/figures/value_path.ts";
import type { JournalEvent } from "../../../../scripts/workbench/net/journal.ts";
import type { FaultWindow } from "../../../../scripts/workbench/recording/fault_windows.ts";

const MS = 1e6;

/** One message with value 7: when it was sent, when it arrived (undefined: lost to a partition), and its ends. */
type Flight = readonly [sentMs: number, receivedMs: number | undefined, ends: string];

/** The segments of the value's way to a node: from, to, part, node, and the fault that held it up. */
function segmentsTo(node: string, flights: readonly Flight[], faults: readonly FaultWindow[] = []) {
  const invoked = { index: 0, time: 0, process: 0, type: "invoke", f: "broadcast", value: 7 } as const;
  const events = flights.flatMap(([sentMs, receivedMs, ends], id) => {
    const [src = "", dest = ""] = ends.split(" ");
    const message = { id, src, dest, body: { type: src === "c1" ? "broadcast" : "tell", message: 7 } };
    return [
      { atMs: sentMs, type: "send" as const, message },
      receivedMs === undefined
        ? { atMs: sentMs + 1, type: "drop" as const, message, reason: "partition" as const }
        : { atMs: receivedMs, type: "recv" as const, message },
    ];
  }).toSorted((a, b) => a.atMs - b.atMs);
  const marks = new ValueMarks([invoked], { valueKind: "element" });
  const traffic = trafficOf(
    events.map(({ atMs, ...event }, id): JournalEvent => ({ id, time: atMs * MS, ...event })),
    marks,
  );
  const knowledge = knowledgeOf({
    ...{ traffic, faults, services: new Set<string>() },
    ...{ valueCount: 1, placeCount: marks.placeCount },
  });
  const speed = { latencyMs: 100, distribution: "constant" as const, jitterMs: 0, slackNs: 0 };
  const path = new PathFinder({ traffic, knowledge, faults, speed }).find(0, traffic.names.indexOf(node));
  return path?.segments.map(({ fromNs, toNs, part, node, fault }) => [
    ...[fromNs / MS, toNs / MS, part, traffic.names[node]],
    ...(fault === undefined ? [] : [fault]),
  ]);
}

function pause(node: string, fromMs: number, toMs: number): FaultWindow {
  return {
    ...{ kind: "pause", fromNs: fromMs * MS, toNs: toMs * MS, hasEnded: true, detail: "", cuts: [], nodes: [node] },
    ...{ losesMemory: false, concernsAll: false },
  };
}

Deno.test("PathFinder.find() cuts the way of a value into waiting in each node, the way, and being late", () => {
  const flights: Flight[] = [[0, 0, "c1 n0"], [480, 580, "n0 n1"], [580, 730, "n1 n2"]];
  assertEquals(segmentsTo("n2", flights), [
    [0, 480, "first-node", "n0"],
    [480, 580, "way", "n1"],
    [580, 580, "later-nodes", "n1"],
    [580, 680, "way", "n2"],
    [680, 730, "line", "n2"],
    [730, Infinity, "held", "n2"],
  ]);
  assertEquals(segmentsTo("n3", flights), undefined);
});

Deno.test("PathFinder.find() puts the time from a lost message to the one that repaired it to the fault", () => {
  const flights: Flight[] = [[0, 0, "c1 n0"], [10, undefined, "n0 n1"], [900, 1000, "n0 n1"]];
  assertEquals(segmentsTo("n1", flights), [
    [0, 10, "first-node", "n0"],
    [10, 900, "fault", "n0", "partition"],
    [900, 1000, "way", "n1"],
    [1000, Infinity, "held", "n1"],
  ]);
});

Deno.test("PathFinder.find() puts the time in which a node is paused to the fault", () => {
  const flights: Flight[] = [[0, 0, "c1 n0"], [300, 400, "n0 n1"]];
  assertEquals(segmentsTo("n1", flights, [pause("n0", 100, 250)]), [
    [0, 100, "first-node", "n0"],
    [100, 250, "fault", "n0", "pause"],
    [250, 300, "first-node", "n0"],
    [300, 400, "way", "n1"],
    [400, Infinity, "held", "n1"],
  ]);
});
