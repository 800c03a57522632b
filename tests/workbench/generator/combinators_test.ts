import { assertEquals } from "@std/assert";
import { eachThread } from "../../../scripts/workbench/generator/combinators.ts";
import type { GeneratorContext, GeneratorStep } from "../../../scripts/workbench/generator/generator.ts";
import { Random } from "../../../scripts/workbench/random.ts";

function contextOf(freeThreads: readonly number[], threads: readonly number[]): GeneratorContext {
  return { timeNs: 0, freeThreads, threads, processOf: (thread) => thread, random: new Random(1) };
}

Deno.test("eachThread() asks free threads first, in their order, and shows each nothing but itself", () => {
  const asked: unknown[] = [];
  const answers: Record<number, GeneratorStep> = { 0: { kind: "wait", untilNs: 7 }, 3: { kind: "wait", untilNs: 5 } };
  const generator = eachThread((made) => ({
    next({ freeThreads, threads }) {
      asked.push([made, freeThreads, threads]);
      return answers[made] ?? { kind: "done" };
    },
  }));
  const step = generator.next(contextOf([2, 0], [0, 1, 2, 3]));
  assertEquals(asked, [[2, [2], [2]], [0, [0], [0]], [1, [], [1]], [3, [], [3]]]);
  assertEquals(step, { kind: "wait", untilNs: 5 });
});

Deno.test("eachThread() gives the first operation, and tells of one to the generator of its thread alone", () => {
  const told: number[] = [];
  const generator = eachThread((made) => ({
    next: () =>
      made === 0 ? { kind: "done" } : { kind: "operation", operation: { thread: made, f: "read", value: null } },
    update: (_operation, thread) => told.push(made, thread),
  }));
  assertEquals(generator.next(contextOf([0, 2, 1], [0, 1, 2])), {
    kind: "operation",
    operation: { thread: 2, f: "read", value: null },
  });
  generator.update?.({ index: 0, time: 0, process: 1, type: "ok", f: "read", value: null }, 1);
  assertEquals(told, [1, 1]);
});
