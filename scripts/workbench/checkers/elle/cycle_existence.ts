/**
 * Tells which consistency models a strongly connected graph of dependencies rules out, without looking for a particular
 * cycle: linear in vertices and edges for each model.
 *
 * @module
 */
import { type CsrGraph, EdgeList } from "../graph/csr_graph.ts";
import { stronglyConnectedComponents } from "../graph/scc.ts";
import { modelsRuledOutWith } from "./consistency_models.ts";
import { EXISTENCE_SPECS, type ExistenceSpec } from "./cycle_specs.ts";

/** A model that a graph rules out. */
export interface CycleExists {
  readonly spec: ExistenceSpec;
  /** Vertices of the smallest component with a cycle. */
  readonly size: number;
}

/** Lists the models that the graph rules out; those that fall with a weaker one are left out. */
export function cycleExistenceCases(graph: CsrGraph): CycleExists[] {
  let present = 0;
  for (const label of graph.labels) present |= label;
  const sizes = new Map<string, number>();
  const cases: CycleExists[] = [];
  let ruledOut = new Set<string>();
  for (const spec of EXISTENCE_SPECS) {
    if (ruledOut.has(spec.model)) continue;
    // Models whose graphs differ only in labels that do not occur share the answer.
    const follow = spec.follow & present;
    const hop = spec.hop & present;
    const id = `${follow}/${hop}`;
    const size = sizes.get(id) ?? smallestCyclicComponent(graph, follow, hop);
    sizes.set(id, size);
    if (size === 0) continue;
    cases.push({ spec, size });
    ruledOut = ruledOut.union(modelsRuledOutWith([spec.model]));
  }
  return cases;
}

/**
 * Finds the smallest strongly connected component with a cycle.
 *
 * @param follow Labels of edges to follow at any time.
 * @param hop Labels of edges to follow directly after one of the former only; 0 for none.
 * @returns Its number of vertices, 0 where there is no cycle.
 */
export function smallestCyclicComponent(graph: CsrGraph, follow: number, hop: number): number {
  const sizes = hop === 0 ? cyclicComponentSizes(graph, follow) : cyclicHopComponentSizes(graph, follow, hop);
  let smallest = 0;
  for (const size of sizes.values()) if (smallest === 0 || size < smallest) smallest = size;
  return smallest;
}

/** Sizes of the components with a cycle; a single vertex counts when an edge leads from it to itself. */
function cyclicComponentSizes(graph: CsrGraph, mask: number): Map<number, number> {
  const { vertexCount, offsets, targets, labels } = graph;
  const components = stronglyConnectedComponents(vertexCount, offsets, targets, { labels, mask });
  const cyclic = new Set<number>();
  forEachEdge(graph, mask, (from, to) => {
    if (components[from] === components[to]) cyclic.add(components[from] as number);
  });
  const sizes = new Map<number, number>();
  for (const component of components) {
    if (cyclic.has(component)) sizes.set(component, (sizes.get(component) ?? 0) + 1);
  }
  return sizes;
}

/**
 * The same where some edges are hops. Each vertex is doubled: reached by an edge to follow (v), or by a hop (v + n),
 * from where no second hop is allowed. A vertex counts once, and only where a cycle can be between two strides there,
 * a stride being one edge to follow and perhaps a hop.
 */
function cyclicHopComponentSizes(graph: CsrGraph, follow: number, hop: number): Map<number, number> {
  const count = graph.vertexCount;
  const doubled = new EdgeList();
  forEachEdge(graph, follow, (from, to) => {
    doubled.add(from, to, follow);
    doubled.add(from + count, to, follow);
  });
  forEachEdge(graph, hop, (from, to) => doubled.add(from, to + count, hop));
  const product = doubled.toGraph(2 * count);
  const components = stronglyConnectedComponents(2 * count, product.offsets, product.targets);
  const members = new Map<number, Set<number>>();
  forEachEdge(product, follow, (from, to) => {
    const component = components[from] as number;
    if (component !== components[to]) return;
    const known = members.get(component);
    if (known === undefined) members.set(component, new Set([from % count]));
    else known.add(from % count);
  });
  return new Map([...members].map(([component, vertices]) => [component, vertices.size]));
}

function forEachEdge(graph: CsrGraph, mask: number, visit: (from: number, to: number) => void): void {
  const { vertexCount, offsets, targets, labels } = graph;
  for (let from = 0; from < vertexCount; from++) {
    for (let edge = offsets[from] as number; edge < (offsets[from + 1] as number); edge++) {
      if (((labels[edge] as number) & mask) !== 0) visit(from, targets[edge] as number);
    }
  }
}
