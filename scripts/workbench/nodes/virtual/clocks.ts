/**
 * What shows the time, or takes it unasked: Date, Temporal.Now, Intl, performance, the date of a new File.
 *
 * @module
 */
import type { GuestNode } from "../guest_node.ts";
import { type AnyFunction, replace, replaceGetter, replaceMethod } from "./replace.ts";
import { thread } from "./thread.ts";

/** Replaces the clocks of this thread. */
export function replaceClocks(): void {
  const nowMs = replaceDate();
  replaceTemporal();
  replaceIntl(nowMs);
  replacePerformance();
  replaceFile(nowMs);
}

function replaceDate(): () => number {
  const RealDate = Date;
  const nowMs = () => thread.guest?.wallClockMs() ?? RealDate.now();
  const VirtualDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [nowMs()] : args, newTarget),
    apply: () => new RealDate(nowMs()).toString(),
    get: (target, name) => name === "now" ? nowMs : Reflect.get(target, name),
  });
  replace(globalThis, "Date", VirtualDate);
  // Or else the real one could be had from any date.
  replace(RealDate.prototype, "constructor", VirtualDate);
  return nowMs;
}

/** The parts of Temporal in use, which not every engine has. */
interface TemporalLike {
  readonly Now: object;
  readonly Instant: { fromEpochMilliseconds(milliseconds: number): InstantLike };
}

interface InstantLike {
  toZonedDateTimeISO(zone: unknown): Readonly<Record<string, AnyFunction>>;
}

function replaceTemporal(): void {
  const temporal: unknown = Reflect.get(globalThis, "Temporal");
  if (temporal === undefined) return;
  const { Now, Instant } = temporal as TemporalLike;
  const zoneHere = Reflect.get(Now, "timeZoneId") as () => string;
  const replaceNow = (name: string, read: (instant: InstantLike, zone: unknown) => unknown) =>
    replaceMethod(Now, name, (real) => (...args) => {
      const node = thread.guest;
      if (node === undefined) return real(...args);
      return read(Instant.fromEpochMilliseconds(node.wallClockMs()), args[0] ?? zoneHere());
    });
  replaceNow("instant", (instant) => instant);
  replaceNow("zonedDateTimeISO", (instant, zone) => instant.toZonedDateTimeISO(zone));
  for (const name of ["PlainDateTime", "PlainDate", "PlainTime"]) {
    const method = `${name[0]?.toLowerCase()}${name.slice(1)}ISO`;
    replaceNow(method, (instant, zone) => instant.toZonedDateTimeISO(zone)[`to${name}`]?.());
  }
}

/** A format without a date takes the present. */
function replaceIntl(nowMs: () => number): void {
  const { prototype } = Intl.DateTimeFormat;
  replaceGetter(prototype, "format", (self) => {
    const real = self as unknown as () => (date?: number | Date) => string;
    const format = real();
    return (date?: number | Date) => format(date ?? nowMs());
  });
  const { formatToParts } = prototype;
  replace(prototype, "formatToParts", function (this: Intl.DateTimeFormat, date?: number | Date) {
    return formatToParts.call(this, date ?? nowMs());
  });
}

function replaceFile(nowMs: () => number): void {
  if (typeof File === "undefined") return;
  const VirtualFile = new Proxy(File, {
    construct(target, [parts, name, options], newTarget) {
      return Reflect.construct(target, [parts, name, { lastModified: nowMs(), ...options }], newTarget);
    },
  });
  replace(globalThis, "File", VirtualFile);
}

/** What a node has marked; entries are seen by no other node and no other run. */
const MARKS = new WeakMap<GuestNode, PerformanceEntry[]>();

function replacePerformance(): void {
  replaceMethod(performance, "now", (real) => () => thread.guest?.monotonicMs() ?? real());
  const { timeOrigin } = performance;
  Object.defineProperty(performance, "timeOrigin", {
    configurable: true,
    enumerable: true,
    get: () => thread.guest === undefined ? timeOrigin : originOf(thread.guest),
  });
  const replaceTimeline = (
    name: string,
    act: (node: GuestNode, entries: PerformanceEntry[], ...args: unknown[]) => unknown,
  ) =>
    replaceMethod(performance, name, (real) => (...args) => {
      const node = thread.guest;
      if (node === undefined) return real(...args);
      const entries = MARKS.get(node) ?? [];
      MARKS.set(node, entries);
      return act(node, entries, ...args);
    });
  replaceTimeline("mark", (node, entries, name, options) => {
    const mark = new PerformanceMark(String(name), {
      startTime: node.monotonicMs(),
      ...options as PerformanceMarkOptions,
    });
    entries.push(mark);
    return mark;
  });
  replaceTimeline("measure", (node, entries, name, start, end) => {
    const entry = measure(node, entries, { name: String(name), ...measureOptions(start, end) });
    entries.push(entry);
    return entry;
  });
  const clear = (type: string) => (_node: GuestNode, entries: PerformanceEntry[], name?: unknown) => {
    const kept = entries.filter((entry) => entry.entryType !== type || (name !== undefined && entry.name !== name));
    entries.splice(0, entries.length, ...kept);
  };
  replaceTimeline("clearMarks", clear("mark"));
  replaceTimeline("clearMeasures", clear("measure"));
  replaceTimeline("getEntries", (_node, entries) => [...entries]);
  replaceTimeline("getEntriesByName", (_node, entries, name) => entries.filter((entry) => entry.name === name));
  replaceTimeline("getEntriesByType", (_node, entries, type) => entries.filter((entry) => entry.entryType === type));
  replaceTimeline("toJSON", (node) => ({ timeOrigin: originOf(node) }));
}

/** What the wall clock showed when the monotonic one showed 0; the wall clock shows whole milliseconds. */
function originOf(node: GuestNode): number {
  return Math.ceil(node.wallClockMs() - node.monotonicMs());
}

interface Measured {
  readonly name: string;
  readonly start?: unknown;
  readonly end?: unknown;
  readonly duration?: number;
  readonly detail?: unknown;
}

function measureOptions(start: unknown, end: unknown): Omit<Measured, "name"> {
  return typeof start === "object" && start !== null ? start : { start, end };
}

function measure(node: GuestNode, entries: readonly PerformanceEntry[], { name, detail = null, ...times }: Measured) {
  const timeOf = (mark: unknown) => {
    if (typeof mark === "number") return mark;
    const entry = entries.findLast((one) => one.entryType === "mark" && one.name === mark);
    if (entry === undefined) throw new DOMException(`Cannot find mark: "${mark}".`, "SyntaxError");
    return entry.startTime;
  };
  const { duration: given } = times;
  const end = times.end !== undefined
    ? timeOf(times.end)
    : given !== undefined && times.start !== undefined
    ? timeOf(times.start) + given
    : node.monotonicMs();
  const startTime = times.start !== undefined ? timeOf(times.start) : given !== undefined ? end - given : 0;
  const entry = { name, entryType: "measure", startTime, duration: end - startTime, detail };
  return { ...entry, toJSON: () => entry } as PerformanceEntry;
}
