import { assertEquals } from "@std/assert";
import { collectRegisters, type Register } from "../../../../scripts/workbench/checkers/linearizability/register.ts";
import { findLinearization } from "../../../../scripts/workbench/checkers/linearizability/search.ts";
import type { History, Json, OperationType } from "../../../../scripts/workbench/history.ts";
import { type Random, RandomStreams } from "../../../../scripts/workbench/random.ts";

const LIMITS = { stepsMax: 5_000_000 };

interface Thread {
  process: number;
  open: { f: string; value: Json; answer: { type: OperationType; value: Json } | undefined } | undefined;
}

interface SimulationOptions {
  readonly calls: number;
  readonly threads: number;
  readonly lossProbability: number;
}

/** Clients of a real register: each call takes effect at a random moment between its start and its end. */
function simulate(random: Random, { calls, threads, lossProbability }: SimulationOptions): History {
  const entries: { process: number; type: OperationType; f: string; value: Json }[] = [];
  const workers: Thread[] = Array.from({ length: threads }, (_, process) => ({ process, open: undefined }));
  let state: Json = null;
  let left = calls;
  const effect = (f: string, operand: Json): { type: OperationType; value: Json } => {
    if (f === "read") return { type: "ok", value: [0, state] };
    const [from, to] = f === "write" ? [state, operand] : (operand as readonly [Json, Json]);
    if (from !== state) return { type: "fail", value: [0, operand] };
    state = to;
    return { type: "ok", value: [0, operand] };
  };
  while (left > 0 || workers.some(({ open }) => open !== undefined)) {
    const worker = random.pick(workers);
    const { open, process } = worker;
    if (open === undefined) {
      if (left-- <= 0) continue;
      const f = random.pick(["read", "read", "write", "cas"]);
      const operand = f === "cas"
        ? [random.integer(0, 4), random.integer(0, 4)]
        : f === "write"
        ? random.integer(0, 4)
        : null;
      worker.open = { f, value: [0, operand], answer: undefined };
      entries.push({ process, type: "invoke", f, value: [0, operand] });
    } else if (open.answer === undefined) {
      open.answer = effect(open.f, (open.value as readonly Json[])[1] ?? null);
      if (random.chance(lossProbability)) open.answer = { type: "info", value: open.value };
    } else {
      entries.push({ process, f: open.f, ...open.answer });
      worker.open = undefined;
      if (open.answer.type === "info") worker.process += threads;
    }
  }
  return entries.map((entry, index) => ({ ...entry, index, time: index * 1000 }));
}

function registerOf(history: History): Register {
  const [register] = collectRegisters(history).registers;
  if (register === undefined) throw new Error("No register");
  return register;
}

/** Makes the last read of a value answer another one of the usual values, if that makes a difference. */
function withWrongRead(history: History, random: Random): History {
  const reads = history.filter(({ type, f, value }) => type === "ok" && f === "read" && (value as Json[])[1] !== null);
  const { index } = random.pick(reads.slice(-10));
  return history.map((entry) => {
    if (entry.index !== index) return entry;
    const [key, value] = entry.value as readonly [Json, number];
    return { ...entry, value: [key ?? 0, (value + 1 + random.integer(0, 3)) % 5] };
  });
}

Deno.test("findLinearization() accepts what a real register answered, at any concurrency and loss", () => {
  for (const threads of [1, 3, 10, 30]) {
    for (const lossProbability of [0, 0.05, 0.3]) {
      const random = new RandomStreams(threads).stream(`loss ${lossProbability}`);
      const register = registerOf(simulate(random, { calls: 400, threads, lossProbability }));
      assertEquals(findLinearization(register, LIMITS).kind, "linearizable", `${threads} threads, ${lossProbability}`);
    }
  }
});

Deno.test("findLinearization() rejects a wrong answer at the end of a history of few threads", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new RandomStreams(seed).stream("wrong");
    const history = simulate(random, { calls: 200, threads: 1, lossProbability: 0 });
    const { kind } = findLinearization(registerOf(withWrongRead(history, random)), LIMITS);
    assertEquals(kind === "stuck" || kind === "unsupported", true, `seed ${seed}: ${kind}`);
  }
});

Deno.test("findLinearization() needs no stack and little work for a long history", () => {
  const random = new RandomStreams(1).stream("long");
  const register = registerOf(simulate(random, { calls: 30_000, threads: 6, lossProbability: 0 }));
  // About four steps a call were measured.
  assertEquals(findLinearization(register, { stepsMax: 30_000 * 20 }).kind, "linearizable");
});

Deno.test("findLinearization() makes the same steps each time", () => {
  const history = simulate(new RandomStreams(2).stream("steps"), { calls: 500, threads: 40, lossProbability: 0.1 });
  const outcomes = [0, 1].map(() => findLinearization(registerOf(history), { stepsMax: 2000 }));
  assertEquals(outcomes[0]?.kind, "gave-up");
  assertEquals(outcomes[0], outcomes[1]);
});
