import { assertEquals } from "@std/assert";
import { watchMemory } from "../../../scripts/workbench/cli/memory.ts";

/** At which look memory is short, where the heap is filled so far at each; 0 where it never is. */
function shortAt(shares: readonly number[]): number {
  const left = [...shares];
  const isShort = watchMemory(() => left.shift() ?? 0);
  return shares.findIndex(() => isShort(0)) + 1;
}

Deno.test("watchMemory() takes a heap for full that stays full, or has hardly any room left", () => {
  assertEquals(shortAt(new Array(20).fill(0.5)), 8);
  assertEquals(shortAt([0.5, 0.5, 0.71]), 3);
  assertEquals(shortAt(new Array(20).fill(0.39)), 0);
});

Deno.test("watchMemory() bears garbage, which is gone after a while", () => {
  assertEquals(shortAt([0.2, 0.5, 0.6, 0.5, 0.6, 0.5, 0.6, 0.65, 0.2, 0.5, 0.6, 0.5, 0.6, 0.5, 0.6, 0.65, 0.2]), 0);
});
