/**
 * Random histories of logs for property tests: of a correct system, and of one that may do anything.
 *
 * @module
 */
import fc from "fast-check";
import type { History, Json, Operation, OperationType } from "../../../../scripts/workbench/history.ts";

/** What a thread does next, and how it ends where that is open. */
interface Turn {
  readonly thread: number;
  readonly f: "send" | "poll" | "assign";
  readonly key: number;
  /** Whether an operation ends with unknown outcome, and whether it happened nevertheless. */
  readonly fate: "ok" | "info-before" | "info-after";
  /** Most messages of a poll. */
  readonly batch: number;
  /** Free offsets before that of a send. */
  readonly gap: number;
}

const THREADS = 3;
const KEYS = ["1", "2"];

const turns = fc.array(
  fc.record<Turn>({
    thread: fc.nat(THREADS - 1),
    f: fc.constantFrom("send", "send", "poll", "poll", "assign"),
    key: fc.nat(KEYS.length - 1),
    fate: fc.constantFrom("ok", "ok", "ok", "info-before", "info-after"),
    batch: fc.integer({ min: 1, max: 4 }),
    gap: fc.nat(3),
  }),
  { maxLength: 60 },
);

/** Histories of a correct log: operations overlap, replies get lost, offsets have gaps; in the end everybody reads all. */
export const correctHistories: fc.Arbitrary<History> = turns.map((given) => {
  const system = new CorrectLogs();
  for (const turn of given) system.take(turn);
  return system.finish();
});

interface OpenOperation {
  readonly turn: Turn;
  readonly value: Json;
  result: Json | undefined;
}

/** Logs in memory with clients. A turn of a busy thread lets its operation take effect, or complete. */
class CorrectLogs {
  readonly #entries: Operation[] = [];
  readonly #logs = new Map<string, (readonly [number, number])[]>();
  readonly #sent = new Map<string, number>();
  readonly #open = new Map<number, OpenOperation>();
  readonly #processes = Array.from({ length: THREADS }, (_, thread) => thread);
  readonly #positions: Map<string, number>[] = Array.from({ length: THREADS }, () => new Map());

  take(turn: Turn): void {
    const open = this.#open.get(turn.thread);
    if (open === undefined) this.#invoke(turn);
    else if (open.result === undefined && open.turn.fate !== "info-before") open.result = this.#apply(open);
    else this.#complete(turn.thread, open);
  }

  finish(): History {
    for (let thread = 0; thread < THREADS; thread++) {
      const turn: Turn = { thread, f: "assign", key: 0, fate: "ok", batch: 1000, gap: 0 };
      while (this.#open.has(thread)) this.take(turn);
    }
    for (let thread = 0; thread < THREADS; thread++) {
      this.#renew(thread);
      this.#entry(thread, "invoke", "assign", KEYS);
      this.#entry(thread, "ok", "assign", KEYS);
      this.#positions[thread] = new Map(KEYS.map((key) => [key, 0]));
      const turn: Turn = { thread, f: "poll", key: 0, fate: "ok", batch: 1000, gap: 0 };
      for (let step = 0; step < 3; step++) this.take(turn);
    }
    return this.#entries;
  }

  #invoke(turn: Turn): void {
    const key = KEYS[turn.key]!;
    const message = (this.#sent.get(key) ?? 0) + 1;
    if (turn.f === "send") this.#sent.set(key, message);
    const value = { send: [["send", key, message]], poll: [["poll"]], assign: [key] }[turn.f];
    this.#entry(turn.thread, "invoke", turn.f, value);
    this.#open.set(turn.thread, { turn, value, result: undefined });
  }

  #apply({ turn, value }: OpenOperation): Json {
    const positions = this.#positions[turn.thread]!;
    if (turn.f === "assign") {
      const [key] = value as [string];
      this.#positions[turn.thread] = new Map([[key, positions.get(key) ?? 0]]);
      return value;
    }
    if (turn.f === "poll") return [["poll", this.#poll(positions, turn.batch)]];
    const [[, key, message]] = value as [[string, string, number]];
    const log = this.#logs.get(key) ?? [];
    const offset = (log.at(-1)?.[0] ?? -1) + 1 + turn.gap;
    this.#logs.set(key, [...log, [offset, message]]);
    return [["send", key, [offset, message]]];
  }

  #poll(positions: Map<string, number>, batch: number): Json {
    const polled: Record<string, Json> = {};
    for (const [key, position] of positions) {
      const messages = (this.#logs.get(key) ?? []).filter(([offset]) => offset >= position).slice(0, batch);
      if (messages.length === 0) continue;
      positions.set(key, messages.at(-1)![0] + 1);
      polled[key] = messages;
    }
    return polled;
  }

  #complete(thread: number, { turn, value, result }: OpenOperation): void {
    this.#open.delete(thread);
    if (turn.fate === "ok") return this.#entry(thread, "ok", turn.f, result ?? value);
    this.#entry(thread, "info", turn.f, value);
    this.#renew(thread);
  }

  #renew(thread: number): void {
    this.#processes[thread]! += THREADS;
    this.#positions[thread] = new Map();
  }

