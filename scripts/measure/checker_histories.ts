/**
 * Valid histories of any length for the benchmark of the checkers, one generator a workload.
 *
 * Five workers take turns; each operation overlaps its neighbours. The systems imitated are correct, so that checkers
 * have to look at everything and find nothing.
 *
 * @module
 */
import { TransactionSource } from "../workbench/generator/transactions.ts";
import type { History, Json, Operation } from "../workbench/history.ts";
import { RandomStreams } from "../workbench/random.ts";

const WORKERS = 5;

/** A worker starts an operation every millisecond, on average. */
const STEP_NS = 1_000_000;

/** Reads of a set hold everything that was added: with a fixed number of reads the input grows with the operations. */
const SET_READS = 32;

/** One operation of a history that is being made; `answer` is asked when it takes effect. */
interface Step {
  readonly f: string;
  readonly sent: Json;
  readonly extra?: Partial<Operation>;
  readonly type?: "ok" | "info";
  answer(): Json;
}

/** Makes a history of `count` operations (invocation and completion each). */
export type HistoryGenerator = (count: number) => History;

/** Adds of 0, 1, 2 ..., and 32 reads, evenly spread, the last one at the end. */
export function setHistory(f: "add" | "broadcast"): HistoryGenerator {
  return (count) => {
    const gap = Math.max(2, Math.floor(count / SET_READS));
    const values: number[] = [];
    return overlapping(count, (number): Step => {
      const isRead = number === count - 1 || number % gap === gap - 1;
      if (isRead) return { f: "read", sent: null, answer: () => [...values] };
      return { f, sent: number, answer: () => values[values.length] = number };
    });
  };
}

/** Broadcasts and reads in turn: the values read grow with the square of the operations. */
export function denseSetHistory(count: number): History {
  const values: number[] = [];
  return overlapping(count, (number): Step => {
    if (number % 2 === 1) return { f: "read", sent: null, answer: () => [...values] };
    return { f: "broadcast", sent: number, answer: () => values[values.length] = number };
  });
}

/** Adds from -5 to 4, one in a hundred without a definite answer, and reads; the last read is final. */
export function counterHistory(count: number): History {
  const random = new RandomStreams(1).stream("counter");
  let sum = 0;
  return overlapping(count, (number): Step => {
    if (number === count - 1) return { f: "read", sent: null, extra: { final: true }, answer: () => sum };
    if (random.chance(0.5)) return { f: "read", sent: null, answer: () => sum };
    const delta = random.integer(-5, 4);
    return {
      f: "add",
      sent: delta,
      type: random.chance(0.01) ? "info" : "ok",
      answer: () => {
        sum += delta;
        return delta;
      },
    };
  });
}

/** Echoes. */
export function echoHistory(count: number): History {
  return overlapping(count, (number): Step => {
    const sent = `Please echo ${number % 128}`;
    return { f: "echo", sent, answer: () => ({ type: "echo_ok", echo: sent, in_reply_to: number }) };
  });
}

/** Ids as strings, `n0-17`. */
export function idHistory(count: number): History {
  return overlapping(count, (number): Step => ({
    f: "generate",
    sent: null,
    answer: () => `n${number % WORKERS}-${number}`,
  }));
}

/** Reads, writes and compare-and-sets of values 0 to 4; a key is used 100 times. */
export function registerHistory(count: number): History {
  const random = new RandomStreams(1).stream("registers");
  const registers = new Map<number, number>();
  return overlapping(count, (number): Step => {
    const key = Math.floor(number / 100);
    const draw = random.integer(0, 2);
    const value = random.integer(0, 4);
    if (draw === 0) return { f: "read", sent: [key, null], answer: () => [key, registers.get(key) ?? null] };
    if (draw === 1 || !registers.has(key)) {
      return {
        f: "write",
        sent: [key, value],
        answer: () => {
          registers.set(key, value);
          return [key, value];
        },
      };
    }
    // Whoever compares knows the value that it finds: the history is made, not played.
    return {
      f: "cas",
      sent: null,
      answer: () => {
        const found = registers.get(key) ?? value;
        registers.set(key, value);
        return [key, [found, value]];
      },
    };
  });
}

