import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type CsrGraph, EdgeList, subgraph } from "../../../../scripts/workbench/checkers/graph/csr_graph.ts";
import { membersOfComponents, stronglyConnectedComponents } from "../../../../scripts/workbench/checkers/graph/scc.ts";

function graphOf(vertexCount: number, edges: readonly (readonly [number, number, number?])[]): CsrGraph {
  const list = new EdgeList();
  for (const [from, to, label] of edges) list.add(from, to, label ?? 1);
  return list.toGraph(vertexCount);
}

Deno.test("stronglyConnectedComponents() separates two cycles joined by one edge", () => {
  const graph = graphOf(5, [[0, 1], [1, 0], [1, 2], [2, 3], [3, 4], [4, 2]]);
  assertEquals(membersOfComponents(stronglyConnectedComponents(graph), 2), [[0, 1], [2, 3, 4]]);
});

Deno.test("stronglyConnectedComponents() numbers components so that edges lead to smaller numbers", () => {
  const { componentOf } = stronglyConnectedComponents(graphOf(3, [[2, 1], [1, 0]]));
  assertEquals([...componentOf], [0, 1, 2]);
});

Deno.test("stronglyConnectedComponents() follows only edges with a label of the mask", () => {
  const graph = graphOf(2, [[0, 1, 1], [1, 0, 2]]);
  assertEquals(membersOfComponents(stronglyConnectedComponents(graph, 1), 2), []);
  assertEquals(membersOfComponents(stronglyConnectedComponents(graph, 3), 2), [[0, 1]]);
});

Deno.test("stronglyConnectedComponents() survives a cycle of 200,000 vertices", () => {
  const list = new EdgeList();
  for (let vertex = 0; vertex < 200_000; vertex++) list.add(vertex, (vertex + 1) % 200_000, 1);
  assertEquals(stronglyConnectedComponents(list.toGraph(200_000)).count, 1);
});

Deno.test("stronglyConnectedComponents() agrees with mutual reachability on random graphs", () => {
  const edge = fc.tuple(fc.nat(7), fc.nat(7));
  fc.assert(fc.property(fc.array(edge, { maxLength: 20 }), (edges) => {
    const reaches = Array.from({ length: 8 }, (_, row) => Array.from({ length: 8 }, (_, column) => row === column));
    for (const [from, to] of edges) reaches[from]![to] = true;
    for (let via = 0; via < 8; via++) {
      for (let from = 0; from < 8; from++) {
        for (let to = 0; to < 8; to++) reaches[from]![to] ||= reaches[from]![via]! && reaches[via]![to]!;
      }
    }
    const { componentOf } = stronglyConnectedComponents(graphOf(8, edges));
    for (let a = 0; a < 8; a++) {
      for (let b = 0; b < 8; b++) {
        assertEquals(componentOf[a] === componentOf[b], reaches[a]![b]! && reaches[b]![a]!);
      }
    }
  }));
});

Deno.test("EdgeList.toGraph() joins the labels of parallel edges and keeps the order of successors", () => {
  const graph = graphOf(3, [[0, 2, 1], [0, 1, 1], [0, 2, 4], [1, 0, 2]]);
  assertEquals([...graph.offsets], [0, 2, 3, 3]);
  assertEquals([...graph.targets], [2, 1, 0]);
  assertEquals([...graph.labels], [5, 1, 2]);
});

Deno.test("subgraph() renumbers the chosen vertices and drops edges that leave them", () => {
  const scratch = new Int32Array(4).fill(-1);
  const part = subgraph(graphOf(4, [[0, 3], [3, 1], [1, 2]]), [1, 3], scratch);
  assertEquals([...part.offsets], [0, 0, 1]);
  assertEquals([...part.targets], [0]);
  assertEquals([...scratch], [-1, -1, -1, -1]);
});
