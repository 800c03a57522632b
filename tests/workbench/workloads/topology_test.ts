import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";
import { TOPOLOGY_NAMES, topologyOf } from "../../../scripts/workbench/workloads/topology.ts";

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `n${index}`);
}

Deno.test("topologyOf() lays out a grid by rows: below, above, right, left", () => {
  assertEquals(topologyOf("grid", names(5)), {
    n0: ["n3", "n1"],
    n1: ["n4", "n2", "n0"],
    n2: ["n1"],
    n3: ["n0", "n4"],
    n4: ["n1", "n3"],
  });
});

Deno.test("topologyOf() gives the inner node of a full grid four neighbours", () => {
  assertEquals(topologyOf("grid", names(9)).n4, ["n7", "n1", "n5", "n3"]);
  assertEquals(topologyOf("grid", names(25)).n24, ["n19", "n23"]);
});

Deno.test("topologyOf() lays out a line: predecessor, successor", () => {
  assertEquals(topologyOf("line", names(3)), { n0: ["n1"], n1: ["n0", "n2"], n2: ["n1"] });
  assertEquals(topologyOf("line", names(2)), { n0: ["n1"], n1: ["n0"] });
});

Deno.test("topologyOf() gives an empty line when there are fewer than two nodes", () => {
  assertEquals(topologyOf("line", names(1)), {});
});

Deno.test("topologyOf() connects everybody in total, in the order of the list", () => {
  assertEquals(topologyOf("total", ["b", "a", "c"]), { b: ["a", "c"], a: ["b", "c"], c: ["b", "a"] });
});

Deno.test("topologyOf() lays out a tree as a heap: parent first, then children", () => {
  assertEquals(topologyOf("tree4", names(10)), {
    n0: ["n1", "n2", "n3", "n4"],
    n1: ["n0", "n5", "n6", "n7", "n8"],
    n2: ["n0", "n9"],
    n3: ["n0"],
    n4: ["n0"],
    n5: ["n1"],
    n6: ["n1"],
    n7: ["n1"],
    n8: ["n1"],
    n9: ["n2"],
  });
  assertEquals(topologyOf("tree3", names(5)).n1, ["n0", "n4"]);
  assertEquals(topologyOf("tree", names(7)), topologyOf("tree2", names(7)));
  assertEquals(topologyOf("tree2", names(7)).n1, ["n0", "n3", "n4"]);
});

Deno.test("topologyOf() gives a lone node no neighbours", () => {
  for (const name of ["grid", "tree", "tree2", "tree3", "tree4", "total"]) {
    assertEquals(topologyOf(name, names(1)), { n0: [] }, name);
  }
});

Deno.test("topologyOf() is symmetric for any number of nodes", () => {
  for (const name of TOPOLOGY_NAMES) {
    for (let count = 2; count <= 30; count++) {
      const topology = topologyOf(name, names(count));
      assertEquals(Object.keys(topology).length, count);
      for (const [node, neighbours] of Object.entries(topology)) {
        for (const neighbour of neighbours) {
          assertEquals(topology[neighbour]?.includes(node), true, `${name} ${count}: ${node} to ${neighbour}`);
        }
      }
    }
  }
});

Deno.test("topologyOf() throws a UsageError that lists the names when the name is unknown", () => {
  assertThrows(
    () => topologyOf("ring", names(3)),
    UsageError,
    '--topology is "ring", expected one of line, grid, tree, tree2, tree3, tree4, total',
  );
});
