/**
 * Cycles among operations: each strongly connected component of the precedence graph gives one finding that a cycle
 * exists and one example.
 *
 * A cycle of polls and sends alone is `G1c` with `PL-2-cycle-exists`; one that needs real time is `G1c-realtime` with
 * `strong-PL-2-cycle-exists`: a message was polled before its send began.
 *
 * @module
 */
import { labelOf } from "../../findings.ts";
import type { Json } from "../../history.ts";
import { membersOfComponents, stronglyConnectedComponents } from "../graph/scc.ts";
import type { Analysis, Anomaly, FoundCycle } from "./anomaly.ts";
import { tellCycles } from "./cycle_words.ts";
import { NO_ENTRY } from "./facts.ts";
import { buildPrecedenceGraph, type PrecedenceGraph, readsOf } from "./precedence_graph.ts";

/** Example cycles that the results list, the shortest first. */
const LISTED_MAX = 8;

/** Members of a component from which an example is searched. */
const SEARCHES_MAX = 16;

/** The two kinds of cycles that can arise without an order between sends. */
const KINDS = {
  plain: {
    exists: "PL-2-cycle-exists",
    example: "G1c",
    not: "read-committed",
    subgraph: ["union", "ww", "wwp", "wr", "wrp"],
  },
  realtime: {
    exists: "strong-PL-2-cycle-exists",
    example: "G1c-realtime",
    not: "strong-read-committed",
    subgraph: ["union", "ww", "wwp", "wr", "wrp", "realtime"],
  },
} as const;

/** Finds cycles. */
export function findCycles(analysis: Analysis): Anomaly[] {
  const { observations, facts } = analysis;
  const graph = buildPrecedenceGraph(observations, facts);
  if (graph === undefined) return [emptyGraph()];
  const components = stronglyConnectedComponents(graph.offsets.length - 1, graph.offsets, graph.targets);
  const cycles = membersOfComponents(components, 2).map((members) => findCycle(analysis, graph, members));
  return (["plain", "realtime"] as const).flatMap((kind) =>
    anomaliesOf(analysis, kind, cycles.filter((cycle) => cycle.kind === kind))
  );
}

function emptyGraph(): Anomaly {
  const name = "empty-transaction-graph";
  const text = "No operation is known to precede another one: too little succeeded to judge the order of operations.";
  return {
    name,
    result: { count: 1, errs: true },
    explanations: [{ ...labelOf(name), text, operations: [] }],
  };
}

function anomaliesOf(analysis: Analysis, kind: FoundCycle["kind"], cycles: readonly FoundCycle[]): Anomaly[] {
  if (cycles.length === 0) return [];
  const { exists, example, not, subgraph } = KINDS[kind];
  const { wording } = analysis;
  const shortest = [...cycles].sort((a, b) => a.cycle.length - b.cycle.length).slice(0, LISTED_MAX);
  const told = tellCycles(analysis, example, shortest);
  const existing: Json = cycles.map(({ members }) => ({
    type: exists,
    not,
    subgraph: [...subgraph],
    "scc-size": members.length,
    scc: members.map((entry) => wording.index(entry)),
  }));
  return [
    { name: example, result: { count: cycles.length, errs: told.errs }, explanations: told.explanations },
    { name: exists, result: { count: cycles.length, errs: existing }, explanations: [] },
  ];
}

/** Finds the example of a component: without real time where that is possible. */
function findCycle(analysis: Analysis, graph: PrecedenceGraph, members: readonly number[]): FoundCycle {
  const entries = members.filter((vertex) => vertex < graph.entryCount);
  const plain = findPlainCycle(analysis, entries);
  if (plain !== undefined) return plain;
  const cycle = findEarlyPoll(analysis, entries) ?? shortestCycle(graph, members, entries.slice(0, SEARCHES_MAX));
  return { kind: "realtime", members: entries, cycle: cycle.filter((vertex) => vertex < graph.entryCount) };
}

/** A cycle of polls and sends alone, in the smallest component of that graph. */
function findPlainCycle(analysis: Analysis, entries: readonly number[]): FoundCycle | undefined {
  const graph = pollGraph(analysis, entries);
  const components = stronglyConnectedComponents(entries.length, graph.offsets, graph.targets);
  const [smallest] = membersOfComponents(components, 2).sort((a, b) => a.length - b.length);
  if (smallest === undefined) return undefined;
  const cycle = shortestCycle(graph, smallest, smallest.slice(0, SEARCHES_MAX));
  const entriesOf = (vertices: readonly number[]) => vertices.map((vertex) => entries[vertex] as number);
  return { kind: "plain", members: entriesOf(smallest), cycle: entriesOf(cycle) };
}

/** The wr edges among some entries, reversed; vertices are positions in `entries`. */
function pollGraph({ observations, facts }: Analysis, entries: readonly number[]): PrecedenceGraph {
  const vertexOf = new Map(entries.map((entry, vertex) => [entry, vertex]));
  const offsets = new Int32Array(entries.length + 1);
  const targets: number[] = [];
  entries.forEach((entry, vertex) => {
    const writers = new Set(Array.from(readsOf(observations, entry), (value) => facts.writers[value] as number));
    for (const writer of writers) {
      const target = vertexOf.get(writer);
      if (target !== undefined && target !== vertex) targets.push(target);
    }
    offsets[vertex + 1] = targets.length;
  });
  return { entryCount: entries.length, offsets, targets: Int32Array.from(targets) };
}

/** The plainest case: an ok poll that was over before the send of its message began. */
function findEarlyPoll({ observations, facts, wording }: Analysis, entries: readonly number[]): number[] | undefined {
  const { positions, partners } = observations;
  for (const poll of entries) {
    if (wording.type(poll) !== "ok") continue;
    for (const value of readsOf(observations, poll)) {
      const send = facts.writers[value] as number;
      const began = send === NO_ENTRY ? -1 : (partners[positions[send] as number] as number);
      if (began > (positions[poll] as number)) return [send, poll];
    }
  }
  return undefined;
}

/**
 * Searches breadth first for a shortest cycle through one of the starts, among vertices that are all on cycles with each
 * other. Returns it in order of precedence.
 */
function shortestCycle(
  { offsets, targets }: PrecedenceGraph,
  members: readonly number[],
  starts: readonly number[],
): readonly number[] {
  const inside = new Set(members);
  let shortest: readonly number[] = [];
  for (const start of starts) {
    const cycle = cycleThrough(start);
    if (shortest.length === 0 || cycle.length < shortest.length) shortest = cycle;
  }
  return shortest;

  function cycleThrough(start: number): readonly number[] {
    const followers = new Map<number, number>();
    const queue = [start];
    for (const vertex of queue) {
      for (let edge = offsets[vertex] as number; edge < (offsets[vertex + 1] as number); edge++) {
        const target = targets[edge] as number;
        if (target === start) return pathTo(vertex, start, followers);
        if (!inside.has(target) || followers.has(target)) continue;
        followers.set(target, vertex);
        queue.push(target);
      }
    }
    return [];
  }
}

/** Edges are reversed, so the path back from the last vertex found is in order of precedence. */
function pathTo(last: number, start: number, followers: ReadonlyMap<number, number>): readonly number[] {
  const path = [start];
  for (let vertex = last; vertex !== start; vertex = followers.get(vertex) ?? start) path.push(vertex);
  return path;
}
