import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { delay } from "@std/async/delay";
import { pooledMap } from "@std/async/pool";

Deno.test("delay() resolves after the time", async () => {
  const order: string[] = [];
  await Promise.all([delay(20).then(() => order.push("late")), delay(1).then(() => order.push("early"))]);
  assertEquals(order, ["early", "late"]);
});

Deno.test("delay() rejects with the reason of its signal, before and during the wait", async () => {
  await assertRejects(() => delay(1, { signal: AbortSignal.abort(new RangeError("before")) }), RangeError, "before");
  const controller = new AbortController();
  const waiting = delay(60_000, { signal: controller.signal });
  controller.abort(new RangeError("during"));
  await assertRejects(() => waiting, RangeError, "during");
});

Deno.test("delay() uses the setTimeout of the moment of the call", async () => {
  const original = globalThis.setTimeout;
  const asked: (number | undefined)[] = [];
  const replacement = (callback: () => void, ms?: number) => {
    asked.push(ms);
    return original(callback, 0);
  };
  try {
    Object.assign(globalThis, { setTimeout: replacement });
    await delay(60_000);
  } finally {
    globalThis.setTimeout = original;
  }
  assertEquals(asked, [60_000]);
});

Deno.test("pooledMap() gives results in the order of the items and never runs more than the limit", async () => {
  let running = 0;
  let mostRunning = 0;
  const results = pooledMap(2, [30, 1, 10, 1], async (ms) => {
    mostRunning = Math.max(mostRunning, ++running);
    await delay(ms);
    running--;
    return ms;
  });
  assertEquals(await Array.fromAsync(results), [30, 1, 10, 1]);
  assertEquals(mostRunning, 2);
});

Deno.test("pooledMap() reads an async iterable, and an empty one", async () => {
  const double = (value: number) => Promise.resolve(value * 2);
  assertEquals(await Array.fromAsync(pooledMap(3, ReadableStream.from([1, 2, 3]), double)), [2, 4, 6]);
  assertEquals(await Array.fromAsync(pooledMap(3, [], double)), []);
});

Deno.test("pooledMap() starts nothing new after a failure and gathers the reasons", async () => {
  const started: number[] = [];
  const results = pooledMap(1, [1, 2, 3, 4], async (item) => {
    started.push(item);
    await delay(1);
    if (item === 2) throw new RangeError("two");
    return item;
  });
  const seen: number[] = [];
  const error = await assertRejects(async () => {
    for await (const item of results) seen.push(item);
  }, AggregateError);
  assertEquals(error.errors.map(String), ["RangeError: two"]);
  assertEquals(seen, [1]);
  assertLess(started.length, 4);
});
