import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type History, type Operation, pairOperations } from "../../../../scripts/workbench/history.ts";
import { checkGSet } from "../../../../scripts/workbench/checkers/set_full/set_full.ts";

/** What the definition keeps for an element, entry by entry. */
interface State {
  known: Operation | undefined;
  lastPresent: Operation | undefined;
  lastAbsent: Operation | undefined;
}

interface Outcome {
  readonly outcome: string;
  readonly latencyMs: number | null;
}

/** The definition, word by word: every read looks at every element that was added so far. */
function literalOutcomes(history: History): Map<number, Outcome> {
  const partners = pairOperations(history);
  const states = new Map<number, State>();
  history.forEach((operation, position) => {
    const { f, type, value } = operation;
    if (f === "add" && type === "invoke") {
      states.set(value as number, { known: undefined, lastPresent: undefined, lastAbsent: undefined });
    }
    if (f === "add" && type === "ok") states.get(value as number)!.known ??= operation;
    if (f !== "read" || type !== "ok") return;
    const invocation = history[partners[position]!]!;
    const seen = new Set(value as number[]);
    for (const [element, state] of states) {
      if (seen.has(element)) {
        state.known ??= operation;
        if ((state.lastPresent?.index ?? -1) < invocation.index) state.lastPresent = invocation;
      } else if ((state.lastAbsent?.index ?? -1) < invocation.index) state.lastAbsent = invocation;
    }
  });
  return new Map([...states].map(([element, { known, lastPresent, lastAbsent }]): [number, Outcome] => {
    const present = lastPresent?.index ?? -1;
    const absent = lastAbsent?.index ?? -1;
    const after = (read: Operation | undefined) =>
      Math.trunc(Math.max(0, (read === undefined ? 0 : read.time + 1) - known!.time) / 1e6);
    if (lastPresent !== undefined && absent < present) {
      return [element, { outcome: "stable", latencyMs: after(lastAbsent) }];
    }
    if (known !== undefined && lastAbsent !== undefined && present < absent && known.index < absent) {
      return [element, { outcome: "lost", latencyMs: after(lastPresent) }];
    }
    return [element, { outcome: "never-read", latencyMs: null }];
  }));
}

/** Four workers; each step starts an operation of an idle worker or ends that of a busy one. */
const histories = fc.array(
  fc.record({
    process: fc.nat(3),
    element: fc.nat(5),
    isAdd: fc.boolean(),
    outcome: fc.constantFrom("ok", "ok", "ok", "info", "fail"),
    seen: fc.array(fc.nat(6), { maxLength: 6 }),
  }),
  { minLength: 8, maxLength: 60, size: "max" },
).map((steps): History => {
  const open = new Map<number, { f: string; value: number | null }>();
  return steps.map(({ process, element, isAdd, outcome, seen }, index): Operation => {
    const time = index * 700_000;
    const running = open.get(process);
    if (running === undefined) {
      const invocation = { f: isAdd ? "add" : "read", value: isAdd ? element : null };
      open.set(process, invocation);
      return { index, time, process, type: "invoke", ...invocation };
    }
    open.delete(process);
    const isRead = running.f === "read" && outcome === "ok";
    return {
      index,
      time,
      process,
      type: outcome as "ok",
      f: running.f,
      value: isRead ? seen : running.value,
    };
  });
});

Deno.test("checkGSet() equals the literal definition when histories are random", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const expected = literalOutcomes(history);
      const { verdict } = checkGSet(history, {});
      const elementsBy = (outcome: string) =>
        [...expected].filter(([, state]) => state.outcome === outcome).map(([element]) => element).sort();
      assertEquals(verdict.lost, elementsBy("lost"));
      assertEquals(verdict["never-read"], elementsBy("never-read"));
      assertEquals(verdict["stable-count"], elementsBy("stable").length);
      const stale = [...expected].filter(([, { outcome, latencyMs }]) => outcome === "stable" && latencyMs! > 0);
      assertEquals(verdict.stale, stale.map(([element]) => element).sort());
      const worst = verdict["worst-stale"] as unknown as { "stable-latency": number }[];
      assertEquals(
        worst.map((entry) => entry["stable-latency"]),
        stale.map(([, { latencyMs }]) => latencyMs!).sort((a, b) => b - a),
      );
      const lostMs = [...expected.values()].filter(({ outcome }) => outcome === "lost").map(({ latencyMs }) =>
        latencyMs!
      );
      const greatest = (verdict["lost-latencies"] as { readonly "1": number } | undefined)?.["1"];
      assertEquals(greatest, lostMs.length === 0 ? undefined : Math.max(...lostMs));
    }),
    { numRuns: 400 },
  );
});
