import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  collectRegisters,
  type Register,
  type RegisterCall,
} from "../../../scripts/workbench/checkers/linearizability/register.ts";
import { longestOrder } from "../../../scripts/workbench/explain/longest_order.ts";
import type { Operation, OperationType } from "../../../scripts/workbench/history.ts";
import { historyOf } from "../checkers/ops.ts";

/** A call of the generated histories, each of a process of its own. */
interface TinyCall {
  readonly f: "read" | "write" | "cas";
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly length: number;
  readonly end: "ok" | "fail" | "info";
}

const CALLS: fc.Arbitrary<TinyCall[]> = fc.array(
  fc.record({
    f: fc.constantFrom<TinyCall["f"]>("read", "read", "write", "cas"),
    from: fc.integer({ min: 0, max: 2 }),
    to: fc.integer({ min: 0, max: 2 }),
    start: fc.integer({ min: 0, max: 12 }),
    length: fc.integer({ min: 1, max: 8 }),
    end: fc.constantFrom<TinyCall["end"]>("ok", "ok", "ok", "ok", "fail", "info"),
  }),
  { minLength: 1, maxLength: 6 },
);

function registerOf(calls: readonly TinyCall[]): Register | undefined {
  const entries = calls.flatMap(({ f, from, to, start, length, end }, process): Omit<Operation, "index">[] => {
    const asked = f === "read" ? null : f === "write" ? to : [from, to];
    const entry = (time: number, type: OperationType, value: Operation["value"]) => ({
      time,
      type,
      process,
      f,
      value: [7, value],
    });
    // Starts are at even times and ends at odd ones: no ties between them.
    return [
      entry(2 * start, "invoke", asked),
      entry(2 * (start + length) + 1, end, end === "ok" && f === "read" ? from : asked),
    ];
  });
  return collectRegisters(entries.toSorted((a, b) => a.time - b.time).map((entry, index) => ({ ...entry, index })))
    .registers[0];
}

function callsOf({ events, crashed }: Register): { readonly answered: RegisterCall[]; readonly all: RegisterCall[] } {
  const answered = events.flatMap(({ type, call }) => type === "invoke" ? [call] : []);
  return { answered, all: [...answered, ...crashed] };
}

/** Whether a call may come next: no other one has returned before it began, and it finds the value that it needs. */
function mayCome(call: RegisterCall, left: readonly RegisterCall[], state: number): boolean {
  const isOvertaking = left.some((other) => other !== call && other.returnedAt < call.invokedAt);
  return !isOvertaking && (call.from === -1 || call.from === state);
}

/** Tries every order of every choice. */
function longestByTrial(left: readonly RegisterCall[], answered: readonly RegisterCall[], state: number): number {
  return Math.max(
    0,
    ...left.filter((call) => mayCome(call, left, state)).map((call) =>
      Number(answered.includes(call)) + longestByTrial(left.filter((other) => other !== call), answered, call.to)
    ),
  );
}

Deno.test("longestOrder() gives an order that a register allows, as long as the trial of every order finds", () => {
  const lengths = { whole: 0, part: 0 };
  fc.assert(
    fc.property(CALLS, fc.nat(), (tiny, pick) => {
      const register = registerOf(tiny);
      if (register === undefined) return;
      const { answered, all } = callsOf(register);
      const without = pick % 3 === 0 ? answered[pick % Math.max(answered.length, 1)] : undefined;
      const before = without?.returnedAt ?? Infinity;
      const wanted = (call: RegisterCall) => call !== without && call.invokedAt < before;
      const { order, isProven } = longestOrder(register, { before, without, stepsMax: 1e5 });
      let left = all.filter(wanted);
      let state = 0;
      for (const call of order) {
        assertEquals([left.includes(call), mayCome(call, left, state)], [true, true]);
        left = left.filter((other) => other !== call);
        state = call.to;
      }
      const expected = longestByTrial(all.filter(wanted), answered, 0);
      assertEquals([order.filter((call) => answered.includes(call)).length, isProven], [expected, true]);
      lengths[expected === answered.filter(wanted).length ? "whole" : "part"]++;
    }),
    { numRuns: 1500, seed: 5 },
  );
  // Both must occur often, or the property would say little.
  assertEquals([lengths.whole > 300, lengths.part > 300], [true, true]);
});

Deno.test("longestOrder() says when it came to its limit", () => {
  const history = historyOf(
    [0, 1, 2, 3, 4, 5].flatMap((process) => [[process, "invoke", process, "write", [1, process]]] as const).concat(
      [0, 1, 2, 3, 4, 5].map((process) => [10 + process, "ok", process, "write", [1, process]] as never),
    ).concat([[30, "invoke", 9, "read", [1, null]], [31, "ok", 9, "read", [1, 77]]] as never),
  );
  const [register] = collectRegisters(history).registers;
  const { isProven } = longestOrder(register!, { before: Infinity, stepsMax: 3 });
  assertEquals(isProven, false);
});
