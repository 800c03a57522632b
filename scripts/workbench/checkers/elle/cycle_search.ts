/**
 * Finds a cycle of a given kind in a strongly connected graph of dependencies.
 *
 * A cycle is sought from an edge that it must have (an rw edge, a wr edge, an edge of time order): breadth first from
 * the end of this edge back to its start, over pairs of a vertex and what the path still has to do. Most edges that lie
 * on no such cycle are dismissed beforehand, for their ends are in different strongly connected components of the edges
 * allowed. The effort is counted in edges and bounded, so that results do not depend on the speed of the computer.
 *
 * Paths that pass a vertex twice, each time with something else left to do, are no cycles and are given up; a longer
 * cycle from the same edge may be missed then. The tests of existence (cycle_existence.ts) miss nothing.
 *
 * @module
 */
import type { CsrGraph } from "../graph/csr_graph.ts";
import { stronglyConnectedComponents } from "../graph/scc.ts";
import type { CycleShape } from "./cycle_specs.ts";
import { PROCESS, REALTIME, RW, WR } from "./dependencies.ts";

/** A cycle: vertices in turn, and the label of the edge from each to the next, the last one back to the first. */
export interface Cycle {
  readonly vertices: readonly number[];
  readonly labels: readonly number[];
}

/** What a search may still spend, in edges looked at. */
export class Effort {
  #left: number;

  constructor(edges: number) {
    this.#left = edges;
  }

  /** Edges that are left; never below 0. */
  get left(): number {
    return Math.max(0, this.#left);
  }

  get exhausted(): boolean {
    return this.#left <= 0;
  }

  spend(edges: number): void {
    this.#left -= edges;
  }
}

/** Edges tried after a cycle was found, in the hope of a shorter one, which is easier to understand. */
const SHORTER_TRIES = 32;

/** Bits of what a path has done. */
const HOPPED_LAST = 1;
const HOPPED_TWICE = 2;
const ORDERED = 4;
const READ = 8;
const STATES = 16;
const REFUSED = -1;

/** Labels are single bits below this. */
const LABELS = 32;

/** Searches one graph, whose edges have one label each, again and again. */
export class CycleSearch {
  readonly #graph: CsrGraph;
  readonly #effort: Effort;
  /** Per vertex and state: the search that reached it last, and from where. */
  readonly #reachedBy: Int32Array;
  readonly #previous: Int32Array;
  readonly #queue: Int32Array;
  #search = 0;

  constructor(graph: CsrGraph, effort: Effort) {
    this.#graph = graph;
    this.#effort = effort;
    this.#reachedBy = new Int32Array(graph.vertexCount * STATES);
    this.#previous = new Int32Array(graph.vertexCount * STATES);
    this.#queue = new Int32Array(graph.vertexCount * STATES);
  }

