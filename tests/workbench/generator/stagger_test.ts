import { assertEquals } from "@std/assert";
import { stagger } from "../../../scripts/workbench/generator/combinators.ts";
import { type Generator, operations } from "../../../scripts/workbench/generator/generator.ts";
import { Random } from "../../../scripts/workbench/random.ts";

const PERIOD_NS = 10;

/** Each gap is exactly one period. */
class Halves extends Random {
  override float(): number {
    return 0.5;
  }
}

function staggered(): Generator {
  return stagger(PERIOD_NS, new Halves(1), operations(() => ({ f: "read", value: null })));
}

/** What the generator says at a time: "start", or until when to wait, where it knows. */
function ask(generator: Generator, timeNs: number, freeThreads: readonly number[] = [0]): string | number | undefined {
  const random = new Random(1);
  const step = generator.next({ timeNs, freeThreads, threads: [0], processOf: (thread) => thread, random });
  if (step.kind === "operation") return "start";
  return step.kind === "wait" ? step.untilNs : "done";
}

Deno.test("stagger() starts the first operation at once and names the time of the next", () => {
  const generator = staggered();
  assertEquals(ask(generator, 3), "start");
  assertEquals(ask(generator, 3), 13);
  assertEquals(ask(generator, 12), 13);
  assertEquals(ask(generator, 13), "start");
});

Deno.test("stagger() catches up when the bench asks late", () => {
  const generator = staggered();
  assertEquals(ask(generator, 0), "start");
  // 10 and 20 have passed by 25.
  assertEquals(ask(generator, 25), "start");
  assertEquals(ask(generator, 25), "start");
  assertEquals(ask(generator, 25), 30);
});

Deno.test("stagger() lets the schedule slip when no thread was free", () => {
  const generator = staggered();
  assertEquals(ask(generator, 0), "start");
  assertEquals(ask(generator, 10, []), undefined);
  assertEquals(ask(generator, 25), "start");
  assertEquals(ask(generator, 25), 35);
});