  #entry(thread: number, type: OperationType, f: string, value: Json): void {
    const index = this.#entries.length;
    this.#entries.push({ index, time: (index + 1) * 1e6, process: this.#processes[thread]!, type, f, value });
  }
}

const offsets = fc.nat(6);

const anySends = fc.array(
  fc.record({
    key: fc.constantFrom(...KEYS),
    offset: offsets,
    outcome: fc.constantFrom("ok", "ok", "ok", "info", "fail"),
  }),
  { maxLength: 8 },
);

const anyPolls = fc.array(
  fc.record({
    polled: fc.array(fc.tuple(fc.constantFrom(...KEYS), offsets, fc.nat(7)), { minLength: 1, maxLength: 5 }),
    outcome: fc.constantFrom("ok", "ok", "ok", "info"),
  }),
  { maxLength: 6 },
);

/** Histories of a system that may do anything but invent messages. Messages of a key are 1, 2, 3 ... */
export const arbitraryHistories: fc.Arbitrary<History> = fc.tuple(
  anySends,
  anyPolls,
  fc.array(fc.tuple(fc.nat(THREADS - 1), fc.nat(3)), { minLength: 60, maxLength: 60 }),
).map(([sends, polls, schedule]) => arbitraryHistory(sends, polls, schedule));

interface Planned {
  readonly f: string;
  readonly invoked: Json;
  readonly outcome: OperationType;
  readonly completed: Json;
}

function arbitraryHistory(
  sends: readonly { key: string; offset: number; outcome: string }[],
  polls: readonly { polled: readonly (readonly [string, number, number])[]; outcome: string }[],
  schedule: readonly (readonly [thread: number, choice: number])[],
): History {
  const counts = new Map<string, number>();
  const planned = sends.map(({ key, offset, outcome }): Planned => {
    const message = (counts.get(key) ?? 0) + 1;
    counts.set(key, message);
    const invoked = [["send", key, message]];
    const completed = outcome === "ok" ? [["send", key, [offset, message]]] : invoked;
    return { f: "send", invoked, outcome: outcome as OperationType, completed };
  });
  const plannedPolls = polls.map(({ polled, outcome }): Planned => {
    const byKey: Record<string, Json[]> = {};
    for (const [key, offset, choice] of polled) {
      const count = counts.get(key) ?? 0;
      if (count > 0) (byKey[key] ??= []).push([offset, (choice % count) + 1]);
    }
    const completed = outcome === "ok" ? [["poll", byKey]] : [["poll"]];
    return { f: "poll", invoked: [["poll"]], outcome: outcome as OperationType, completed };
  });
  return interleave(planned, plannedPolls, schedule);
}

/** Gives operations to threads; a busy thread completes first. Assigns come in between. */
function interleave(
  sends: readonly Planned[],
  polls: readonly Planned[],
  schedule: readonly (readonly [thread: number, choice: number])[],
): History {
  const [sendQueue, pollQueue] = [[...sends], [...polls]];
  const entries: Operation[] = [];
  const open = new Map<number, Planned>();
  const processes = Array.from({ length: THREADS }, (_, thread) => thread);
  const push = (thread: number, type: OperationType, f: string, value: Json) => {
    const index = entries.length;
    entries.push({ index, time: (index + 1) * 1e6, process: processes[thread]!, type, f, value });
  };
  const complete = (thread: number, operation: Planned) => {
    push(thread, operation.outcome, operation.f, operation.completed);
    open.delete(thread);
    if (operation.outcome === "info") processes[thread]! += THREADS;
  };
  for (const [thread, choice] of schedule) {
    const busy = open.get(thread);
    const next = choice === 0 ? undefined : choice === 1 ? sendQueue.shift() : pollQueue.shift();
    if (busy !== undefined) complete(thread, busy);
    if (next === undefined) {
      const keys = choice === 0 ? KEYS : KEYS.slice(choice % 2);
      push(thread, "invoke", "assign", keys);
      push(thread, "ok", "assign", keys);
      continue;
    }
    push(thread, "invoke", next.f, next.invoked);
    open.set(thread, next);
  }
  for (const [thread, operation] of open) complete(thread, operation);
  return entries;
}
