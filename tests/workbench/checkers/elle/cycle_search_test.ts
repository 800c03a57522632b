import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  cycleExistenceCases,
  smallestCyclicComponent,
} from "../../../../scripts/workbench/checkers/elle/cycle_existence.ts";
import { CycleSearch, Effort } from "../../../../scripts/workbench/checkers/elle/cycle_search.ts";
import { classifyCycle, CYCLE_SPECS, type CycleSpec } from "../../../../scripts/workbench/checkers/elle/cycle_specs.ts";
import { REALTIME, RW, WR, WW } from "../../../../scripts/workbench/checkers/elle/dependencies.ts";
import { GAVE_UP, PathSearch } from "../../../../scripts/workbench/checkers/elle/path_search.ts";
import { type CsrGraph, EdgeList } from "../../../../scripts/workbench/checkers/graph/csr_graph.ts";

const VERTICES = 5;
const LABELS = [WW, WR, RW, REALTIME] as const;

type Edge = readonly [from: number, to: number, label: number];

const EDGES: fc.Arbitrary<Edge[]> = fc.array(
  fc.tuple(fc.nat(VERTICES - 1), fc.nat(VERTICES - 1), fc.constantFrom(...LABELS)),
  { maxLength: 12 },
);

function graphOf(edges: readonly Edge[]): CsrGraph {
  const list = new EdgeList();
  for (const [from, to, label] of edges) if (from !== to) list.add(from, to, label);
  return list.toGraph(VERTICES);
}

/** One label an edge, the lowest. */
function withSingleLabels(graph: CsrGraph): CsrGraph {
  return { ...graph, labels: graph.labels.map((labels) => labels & -labels) };
}

/** Labels of an edge, 0 where there is none. */
function labelsOf(graph: CsrGraph, from: number, to: number): number {
  const edge = graph.targets.subarray(graph.offsets[from]!, graph.offsets[from + 1]!).indexOf(to);
  return edge < 0 ? 0 : graph.labels[graph.offsets[from]! + edge]!;
}

/** Each simple cycle once for each of its vertices, as the labels of its edges. */
function labelledCycles(graph: CsrGraph): number[][] {
  const found: number[][] = [];
  const walk = (path: readonly number[], labels: readonly number[]) => {
    for (let next = 0; next < VERTICES; next++) {
      const edge = labelsOf(graph, path.at(-1)!, next);
      for (const label of LABELS) {
        if ((edge & label) === 0) continue;
        if (next === path[0]) found.push([...labels, label]);
        else if (!path.includes(next)) walk([...path, next], [...labels, label]);
      }
    }
  };
  for (let start = 0; start < VERTICES; start++) walk([start], []);
  return found;
}

function shows(cycles: readonly number[][], spec: CycleSpec): boolean {
  return cycles.some((labels) => classifyCycle(labels) === spec.anomaly);
}

Deno.test("CycleSearch.find() finds only cycles of the kind sought", () => {
  fc.assert(fc.property(EDGES, (edges) => {
    const graph = withSingleLabels(graphOf(edges));
    for (const spec of CYCLE_SPECS) {
      const cycle = new CycleSearch(graph, new Effort(1e6)).find(spec);
      if (cycle === undefined) continue;
      assertEquals(new Set(cycle.vertices).size, cycle.vertices.length);
      cycle.vertices.forEach((from, place) => {
        const to = cycle.vertices[(place + 1) % cycle.vertices.length]!;
        assertEquals(labelsOf(graph, from, to), cycle.labels[place]);
      });
      assertEquals(classifyCycle(cycle.labels), spec.anomaly);
    }
  }));
});

Deno.test("CycleSearch.find() finds a cycle of each kind with one demand whenever there is one", () => {
  const complete = ["G0", "G1c", "G-single-item", "G2-item", "G0-realtime"];
  fc.assert(fc.property(EDGES, (edges) => {
    const graph = withSingleLabels(graphOf(edges));
    const cycles = labelledCycles(graph);
    for (const spec of CYCLE_SPECS.filter(({ anomaly }) => complete.includes(anomaly))) {
      const found = new CycleSearch(graph, new Effort(1e6)).find(spec);
      assertEquals(found !== undefined, shows(cycles, spec), spec.anomaly);
    }
  }));
});

Deno.test("CycleSearch.find() prefers a short cycle", () => {
  const edges: Edge[] = [[0, 1, RW], [1, 2, WW], [2, 3, WW], [3, 0, WW], [3, 4, RW], [4, 3, WW]];
  const spec = CYCLE_SPECS.find(({ anomaly }) => anomaly === "G-single-item")!;
  assertEquals(new CycleSearch(graphOf(edges), new Effort(1e6)).find(spec), { vertices: [3, 4], labels: [RW, WW] });
});

