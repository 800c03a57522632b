/**
 * Modules that nobody would write: damaged ones, and valid ones that call the system with nonsense. Each runs in a worker
 * that can be ended from outside, as the bench's own runs do.
 */
import { assertEquals, assertLess } from "@std/assert";
import type { FuzzReport } from "./fuzz_worker.ts";

const MODULES = 2_000;

/** A module that runs for so long loops for ever. */
const LIMIT_MS = 2_000;

/** Loops for ever that are waited for; the generated modules have none, so that only damage can make some. */
const STUCK_MAX = 20;

Deno.test("2,000 random and damaged modules neither crash the bench nor leave their own memory", async () => {
  const outcomes = new Map<string, number>();
  let next = 0;
  let stuck = 0;
  while (next < MODULES) {
    const reached = await fuzzFrom(next, outcomes);
    if (reached < MODULES) stuck++;
    next = reached;
  }
  assertLess(stuck, STUCK_MAX);
  // Not one ended in an error of the bench, and each kind of outcome is there.
  assertEquals([...outcomes.keys()].filter((name) => name.startsWith("bench")), []);
  for (const kind of ["refused", "ran"]) assertLess(100, outcomes.get(kind) ?? 0);
});

/** Runs modules from a number on; resolves with the number after the last one that came to an end, or hangs. */
function fuzzFrom(first: number, outcomes: Map<string, number>): Promise<number> {
  const worker = new Worker(new URL("./fuzz_worker.ts", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    let reached = first;
    const end = (number: number) => {
      clearTimeout(timer);
      worker.terminate();
      resolve(number);
    };
    let timer = setTimeout(() => end(reached + 1), 20 * LIMIT_MS);
    worker.onerror = (event) => {
      event.preventDefault();
      clearTimeout(timer);
      worker.terminate();
      reject(new Error(`module ${reached} brought the worker down: ${event.message}`));
    };
    worker.onmessage = ({ data }: MessageEvent<FuzzReport>) => {
      clearTimeout(timer);
      timer = setTimeout(() => end(reached + 1), LIMIT_MS);
      for (const outcome of data.outcomes) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      reached = data.next;
      if (reached >= MODULES) end(reached);
    };
    worker.postMessage({ first, end: MODULES });
  });
}
