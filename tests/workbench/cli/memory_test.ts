import { assert, assertEquals } from "@std/assert";
import { collectGarbage, GarbageSweeper, watchMemory } from "../../../scripts/workbench/cli/memory.ts";

/** At which look memory is short, where the heap is filled so far at each; 0 where it never is. */
function shortAt(shares: readonly number[]): number {
  const left = [...shares];
  const isShort = watchMemory(() => left.shift() ?? 0);
  return shares.findIndex(() => isShort(0)) + 1;
}

Deno.test("watchMemory() takes a heap for full that stays full, or has hardly any room left", () => {
  assertEquals(shortAt(new Array(60).fill(0.5)), 40);
  assertEquals(shortAt([0.5, 0.5, 0.71]), 3);
  assertEquals(shortAt(new Array(60).fill(0.39)), 0);
});

Deno.test("watchMemory() bears garbage, which is gone after a while", () => {
  const filling = new Array(39).fill(0.6);
  assertEquals(shortAt([...filling, 0.2, ...filling, 0.2]), 0);
});

Deno.test("GarbageSweeper.look() collects where a large heap has grown by half of what was left the last time", () => {
  const megabytes = [300, 450, 599, 601, 200, 399, 401];
  const collectedAt: number[] = [];
  let now = 0;
  const sweeper = new GarbageSweeper({
    used: () => 1e6 * now,
    collect() {
      collectedAt.push(now);
      now = 400;
    },
  });
  for (const used of megabytes) {
    now = used;
    sweeper.look();
  }
  assertEquals(collectedAt, [450, 601, 401]);
});

/** Returns the number of objects, of which nobody has any then. */
function litter(): number {
  return Array.from({ length: 500_000 }, (_, place) => [place, 1, 2, 3]).length;
}

Deno.test("collectGarbage() collects at once", () => {
  assertEquals(litter(), 500_000);
  const before = Deno.memoryUsage().heapUsed;
  collectGarbage();
  assert(Deno.memoryUsage().heapUsed < before - 20e6);
});
