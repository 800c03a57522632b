import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { membersOfComponents, stronglyConnectedComponents } from "../../../../scripts/workbench/checkers/graph/scc.ts";

type Edge = readonly [from: number, to: number];

function components(count: number, edges: readonly Edge[]): Int32Array {
  const sorted = edges.toSorted(([a], [b]) => a - b);
  const offsets = new Int32Array(count + 1);
  for (const [from] of edges) offsets[from + 1]! += 1;
  for (let vertex = 0; vertex < count; vertex++) offsets[vertex + 1]! += offsets[vertex]!;
  return stronglyConnectedComponents(count, offsets, Int32Array.from(sorted, ([, to]) => to));
}

/** Oracle: Warshall's transitive closure. */
function reachability(count: number, edges: readonly Edge[]): boolean[][] {
  const reach = Array.from({ length: count }, (_, from) => Array.from({ length: count }, (_, to) => from === to));
  for (const [from, to] of edges) reach[from]![to] = true;
  for (let via = 0; via < count; via++) {
    for (let from = 0; from < count; from++) {
      for (let to = 0; to < count; to++) reach[from]![to] ||= reach[from]![via]! && reach[via]![to]!;
    }
  }
  return reach;
}

Deno.test("stronglyConnectedComponents() gives an empty graph no components", () => {
  assertEquals(components(0, []), new Int32Array());
});

Deno.test("stronglyConnectedComponents() separates vertices of an acyclic graph, targets first", () => {
  assertEquals([...components(3, [[0, 1], [1, 2]])], [2, 1, 0]);
});

Deno.test("stronglyConnectedComponents() joins a cycle and leaves its tail out", () => {
  assertEquals([...components(4, [[0, 1], [1, 2], [2, 0], [2, 3]])], [1, 1, 1, 0]);
});

Deno.test("stronglyConnectedComponents() survives a cycle of 300000 vertices", () => {
  const count = 300_000;
  const offsets = Int32Array.from({ length: count + 1 }, (_, vertex) => vertex);
  const targets = Int32Array.from({ length: count }, (_, vertex) => (vertex + 1) % count);
  assertEquals(stronglyConnectedComponents(count, offsets, targets).every((component) => component === 0), true);
});

Deno.test("stronglyConnectedComponents() agrees with mutual reachability on random graphs", () => {
  const graph = fc.integer({ min: 1, max: 9 }).chain((count) =>
    fc.tuple(
      fc.constant(count),
      fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 20 }),
    )
  );
  fc.assert(fc.property(graph, ([count, edges]) => {
    const found = components(count, edges);
    const reach = reachability(count, edges);
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        assertEquals(found[a] === found[b], reach[a]![b]! && reach[b]![a]!);
        if (reach[a]![b]! && found[a] !== found[b]) assertEquals(found[a]! > found[b]!, true);
      }
    }
  }));
});

Deno.test("stronglyConnectedComponents() follows only edges with a label of the mask", () => {
  const offsets = Int32Array.of(0, 1, 2);
  const targets = Int32Array.of(1, 0);
  const labels = Uint8Array.of(1, 2);
  assertEquals([...stronglyConnectedComponents(2, offsets, targets, { labels, mask: 1 })], [1, 0]);
  assertEquals([...stronglyConnectedComponents(2, offsets, targets, { labels, mask: 3 })], [0, 0]);
});

Deno.test("membersOfComponents() lists components of the given size by their first vertex", () => {
  assertEquals(membersOfComponents(Int32Array.of(2, 0, 1, 0, 2), 2), [[0, 4], [1, 3]]);
});