/** Transactions of the workload's generator, executed one after another: strictly serializable. */
export function transactionHistory(kind: "register" | "list"): HistoryGenerator {
  return (count) => {
    const source = new TransactionSource({
      random: new RandomStreams(1).stream("transactions"),
      keyCount: 10,
      maxTxnLength: 4,
      maxWritesPerKey: 16,
    });
    const registers = new Map<number, number>();
    const lists = new Map<number, readonly number[]>();
    return overlapping(count, (): Step => {
      const sent = source.next().map((
        [f, key, value],
      ): Json => [f === "w" && kind === "list" ? "append" : f, key, value]);
      const execute = (microOp: Json): Json => {
        const [f, key, value] = microOp as [string, number, number];
        if (f === "w") registers.set(key, value);
        if (f === "append") lists.set(key, [...(lists.get(key) ?? []), value]);
        if (f !== "r") return microOp;
        return [f, key, (kind === "register" ? registers.get(key) : lists.get(key)) ?? null];
      };
      return { f: "txn", sent, answer: () => sent.map(execute) };
    });
  };
}

/** Sends to and polls of ten logs; each worker keeps its own positions, and the last operations poll the rest. */
export function kafkaHistory(count: number): History {
  const random = new RandomStreams(1).stream("kafka");
  const keys = Array.from({ length: 10 }, (_, key) => String(key));
  const logs = new Map(keys.map((key): [string, number[]] => [key, []]));
  const positions = Array.from({ length: WORKERS }, () => new Map(keys.map((key): [string, number] => [key, 0])));
  return overlapping(count, (number): Step => {
    if (number < WORKERS) return { f: "assign", sent: keys, answer: () => keys };
    if (random.chance(0.5) && number < count - WORKERS) {
      const key = random.pick(keys);
      const log = logs.get(key) ?? [];
      const message = log.push(log.length + 1);
      return { f: "send", sent: [["send", key, message]], answer: () => [["send", key, [message - 1, message]]] };
    }
    return {
      f: "poll",
      sent: [["poll"]],
      answer: () => [["poll", poll(logs, positions[number % WORKERS] ?? new Map())]],
    };
  });
}

function poll(logs: ReadonlyMap<string, readonly number[]>, position: Map<string, number>): Json {
  const polled: Record<string, Json> = {};
  for (const [key, log] of logs) {
    const from = position.get(key) ?? 0;
    if (from === log.length) continue;
    polled[key] = log.slice(from).map((message, offset) => [from + offset, message]);
    position.set(key, log.length);
  }
  return polled;
}

/** Operation n is invoked, takes effect, and completes when operation n + 5 of the same worker is about to start. */
function overlapping(count: number, makeStep: (number: number) => Step): History {
  const history: Operation[] = [];
  const open: { readonly step: Step; readonly value: Json; readonly process: number }[] = [];
  const processes = Array.from({ length: WORKERS }, (_, worker) => worker);
  const push = (type: Operation["type"], process: number, step: Step, value: Json) => {
    const index = history.length;
    history.push({ index, time: index * STEP_NS, process, type, f: step.f, value, ...step.extra });
  };
  const complete = () => {
    const first = open.shift();
    if (first === undefined) return;
    const { step, process, value } = first;
    push(step.type ?? "ok", process, step, value);
    // A process whose operation ended without a definite answer is never used again.
    if (step.type === "info") processes[process % WORKERS] = process + WORKERS;
  };
  for (let number = 0; number < count; number++) {
    if (open.length === WORKERS) complete();
    const process = processes[number % WORKERS] ?? 0;
    const step = makeStep(number);
    const value = step.answer();
    push("invoke", process, step, step.sent ?? (step.f === "cas" ? value : null));
    open.push({ step, value, process });
  }
  while (open.length > 0) complete();
  return history;
}
