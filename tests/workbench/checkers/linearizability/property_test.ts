import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkLinKv } from "../../../../scripts/workbench/checkers/linearizability/mod.ts";
import type { Json, Operation } from "../../../../scripts/workbench/history.ts";

/** A call of the generated histories; times are drawn, so that calls overlap at random. */
interface TinyCall {
  readonly f: "read" | "write" | "cas";
  readonly from: number | null;
  readonly to: number;
  readonly start: number;
  readonly length: number;
  readonly end: "ok" | "fail" | "info";
}

function callsOf(ends: readonly TinyCall["end"][], valueMax: number): fc.Arbitrary<TinyCall[]> {
  const values = Array.from({ length: valueMax + 1 }, (_, value) => value);
  return fc.array(
    fc.record({
      f: fc.constantFrom<TinyCall["f"]>("read", "read", "write", "cas"),
      from: fc.constantFrom(...values, ...values, null),
      to: fc.constantFrom(...values),
      start: fc.integer({ min: 0, max: 12 }),
      length: fc.integer({ min: 1, max: 8 }),
      end: fc.constantFrom(...ends),
    }),
    { minLength: 1, maxLength: 7 },
  );
}

function operandOf({ f, from, to }: TinyCall): Json {
  return f === "read" ? from : f === "write" ? to : [from, to];
}

/** Every call is a process of its own, so that any overlap is allowed. */
function toHistory(calls: readonly TinyCall[]): Operation[] {
  const entries = calls.flatMap((call, process) => {
    const operand = operandOf(call);
    const asked = call.f === "read" ? null : operand;
    // Starts are at even times and ends at odd ones: no ties between them.
    return [
      { time: 2 * call.start, process, type: "invoke" as const, f: call.f, value: [7, asked] },
      {
        time: 2 * (call.start + call.length) + 1,
        process,
        type: call.end,
        f: call.f,
        value: [7, call.end === "ok" ? operand : asked],
      },
    ];
  });
  return entries.toSorted((a, b) => a.time - b.time).map((entry, index) => ({ ...entry, index }));
}

/** Tries every order of every choice of unanswered calls. */
function isLinearizable(calls: readonly TinyCall[]): boolean {
  const relevant = calls.filter((call) => call.end !== "fail");
  const extend = (left: readonly TinyCall[], state: number | null): boolean => {
    if (left.every((call) => call.end === "info")) return true;
    return left.some((call) => {
      const others = left.filter((other) => other !== call);
      if (others.some((other) => other.end === "ok" && other.start + other.length < call.start)) return false;
      if (call.f === "write") return extend(others, call.to);
      if (call.f === "cas") return state === call.from && extend(others, call.to);
      const isAllowed = call.end === "info" || call.from === null || call.from === state;
      return isAllowed && extend(others, state);
    });
  };
  return extend(relevant, null);
}

function compareOn(calls: fc.Arbitrary<TinyCall[]>, seed: number): void {
  const verdicts = { true: 0, false: 0 };
  fc.assert(
    fc.property(calls, (tiny) => {
      const expected = isLinearizable(tiny);
      verdicts[`${expected}`]++;
      assertEquals(checkLinKv(toHistory(tiny), {}).verdict.valid, expected);
    }),
    { numRuns: 2500, seed },
  );
  // Both answers must occur often, or the property would say little.
  assertEquals([verdicts.true > 400, verdicts.false > 400], [true, true]);
}

Deno.test("checkLinKv() agrees with the trial of every order on tiny histories", () => {
  compareOn(callsOf(["ok", "ok", "ok", "ok", "fail", "info"], 2), 17);
});

Deno.test("checkLinKv() agrees with the trial of every order when many operations get no answer", () => {
  compareOn(callsOf(["ok", "info"], 1), 18);
});
