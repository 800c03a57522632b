import { assertEquals } from "@std/assert";
import type { Json, Operation } from "../../../scripts/workbench/history.ts";
import { faultWindowsOf } from "../../../scripts/workbench/recording/fault_windows.ts";

function nemesis(entries: readonly [time: number, f: string, value: Json][]): Operation[] {
  return entries.map(([time, f, value], index) => ({ index, time, process: "nemesis", type: "info", f, value }));
}

Deno.test("faultWindowsOf() takes a partition from what was done to the first entry that ends it", () => {
  const faults = faultWindowsOf(nemesis([
    [10, "start-partition", "one"],
    [12, "start-partition", ["isolated", { n1: ["n2", "n3"], n2: ["n1"] }]],
    [50, "stop-partition", null],
    [51, "stop-partition", "network-healed"],
  ]));
  assertEquals(faults.map(({ kind, fromNs, toNs }) => [kind, fromNs, toNs]), [["partition", 12, 50]]);
  assertEquals(faults[0]?.cuts, [["n1", "n2"], ["n1", "n3"], ["n2", "n1"]]);
});

Deno.test("faultWindowsOf() ends a fault that is never undone with the run", () => {
  const faults = faultWindowsOf([
    ...nemesis([[10, "start-kill", ["n1"]]]),
    { index: 1, time: 90, process: 0, type: "invoke", f: "read", value: null },
  ]);
  assertEquals(faults.map(({ kind, fromNs, toNs }) => [kind, fromNs, toNs]), [["kill", 10, 90]]);
});

Deno.test("faultWindowsOf() lets a fault last beyond the end of another one of its kind, by what the outcome still has", () => {
  const kills = faultWindowsOf(nemesis([
    [1, "kill", { n1: "killed", n2: "killed" }],
    [3, "kill", { n2: "killed", n3: "killed" }],
    [5, "start", "all"],
    [5, "start", { n1: "started", n2: "killed", n3: "killed" }],
    [9, "start", "all"],
    [9, "start", { n1: "already-running", n2: "started", n3: "started" }],
  ]));
  assertEquals(kills.map(({ nodes, fromNs, toNs }) => [nodes, fromNs, toNs]), [
    [["n1"], 1, 5],
    [["n2"], 1, 9],
    [["n2", "n3"], 3, 9],
  ]);
  const cuts = faultWindowsOf(nemesis([
    [10, "start-partition", ["isolated", { n1: ["n2"] }]],
    [20, "start-partition", ["isolated", { n2: ["n1"] }]],
    [30, "stop-partition", null],
    [30, "stop-partition", ["isolated", { n2: ["n1"] }]],
    [40, "stop-partition", "network-healed"],
  ]));
  assertEquals(cuts.map(({ cuts, fromNs, toNs }) => [cuts, fromNs, toNs]), [
    [[["n1", "n2"]], 10, 30],
    [[["n2", "n1"]], 20, 40],
  ]);
});

Deno.test("faultWindowsOf() lets a clock that has jumped be wrong to the end of the run", () => {
  const faults = faultWindowsOf(nemesis([
    [1, "start-clock", "jump"],
    [1, "start-clock", { "offsets-ms": { n0: 70 } }],
    [2, "start-clock", "skew"],
    [2, "start-clock", { "offsets-ms": { n1: 5 } }],
    [4, "stop-clock", null],
    [4, "stop-clock", { "offsets-ms": { n0: 70, n1: 0 } }],
    [9, "stop-partition", "network-healed"],
  ]));
  assertEquals(faults.map(({ nodes, fromNs, toNs }) => [nodes, fromNs, toNs]), [[["n0"], 1, 9], [["n1"], 2, 4]]);
});

Deno.test("faultWindowsOf() ends the first of several faults that concern all messages", () => {
  const faults = faultWindowsOf(nemesis([
    [1, "start-slow", { factor: 2 }],
    [2, "start-slow", { factor: 3 }],
    [4, "stop-slow", { factor: 3 }],
    [8, "stop-slow", { factor: 1 }],
  ]));
  assertEquals(faults.map(({ fromNs, toNs, concernsAll }) => [fromNs, toNs, concernsAll]), [[1, 4, true], [
    2,
    8,
    true,
  ]]);
});

Deno.test("faultWindowsOf() knows a fault that was done to nobody from one that was done to all messages", () => {
  const faults = faultWindowsOf(
    nemesis([[1, "kill", "minority"], [1, "kill", {}], [2, "start-loss", { probability: 0.1 }]]),
  );
  assertEquals(faults.map(({ concernsAll, losesMemory }) => [concernsAll, losesMemory]), [[false, true], [
    true,
    false,
  ]]);
});

Deno.test("faultWindowsOf() understands the names of the original's process faults", () => {
  const faults = faultWindowsOf(
    nemesis([[1, "kill", ["n1"]], [5, "start", ["n1"]], [6, "pause", ["n2"]], [8, "resume", ["n2"]]]),
  );
  assertEquals(faults.map(({ kind, fromNs, toNs }) => [kind, fromNs, toNs]), [["kill", 1, 5], ["pause", 6, 8]]);
});

Deno.test("faultWindowsOf() takes odd values as faults without cuts", () => {
  const faults = faultWindowsOf(
    nemesis([[1, "start-partition", ["isolated", "everybody"]], [2, "stop-partition", null]]),
  );
  assertEquals(faults.map(({ cuts, detail }) => [cuts, detail]), [[[], '["isolated","everybody"]']]);
});

Deno.test("faultWindowsOf() tells which nodes are down and which links are held", () => {
  const faults = faultWindowsOf(nemesis([
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
