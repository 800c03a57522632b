import { assertEquals } from "@std/assert";
import { loadAs } from "../../../scripts/workbench/nodes/virtual_world.ts";

Deno.test("timers of simulated nodes cut fractions of a millisecond off, as those of Deno do", async () => {
  const asked: number[] = [];
  const node = { startTimer: (_callback: () => void, delayMs: number) => asked.push(delayMs), stopTimer: () => {} };
  await loadAs(node as never, () => {
    for (const delayMs of [0.9, 3.9, 4, -1.5, NaN, Infinity]) setTimeout(() => {}, delayMs);
    setInterval(() => {}, 2.7);
    AbortSignal.timeout(6);
    return Promise.resolve();
  });
  assertEquals(asked, [0, 3, 4, 0, 0, 0, 2, 6]);
  // The true ones: two timers of equal whole milliseconds go off in the order in which they were set.
  const order: number[] = [];
  setTimeout(() => order.push(3.9), 3.9);
  await new Promise<void>((resolve) => setTimeout(() => resolve(void order.push(3)), 3));
  assertEquals(order, [3.9, 3]);
});
