import { assertEquals } from "@std/assert";
import type { Json, Operation } from "../../../scripts/workbench/history.ts";
import { faultsOf } from "../../../scripts/workbench/recording/fault_windows.ts";

function nemesis(entries: readonly [time: number, f: string, value: Json][]): Operation[] {
  return entries.map(([time, f, value], index) => ({ index, time, process: "nemesis", type: "info", f, value }));
}

Deno.test("faultsOf() takes a partition from what was done to the first entry that ends it", () => {
  const faults = faultsOf(nemesis([
    [10, "start-partition", "one"],
    [12, "start-partition", ["isolated", { n1: ["n2", "n3"], n2: ["n1"] }]],
    [50, "stop-partition", null],
    [51, "stop-partition", "network-healed"],
  ]));
  assertEquals(faults.map(({ kind, fromNs, toNs }) => [kind, fromNs, toNs]), [["partition", 12, 50]]);
  assertEquals(faults[0]?.cuts, [["n1", "n2"], ["n1", "n3"], ["n2", "n1"]]);
});

Deno.test("faultsOf() ends a fault that is never undone with the run", () => {
  const faults = faultsOf([
    ...nemesis([[10, "start-kill", ["n1"]]]),
    { index: 1, time: 90, process: 0, type: "invoke", f: "read", value: null },
  ]);
  assertEquals(faults.map(({ kind, fromNs, toNs }) => [kind, fromNs, toNs]), [["kill", 10, 90]]);
});

Deno.test("faultsOf() keeps two faults of a kind apart when the second begins before the first ends", () => {
  const faults = faultsOf(nemesis([
    [10, "start-partition", ["isolated", { n1: ["n2"] }]],
    [20, "start-partition", ["isolated", { n2: ["n1"] }]],
    [30, "stop-partition", "network-healed"],
  ]));
  assertEquals(faults.map(({ fromNs, toNs }) => [fromNs, toNs]), [[10, 20], [20, 30]]);
});

Deno.test("faultsOf() understands the names of the original's process faults", () => {
  const faults = faultsOf(
    nemesis([[1, "kill", ["n1"]], [5, "start", ["n1"]], [6, "pause", ["n2"]], [8, "resume", ["n2"]]]),
  );
  assertEquals(faults.map(({ kind, fromNs, toNs }) => [kind, fromNs, toNs]), [["kill", 1, 5], ["pause", 6, 8]]);
});

Deno.test("faultsOf() takes odd values as faults without cuts", () => {
  const faults = faultsOf(nemesis([[1, "start-partition", ["isolated", "everybody"]], [2, "stop-partition", null]]));
  assertEquals(faults.map(({ cuts, detail }) => [cuts, detail]), [[[], '["isolated","everybody"]']]);
});

Deno.test("faultsOf() tells which nodes are down and which links are held", () => {
  const faults = faultsOf(nemesis([
    [1, "kill", "one"],
    [1, "kill", { n1: "killed" }],
    [2, "start-hold", { links: [["n1", "n2"]] }],
    [3, "start-clock", { "offsets-ms": { n3: 5 } }],
    [4, "start-loss", { probability: 0.5 }],
    [9, "start", { n1: "started" }],
  ]));
  assertEquals(faults.map(({ kind, nodes, cuts }) => [kind, nodes, cuts]), [
    ["kill", ["n1"], []],
    ["hold", [], [["n2", "n1"]]],
    ["clock", ["n3"], []],
    ["loss", [], []],
  ]);
});
