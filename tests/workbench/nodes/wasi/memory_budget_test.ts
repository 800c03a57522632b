import { assertThrows } from "@std/assert";
import { ProgramEnd } from "../../../../scripts/workbench/nodes/machine.ts";
import { MemoryBudget } from "../../../../scripts/workbench/nodes/wasi/memory_budget.ts";

const MEGABYTE = 2 ** 20;

Deno.test("MemoryBudget ends the program with which all take more than they may, and frees what one took that is killed", () => {
  const budget = new MemoryBudget(100 * MEGABYTE);
  const killers: (() => void)[] = [];
  const machine = { atEnd: (callback: () => void) => void killers.push(callback) };
  const [one, two] = [budget.claimFor(machine), budget.claimFor(machine)];
  one(40 * MEGABYTE);
  one(60 * MEGABYTE);
  two(40 * MEGABYTE);
  const text = "all 2 nodes together take 101 MB of memory, expected at most 100 MB; this node has 41 MB of it";
  assertThrows(() => two(41 * MEGABYTE), ProgramEnd, text);
  killers[1]?.();
  one(100 * MEGABYTE);
  assertThrows(() => one(101 * MEGABYTE), ProgramEnd, "all 1 nodes together take 101 MB");
});