  /** Finds a short cycle of this kind; undefined where there is none or the effort is exhausted before. */
  find(spec: CycleShape): Cycle | undefined {
    const { vertexCount, offsets, targets, labels } = this.#graph;
    const hops = spec.antiDependencies === "apart" || spec.antiDependencies === "adjacent";
    const components = this.#components(spec.follow | (hops ? RW : 0));
    const startLabels = startLabelsOf(spec);
    const transitions = transitionsOf(spec);
    let best: Cycle | undefined;
    let triesLeft = SHORTER_TRIES;
    for (let from = 0; from < vertexCount; from++) {
      for (let edge = offsets[from] as number; edge < (offsets[from + 1] as number); edge++) {
        if (((labels[edge] as number) & startLabels) === 0) continue;
        const to = targets[edge] as number;
        if ((components[to] as number) < (components[from] as number)) continue;
        const shorterThan = best?.vertices.length ?? Infinity;
        const found = this.#searchFrom(from, edge, { spec, transitions, components, shorterThan });
        best = found ?? best;
        if (this.#effort.exhausted) return best;
        if (best !== undefined && (best.vertices.length <= 2 || triesLeft-- === 0)) return best;
      }
    }
    return best;
  }

  /** Finds a cycle through vertex 0, of whatever kind. There is one, the graph being strongly connected. */
  findAny(): Cycle | undefined {
    const { offsets, targets } = this.#graph;
    const edge = offsets[0] as number;
    if (edge >= targets.length) return undefined;
    const anything: CycleShape = { follow: 0xff, required: [], antiDependencies: "none" };
    const components = new Int32Array(this.#graph.vertexCount);
    const transitions = transitionsOf(anything);
    const options = { spec: anything, transitions, components, shorterThan: Infinity, unlimited: true };
    return this.#searchFrom(0, edge, options);
  }

  #components(mask: number): Int32Array {
    const { vertexCount, offsets, targets, labels } = this.#graph;
    this.#effort.spend(targets.length);
    return stronglyConnectedComponents(vertexCount, offsets, targets, { labels, mask });
  }

  /** Looks for a path from the end of an edge of `from` back to `from` that makes a cycle of the kind with the edge. */
  #searchFrom(from: number, startEdge: number, options: SearchOptions): Cycle | undefined {
    const { spec, transitions, components, shorterThan } = options;
    const { offsets, targets, labels } = this.#graph;
    const to = targets[startEdge] as number;
    const start = startStateOf(spec, labels[startEdge] as number);
    if (from === to) return accepts(spec, start) ? labelCycle(this.#graph, [from]) : undefined;
    const search = ++this.#search;
    const home = components[from] as number;
    let queued = 0;
    let length = 2;
    this.#queue[queued++] = to * STATES + start;
    let levelEnd = queued;
    for (let next = 0; next < queued; next++) {
      if (next === levelEnd) {
        levelEnd = queued;
        length++;
      }
      if (length >= shorterThan) return undefined;
      const node = this.#queue[next] as number;
      const vertex = Math.floor(node / STATES);
      const state = (node % STATES) * LABELS;
      const end = offsets[vertex + 1] as number;
      this.#effort.spend(end - (offsets[vertex] as number) + 1);
      if (this.#effort.exhausted && options.unlimited !== true) return undefined;
      for (let edge = offsets[vertex] as number; edge < end; edge++) {
        const target = targets[edge] as number;
        if ((components[target] as number) < home) continue;
        const reached = transitions[state + (labels[edge] as number)] as number;
        if (reached === REFUSED) continue;
        if (target === from) {
          if (!accepts(spec, reached)) continue;
          const path = this.#path(node, to);
          if (new Set(path).size < path.length) continue;
          return labelCycle(this.#graph, [from, ...path]);
        }
        const targetNode = target * STATES + reached;
        if (target === to || this.#reachedBy[targetNode] === search) continue;
        this.#reachedBy[targetNode] = search;
        this.#previous[targetNode] = node;
        this.#queue[queued++] = targetNode;
      }
    }
    return undefined;
  }

  /** The vertices from the start of the search to a node. */
  #path(node: number, start: number): number[] {
    const path: number[] = [];
    for (let at = node;; at = this.#previous[at] as number) {
      const vertex = Math.floor(at / STATES);
      path.push(vertex);
      if (vertex === start) return path.reverse();
    }
  }
}

/** Names the edges of a cycle by their labels in the graph. */
export function labelCycle(graph: CsrGraph, vertices: readonly number[]): Cycle {
  const labels = vertices.map((vertex, place) =>
    edgeLabel(graph, vertex, vertices[(place + 1) % vertices.length] ?? vertex)
  );
  return { vertices, labels };
}

function edgeLabel({ offsets, targets, labels }: CsrGraph, from: number, to: number): number {
  for (let edge = offsets[from] as number; edge < (offsets[from + 1] as number); edge++) {
    if (targets[edge] === to) return labels[edge] as number;
  }
  throw new RangeError(`No edge from ${from} to ${to}`);
}

interface SearchOptions {
  readonly spec: CycleShape;
  readonly transitions: Int8Array;
  /** Vertices of lower components do not lead back to the start. */
  readonly components: Int32Array;
  readonly shorterThan: number;
  /** True: goes on when the effort is exhausted. */
  readonly unlimited?: boolean;
}

/** Labels of edges one of which every cycle of the kind has. */
function startLabelsOf({ antiDependencies, required, follow }: CycleShape): number {
  return antiDependencies === "none" ? required.at(-1) ?? follow : RW;
}

/** What a path has done after the edge that the search starts from. */
function startStateOf(spec: CycleShape, label: number): number {
  return label === RW ? HOPPED_LAST : step(spec, 0, label);
}

/** What a path has done after one more edge, or REFUSED: at state * LABELS + label. */
function transitionsOf(spec: CycleShape): Int8Array {
  const transitions = new Int8Array(STATES * LABELS).fill(REFUSED);
  for (let state = 0; state < STATES; state++) {
    for (let label = 1; label < LABELS; label *= 2) transitions[state * LABELS + label] = step(spec, state, label);
  }
  return transitions;
}

function step(spec: CycleShape, before: number, label: number): number {
  const state = before & ~HOPPED_LAST;
  const hoppedLast = before !== state;
  if (spec.antiDependencies === "adjacent" && label === RW) return state | HOPPED_TWICE;
  // The second edge of such a cycle is a hop like the first.
  if (spec.antiDependencies === "adjacent" && hoppedLast) return REFUSED;
  if (spec.antiDependencies === "apart" && label === RW) {
    return hoppedLast ? REFUSED : state | HOPPED_LAST | HOPPED_TWICE;
  }
  if ((label & spec.follow) === 0) return REFUSED;
  if (label === WR && spec.required.includes(WR)) return state | READ;
  if (label === PROCESS || label === REALTIME) return state | ORDERED;
  return state;
}

/** Tells whether a path that is back at its start makes a cycle of the kind. */
function accepts({ required, antiDependencies }: CycleShape, state: number): boolean {
  const several = antiDependencies === "apart" || antiDependencies === "adjacent";
  if (several && (state & HOPPED_TWICE) === 0) return false;
  // Any path that starts with a hop is back at that hop: it must not arrive with another one.
  if (antiDependencies === "apart" && (state & HOPPED_LAST) !== 0) return false;
  return required.every((label) => (state & (label === WR ? READ : ORDERED)) !== 0);
}
