import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { staleLines } from "../../../scripts/workbench/cli/stale_lines.ts";
import type { Operation } from "../../../scripts/workbench/history.ts";
import type { StaleReply } from "../../../scripts/workbench/services/participants.ts";

/** An operation at a node: from when to when, or to the end of the run. */
interface Span {
  readonly node: string;
  readonly from: number;
  readonly to: number | undefined;
}

/** A history with one process for each span, ordered by time. */
function historyOf(spans: readonly Span[]): Operation[] {
  const entries = spans.flatMap(({ node, from, to }, process) => [
    { process, type: "invoke" as const, time: from, node },
    ...(to === undefined ? [] : [{ process, type: "ok" as const, time: to, node }]),
  ]);
  return entries.sort((a, b) => a.time - b.time).map((entry, index) => ({ index, f: "read", value: null, ...entry }));
}

function replyAt(time: number, client: string): StaleReply {
  return { time, service: "seq-kv", client, request: "read", staleness: 2, ageNs: 1_500_000 };
}

Deno.test("staleLines() names the operations that the node worked on, from their first to their last moment", () => {
  const history = historyOf([
    { node: "n0", from: 0, to: 10 },
    { node: "n0", from: 10, to: 20 },
    { node: "n1", from: 5, to: undefined },
  ]);
  assertEquals(staleLines(history, [replyAt(10, "n0")]), [
    { time: 10, service: "seq-kv", node: "n0", request: "read", changes: 2, "age-ms": 1.5, operations: [0, 3] },
  ]);
  const operations = [replyAt(4, "n1"), replyAt(21, "n0"), replyAt(99, "n1")];
  assertEquals(staleLines(history, operations).map((line) => (line as { operations: number[] }).operations), [
    [],
    [],
    [1],
  ]);
});

Deno.test("staleLines() finds the operations that a search through all of them finds", () => {
  const node = fc.constantFrom("n0", "n1");
  const span = fc.record({ node, from: fc.nat(30), length: fc.option(fc.nat(10), { nil: undefined }) })
    .map(({ node, from, length }): Span => ({ node, from, to: length === undefined ? undefined : from + 1 + length }));
  const replies = fc.array(fc.tuple(fc.nat(45), node)).map((list) => list.sort(([a], [b]) => a - b));
  fc.assert(fc.property(fc.array(span), replies, (spans, asked) => {
    const history = historyOf(spans);
    const lines = staleLines(history, asked.map(([time, client]) => replyAt(time, client)));
    const expected = asked.map(([time, client]) =>
      history.filter(({ type, process, ...invocation }) =>
        type === "invoke" && invocation.node === client && invocation.time <= time &&
        (spans[Number(process)]?.to ?? Infinity) >= time
      ).map(({ index }) => index)
    );
    assertEquals(lines.map((line) => (line as { operations: number[] }).operations), expected);
  }));
});