Deno.test("CycleSearch.find() stops when its effort is exhausted", () => {
  const effort = new Effort(1);
  const spec = CYCLE_SPECS.find(({ anomaly }) => anomaly === "G-single-item")!;
  assertEquals(new CycleSearch(graphOf([[0, 1, RW], [1, 0, WW]]), effort).find(spec), undefined);
  assertEquals(effort.exhausted, true);
});

Deno.test("CycleSearch.findAny() finds a cycle through the first vertex of a strongly connected graph", () => {
  const search = new CycleSearch(graphOf([[0, 1, RW], [1, 2, RW], [2, 0, WW], [2, 1, WW]]), new Effort(0));
  assertEquals(search.findAny(), { vertices: [0, 1, 2], labels: [RW, RW, WW] });
});

Deno.test("PathSearch.find() finds a cycle of each kind exactly when there is one", () => {
  const hashes = Int32Array.from({ length: VERTICES }, (_, vertex) => vertex);
  fc.assert(fc.property(EDGES, (edges) => {
    const graph = graphOf(edges);
    const cycles = labelledCycles(graph);
    // An edge with several labels may serve as any of them here.
    for (const spec of CYCLE_SPECS.filter(({ anomaly }) => !anomaly.endsWith("-process"))) {
      const found = new PathSearch(graph, hashes).find(spec, new Effort(1e6));
      assertEquals(found !== undefined, mayShow(cycles, spec), spec.anomaly);
    }
  }));
});

/** Elle's search for cycles with rw edges in a row takes those without two in a row for candidates as well. */
function mayShow(cycles: readonly number[][], spec: CycleSpec): boolean {
  const others = spec.antiDependencies === "adjacent" ? [spec.anomaly.replace("G2-item", "G-nonadjacent-item")] : [];
  return [spec.anomaly, ...others].some((anomaly) => cycles.some((labels) => classifyCycle(labels) === anomaly));
}

Deno.test("PathSearch.find() gives up when its effort is exhausted", () => {
  const search = new PathSearch(graphOf([[0, 1, WW], [1, 0, WW]]), Int32Array.of(0, 1, 2, 3, 4));
  assertEquals(search.find(CYCLE_SPECS.find(({ anomaly }) => anomaly === "G0")!, new Effort(1)), GAVE_UP);
});

Deno.test("smallestCyclicComponent() agrees with the cycles that there are", () => {
  fc.assert(fc.property(EDGES, fc.constantFrom(WW, WW | WR, WW | WR | REALTIME), (edges, follow) => {
    const graph = graphOf(edges);
    const cycles = labelledCycles(graph);
    const within = cycles.some((labels) => labels.every((label) => (label & follow) !== 0));
    assertEquals(smallestCyclicComponent(graph, follow, 0) > 0, within);
    // With hops: a cycle may pass a vertex twice, so a cycle found by hand must be found, not the other way round.
    const hopping = cycles.some((labels) =>
      labels.every((label, place) => (label & follow) !== 0 || (label === RW && labels.at(place - 1) !== RW)) &&
      labels.some((label) => label !== RW)
    );
    if (hopping) assertEquals(smallestCyclicComponent(graph, follow, RW) > 0, true);
  }));
});

Deno.test("smallestCyclicComponent() allows no two hops in a row", () => {
  assertEquals(smallestCyclicComponent(graphOf([[0, 1, RW], [1, 0, RW]]), WW, RW), 0);
  // Vertices between a step and its hop do not count.
  assertEquals(smallestCyclicComponent(graphOf([[0, 1, RW], [1, 0, WW]]), WW, RW), 1);
  assertEquals(smallestCyclicComponent(graphOf([[0, 1, RW], [1, 2, WW], [2, 3, RW], [3, 0, WW]]), WW, RW), 2);
});

Deno.test("cycleExistenceCases() leaves out models that fall with weaker ones", () => {
  const cases = (edges: readonly Edge[]) => cycleExistenceCases(graphOf(edges)).map(({ spec }) => spec.anomaly);
  assertEquals(cases([[0, 1, WW], [1, 0, WW]]), ["PL-1-cycle-exists"]);
  assertEquals(cases([[0, 1, WR], [1, 0, REALTIME]]), ["strong-PL-2-cycle-exists"]);
  assertEquals(cases([[0, 1, RW], [1, 0, RW]]), ["PL-2.99-cycle-exists"]);
});
