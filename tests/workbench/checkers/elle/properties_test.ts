import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkListAppend, checkRwRegister } from "../../../../scripts/workbench/checkers/elle/mod.ts";
import type { History, Json, Operation } from "../../../../scripts/workbench/history.ts";
import {
  isSerializable,
  isSnapshotIsolated,
  isStrictlySerializable,
  type MicroOp,
  run,
  timedHistory,
  type TimedTransaction,
} from "./oracles.ts";

const KEYS = [0, 1] as const;

/** What a transaction does with a key, and how much of the past its reads overlook. */
interface Deed {
  readonly reads: boolean;
  readonly key: number;
  readonly overlooked: number;
}

const DEED: fc.Arbitrary<Deed> = fc.record({
  reads: fc.boolean(),
  key: fc.constantFrom(...KEYS),
  // Mostly honest, so that valid histories are not rare.
  overlooked: fc.constantFrom(0, 0, 0, 0, 1, 2),
});

/**
 * Histories of three transactions, and a fourth one that reads everything afterwards, so that the order of all appends is
 * known. The transactions run in turn; a read may overlook the newest elements.
 */
const OBSERVED: fc.Arbitrary<TimedTransaction[]> = fc.tuple(
  fc.array(fc.array(DEED, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 3 }),
  fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
).map(([deeds, times]) => {
  const lists = new Map<number, number[]>();
  let nextElement = 1;
  const transactions = deeds.map((list, place): TimedTransaction => {
    const microOps = list.map(({ reads, key, overlooked }): MicroOp => {
      const known = lists.get(key) ?? [];
      if (reads) return ["r", key, known.slice(0, Math.max(0, known.length - overlooked))];
      lists.set(key, [...known, nextElement]);
      return ["append", key, nextElement++];
    });
    const [first = 0, second = 0] = times.slice(2 * place, 2 * place + 2);
    return { microOps, begin: Math.min(first, second), end: Math.max(first, second) };
  });
  const everything = KEYS.map((key): MicroOp => ["r", key, lists.get(key) ?? []]);
  return [...transactions, { microOps: everything, begin: 100, end: 101 }];
});

/** Valid, or without any dependency, which no model minds. */
function accepts(history: History, model: string): boolean {
  return checkListAppend(history, { "consistency-models": [model] }).verdict.valid !== false;
}

for (
  const [model, oracle] of [
    ["serializable", isSerializable],
    ["strict-serializable", isStrictlySerializable],
    ["snapshot-isolation", isSnapshotIsolated],
  ] as const
) {
  Deno.test(`checkListAppend() accepts exactly the observed histories that an execution explains under ${model}`, () => {
    fc.assert(
      fc.property(OBSERVED, (transactions) => {
        assertEquals(accepts(timedHistory(transactions), model), oracle(transactions));
      }),
      { numRuns: 400 },
    );
  });
}

/** A transaction of a system that runs one transaction after another, and how it ends for its client. */
const RUN = fc.record({
  deeds: fc.array(DEED, { minLength: 1, maxLength: 4 }),
  fate: fc.constantFrom("ok", "ok", "ok", "fail", "lost-request", "lost-reply", "open"),
});

type Run = Readonly<{ deeds: readonly Deed[]; fate: string }>;

/** What a correct system answers, transactions overlapping in pairs. */
function correctHistory(runs: readonly Run[], kind: "list" | "register"): History {
  let state: ReadonlyMap<number, readonly number[]> = new Map();
  let nextValue = 1;
  const done = runs.map(({ deeds, fate }, process) => {
    let after = state;
    const asked: Json[] = [];
    const answered: Json[] = [];
    for (const { reads, key } of deeds) {
      const list = after.get(key) ?? [];
      if (reads) {
        asked.push(["r", key, null]);
        answered.push(["r", key, kind === "list" ? list : list.at(-1) ?? null]);
        continue;
      }
      const write = [kind === "list" ? "append" : "w", key, nextValue];
      asked.push(write);
      answered.push(write);
      after = run([["append", key, nextValue++]], after) ?? after;
    }
    if (["ok", "lost-reply", "open"].includes(fate)) state = after;
    return { process, fate, asked, answered };
  });
  const history: Operation[] = [];
  const add = (process: number, type: Operation["type"], value: Json) =>
    history.push({ index: history.length, time: history.length * 1e6, process, type, f: "txn", value });
  const complete = (run: typeof done[number] | undefined) => {
    if (run === undefined || run.fate === "open") return;
    const type = run.fate.startsWith("lost") ? "info" : run.fate as "ok" | "fail";
    add(run.process, type, type === "ok" ? run.answered : run.asked);
  };
  done.forEach((run, place) => {
    add(run.process, "invoke", run.asked);
    // The one before completes only now, so neighbours overlap.
    complete(done[place - 1]);
  });
  complete(done.at(-1));
  return history;
}

for (const [kind, checker] of [["list", checkListAppend], ["register", checkRwRegister]] as const) {
  Deno.test(`the checker of transactions over a ${kind} never blames a strictly serializable system`, () => {
    fc.assert(
      fc.property(fc.array(RUN, { maxLength: 12 }), (runs) => {
        const { verdict } = checker(correctHistory(runs, kind), { "consistency-models": ["strict-serializable"] });
        const types = verdict["anomaly-types"] ?? [];
        assertEquals((types as string[]).filter((type) => type !== "empty-transaction-graph"), []);
      }),
      { numRuns: 400 },
    );
  });
}

Deno.test("checkRwRegister() blames under serializable only what no serial execution explains", () => {
  const registers = OBSERVED.map((transactions) =>
    transactions.slice(0, 3).map(({ microOps, ...interval }) => ({
      ...interval,
      microOps: microOps.map(([f, key, value]): Json =>
        f === "r" ? ["r", key, value.at(-1) ?? null] : ["w", key, value]
      ),
    }))
  );
  fc.assert(
    fc.property(registers, (transactions) => {
      const history = transactions.flatMap(({ microOps }, process): Omit<Operation, "index" | "time">[] => [
        { process, type: "invoke", f: "txn", value: microOps.map(request) },
        { process, type: "ok", f: "txn", value: microOps },
      ]).map((entry, index) => ({ ...entry, index, time: index * 1e6 }));
      const types = checkRwRegister(history, { "consistency-models": ["serializable"] })
        .verdict["anomaly-types"] as string[];
      if (types.some((type) => type !== "empty-transaction-graph")) {
        assertEquals(permutations(transactions.map(({ microOps }) => microOps)).some(registersAllow), false);
      }
    }),
    { numRuns: 400 },
  );
});

function request(microOp: Json): Json {
  return Array.isArray(microOp) && microOp[0] === "r" ? ["r", microOp[1] ?? null, null] : microOp;
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, place) => permutations(items.toSpliced(place, 1)).map((rest) => [item, ...rest]));
}

/** Tells whether transactions over registers, one after another, return what was read. */
function registersAllow(transactions: readonly (readonly Json[])[]): boolean {
  const registers = new Map<Json, Json>();
  return transactions.flat().every((microOp) => {
    const [f, key = null, value = null] = microOp as readonly Json[];
    if (f === "r") return (registers.get(key) ?? null) === value;
    registers.set(key, value);
    return true;
  });
}
