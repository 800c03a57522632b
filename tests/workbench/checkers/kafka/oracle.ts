/**
 * Slow and plain definitions of some findings, for tiny histories of operations with one micro-operation each.
 *
 * @module
 */
import { type History, type Operation, pairOperations } from "../../../../scripts/workbench/history.ts";

type Pair = readonly [offset: number, message: number];

/** A value: key and message in one text. */
export type Value = string;

/** Returns what an operation polled: key, offset and value. */
export function polledBy({ f, value }: Operation): { key: string; offset: number; value: Value }[] {
  if (f !== "poll") return [];
  const [[, polled]] = value as unknown as [[string, Record<string, Pair[]>?]];
  return Object.entries(polled ?? {}).flatMap(([key, pairs]) =>
    pairs.map(([offset, message]) => ({ key, offset, value: `${key}/${message}` }))
  );
}

/** Returns what an operation sent. */
export function sentBy({ f, value }: Operation): { key: string; offset: number | undefined; value: Value }[] {
  if (f !== "send") return [];
  return (value as unknown as [string, string, number | Pair][]).map(([, key, sent]) =>
    typeof sent === "number"
      ? { key, offset: undefined, value: `${key}/${sent}` }
      : { key, offset: sent[0], value: `${key}/${sent[1]}` }
  );
}

/** Acknowledged values that no ok poll returned. */
export function unseenValues(history: History): Value[] {
  const ok = history.filter(({ type }) => type === "ok");
  const polled = new Set(ok.flatMap(polledBy).map(({ value }) => value));
  return ok.flatMap(sentBy).map(({ value }) => value).filter((value) => !polled.has(value)).sort();
}

/** Values of one key at each occupied offset, ascending; claims of indefinite sends count if they were polled. */
function logOf(history: History, wanted: string): Set<Value>[] {
  const okPolled = new Set(history.filter(({ type }) => type === "ok").flatMap(polledBy).map(({ value }) => value));
  const log = new Map<number, Set<Value>>();
  const note = (offset: number, value: Value) => log.set(offset, (log.get(offset) ?? new Set()).add(value));
  for (const operation of history) {
    for (const { key, offset, value } of polledBy(operation)) if (key === wanted) note(offset, value);
    for (const { key, offset, value } of sentBy(operation)) {
      const counts = operation.type === "ok" || (operation.type === "info" && okPolled.has(value));
      if (key === wanted && offset !== undefined && counts) note(offset, value);
    }
  }
  return [...log].sort(([a], [b]) => a - b).map(([, values]) => values);
}

/** Values that should have been polled by the definition of lost-write. */
export function lostValues(history: History): Value[] {
  const ok = history.filter(({ type }) => type === "ok");
  const polled = new Set(ok.flatMap(polledBy).map(({ value }) => value));
  const keys = new Set(ok.flatMap(polledBy).map(({ key }) => key));
  return [...keys].flatMap((key) => {
    const log = logOf(history, key);
    const first = (value: Value) => log.findIndex((values) => values.has(value));
    const last = (value: Value) => log.findLastIndex((values) => values.has(value));
    const values = [...new Set(log.flatMap((present) => [...present]))];
    const reached = Math.max(...values.filter((value) => polled.has(value)).map(first));
    const sent = new Set(ok.flatMap(sentBy).map(({ value }) => value));
    return values.filter((value) => last(value) <= reached && !polled.has(value) && sent.has(value));
  }).sort();
}

/** The largest realtime lag in ns, by the array that the definition speaks of. */
export function largestLag(history: History): number {
  const known = (operation: Operation) => {
    const highest = new Map<string, number>();
    if (operation.type !== "ok" && operation.type !== "info") return highest;
    for (const { key, offset = -1 } of [...polledBy(operation), ...sentBy(operation)]) {
      highest.set(key, Math.max(highest.get(key) ?? -1, offset));
    }
    return highest;
  };
  const expired = new Map<string, number[]>();
  for (const operation of history) {
    for (const [key, highest] of known(operation)) {
      const times = expired.get(key) ?? [];
      for (let offset = highest; offset >= 0 && times[offset] === undefined; offset--) times[offset] = operation.time;
      expired.set(key, times);
    }
  }
  const partners = pairOperations(history);
  const assigned = new Map<unknown, Map<string, number>>();
  let largest = 0;
  history.forEach((operation, position) => {
    if (operation.type !== "ok") return;
    const offsets = assigned.get(operation.process) ?? new Map<string, number>();
    assigned.set(operation.process, offsets);
    if (operation.f === "assign") {
      const keys = operation.value as string[];
      assigned.set(operation.process, new Map(keys.map((key) => [key, offsets.get(key) ?? -1])));
    }
    if (operation.f !== "poll") return;
    for (const [key, highest] of known(operation)) offsets.set(key, Math.max(offsets.get(key) ?? -1, highest));
    const began = history[partners[position]!]!.time;
    for (const [key, offset] of offsets) {
      largest = Math.max(largest, began - (expired.get(key)?.[offset + 1] ?? Infinity));
    }
  });
  return largest;
}

/** Tells whether some operations contradict each other: polls follow their sends, and what ended ok comes before. */
export function hasCycle(history: History): boolean {
  const partners = pairOperations(history);
  const completions = history.filter(({ type, f }) => type !== "invoke" && (f === "send" || f === "poll"));
  const sender = new Map(completions.flatMap((send) => sentBy(send).map(({ value }) => [value, send] as const)));
  const precedes = (a: Operation, b: Operation) =>
    (a.type === "ok" && a.index < partners[b.index]!) ||
    (a !== b && polledBy(b).some(({ value }) => sender.get(value) === a));
  const reach = completions.map((a) => completions.map((b) => precedes(a, b)));
  for (const [via] of completions.entries()) {
    for (const [from] of completions.entries()) {
      for (const [to] of completions.entries()) reach[from]![to] ||= reach[from]![via]! && reach[via]![to]!;
    }
  }
  return completions.some((_, vertex) => reach[vertex]![vertex]!);
}
