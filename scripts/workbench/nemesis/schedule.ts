/**
 * Schedules of faults, as data: drawn from a seed before the run starts, or read from a file (schedule_file.ts).
 *
 * Each event stands for itself: a start says completely what the fault does, a stop names the start that it ends. So a
 * schedule can be replayed without a seed, and pairs can be left out to find out which ones matter.
 *
 * @module
 */
import { NS_PER_S } from "../clock.ts";
import type { Random } from "../random.ts";
import { UsageError } from "../usage_error.ts";
import type { EffectSum } from "./effects.ts";
import type { DrawContext } from "./fault.ts";
import type { FaultSpec } from "./fault_specs.ts";
import { type FaultKind, FAULTS, type FaultValues } from "./faults/registry.ts";

/** The beginning of a fault. */
export type FaultStart<Kind extends FaultKind = FaultKind> = {
  readonly [K in Kind]: {
    /** Nanoseconds since the start of the run. */
    readonly timeNs: number;
    /** Unique within the schedule; its stop has the same. */
    readonly id: string;
    readonly fault: K;
    readonly action: "start";
    readonly value: FaultValues[K];
  };
}[Kind];

/** The end of a fault. */
export interface FaultStop {
  readonly timeNs: number;
  readonly id: string;
  readonly fault: FaultKind;
  readonly action: "stop";
}

/** One step of a schedule. */
export type FaultEvent = FaultStart | FaultStop;

/** Most events of a schedule. */
export const EVENTS_MAX = 10_000;

/** What a random schedule depends on. */
export interface RandomScheduleOptions {
  readonly faults: readonly FaultSpec[];
  /** Mean seconds between the steps of one stream of faults. */
  readonly intervalS: number;
  /** Length of the main phase; no step is later. */
  readonly timeLimitS: number;
  readonly nodes: readonly string[];
  /** Names of the services, which only `partition:services` concerns. */
  readonly services: readonly string[];
  /** Gives the random numbers for one stream of faults, so that one more changes nothing about the others. */
  randomFor(stream: string): Random;
}

/**
 * Draws a schedule. Each stream of faults is a sequence of steps with gaps uniform in [0, 2 * interval); each step is the
 * next one, start or stop, of one of its faults, drawn anew. A stream of the original's faults begins at 0, as there; the
 * first step of another one is uniform in [0, interval).
 *
 * @returns Events in the order of their times.
 * @throws {UsageError} where there would be more than EVENTS_MAX.
 */
export function randomSchedule(options: RandomScheduleOptions): FaultEvent[] {
  const streams = Map.groupBy(options.faults, ({ fault }) => FAULTS[fault].stream ?? fault);
  const events = [...streams].flatMap(([stream, specs]) => drawStream(stream, specs, options));
  if (events.length > EVENTS_MAX) {
    throw new UsageError(
      `Cannot schedule ${events.length} faults, expected ${EVENTS_MAX} at most; use a larger --nemesis-interval`,
    );
  }
  return sortEvents(events);
}

/** Sorts by time; events at the same time keep their order. */
export function sortEvents(events: readonly FaultEvent[]): FaultEvent[] {
  return [...events].sort((a, b) => a.timeNs - b.timeNs);
}

/**
 * Adapts a schedule to fewer participants: what it does to others is left out, and so are faults that then do nothing.
 *
 * @param participants Names of the nodes and services that remain.
 */
export function restrictSchedule(events: readonly FaultEvent[], participants: readonly string[]): FaultEvent[] {
  const isIn = (name: string) => participants.includes(name);
  const left = new Set<string>();
  const restricted = events.map((event) => {
    if (event.action === "stop") return event;
    const start = restrictStart(event, isIn);
    if (start === undefined) left.add(event.id);
    return start;
  });
  return restricted.filter((event): event is FaultEvent => event !== undefined && !left.has(event.id));
}

/** All starts that do the same to one target less. */
export function smallerStarts<Kind extends FaultKind>(start: FaultStart<Kind>): FaultStart<Kind>[] {
  return FAULTS[start.fault].smaller(start.value).map((value) => ({ ...start, value }));
}

/** Adds what a fault does to what others do. */
export function applyStart<Kind extends FaultKind>({ fault, value }: FaultStart<Kind>, sum: EffectSum): void {
  FAULTS[fault].apply(value, sum);
}

/** Events of one stream. One more than the limit is enough to tell that there are too many. */
function drawStream(stream: string, specs: readonly FaultSpec[], options: RandomScheduleOptions): FaultEvent[] {
  const random = options.randomFor(stream);
  const intervalNs = options.intervalS * NS_PER_S;
  const limitNs = options.timeLimitS * NS_PER_S;
  const steps = new Map<FaultKind, number>();
  const events: FaultEvent[] = [];
  const startsAtOnce = specs.some(({ fault }) => FAULTS[fault].startsAtOnce);
  let timeNs = startsAtOnce ? 0 : Math.floor(random.float() * intervalNs);
  while (timeNs < limitNs && events.length <= EVENTS_MAX) {
    const spec = random.pick(specs);
    const { fault } = spec;
    const step = steps.get(fault) ?? 0;
    steps.set(fault, step + 1);
    const id = `${fault}-${Math.floor(step / 2)}`;
    if (step % 2 === 1) events.push({ timeNs, id, fault, action: "stop" });
    else events.push(drawStart(spec, { timeNs, id }, { ...options, random }));
    timeNs += Math.floor(random.float() * 2 * intervalNs);
  }
  return events;
}

function drawStart<Kind extends FaultKind>(
  { fault, choices }: FaultSpec<Kind>,
  { timeNs, id }: { readonly timeNs: number; readonly id: string },
  context: DrawContext,
): FaultStart<Kind> {
  return { timeNs, id, action: "start", fault, value: FAULTS[fault].draw(context.random.pick(choices), context) };
}

function restrictStart<Kind extends FaultKind>(
  start: FaultStart<Kind>,
  isIn: (name: string) => boolean,
): FaultStart<Kind> | undefined {
  const value = FAULTS[start.fault].restrict(start.value, isIn);
  return value === undefined ? undefined : { ...start, value };
}
