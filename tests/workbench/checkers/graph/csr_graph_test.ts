import { assertEquals } from "@std/assert";
import { type CsrGraph, EdgeList, subgraph } from "../../../../scripts/workbench/checkers/graph/csr_graph.ts";

function graphOf(vertexCount: number, edges: readonly (readonly [number, number, number])[]): CsrGraph {
  const list = new EdgeList();
  for (const [from, to, label] of edges) list.add(from, to, label);
  return list.toGraph(vertexCount);
}

Deno.test("EdgeList.toGraph() joins the labels of parallel edges and keeps the order of successors", () => {
  const graph = graphOf(3, [[0, 2, 1], [0, 1, 1], [0, 2, 4], [1, 0, 2]]);
  assertEquals([...graph.offsets], [0, 2, 3, 3]);
  assertEquals([...graph.targets], [2, 1, 0]);
  assertEquals([...graph.labels], [5, 1, 2]);
});

Deno.test("EdgeList.toGraph() holds more edges than its first allocation", () => {
  const list = new EdgeList();
  for (let vertex = 0; vertex < 5_000; vertex++) list.add(vertex, 0, 1);
  assertEquals(list.toGraph(5_000).offsets[5_000], 5_000);
});

Deno.test("EdgeList.truncate() takes back the edges added last", () => {
  const list = new EdgeList();
  list.add(0, 1, 1);
  list.add(1, 0, 1);
  list.truncate(1);
  assertEquals(list.count, 1);
  assertEquals([...list.toGraph(2).targets], [1]);
});

Deno.test("subgraph() renumbers the chosen vertices and drops edges that leave them", () => {
  const scratch = new Int32Array(4).fill(-1);
  const part = subgraph(graphOf(4, [[0, 3, 1], [3, 1, 2], [1, 2, 1]]), [1, 3], scratch);
  assertEquals([...part.offsets], [0, 0, 1]);
  assertEquals([...part.targets], [0]);
  assertEquals([...part.labels], [2]);
  assertEquals([...scratch], [-1, -1, -1, -1]);
});
