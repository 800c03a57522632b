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
import { drawFault } from "./draw_fault.ts";
import type { FaultKind, FaultValues } from "./fault.ts";
import type { FaultSpec } from "./fault_specs.ts";

/** The beginning of a fault. */
export type FaultStart = {
  readonly [Kind in FaultKind]: {
    /** Nanoseconds since the start of the run. */
    readonly timeNs: number;
    /** Unique within the schedule; its stop has the same. */
    readonly id: string;
    readonly fault: Kind;
    readonly action: "start";
    readonly value: FaultValues[Kind];
  };
}[FaultKind];

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
  /** Mean seconds between the steps of one fault. */
  readonly intervalS: number;
  /** Length of the main phase; no step is later. */
  readonly timeLimitS: number;
  readonly nodes: readonly string[];
  /** Names of the services, which only `partition:services` concerns. */
  readonly services: readonly string[];
  /** Gives the stream for one kind of fault, so that one fault more changes nothing about the others. */
  randomFor(fault: FaultKind): Random;
}

/**
 * Draws a schedule: for each fault start, stop, start, ... with gaps uniform in [0, 2 * interval). The first partition is
 * at 0, as in the original; the first step of another fault is uniform in [0, interval).
 *
 * @returns Events in the order of their times.
 * @throws {UsageError} where there would be more than EVENTS_MAX.
 */
export function randomSchedule(options: RandomScheduleOptions): FaultEvent[] {
  const events = options.faults.flatMap((spec) => drawEvents(spec, options));
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

/** Events of one fault. One more than the limit is enough to tell that there are too many. */
function drawEvents(spec: FaultSpec, options: RandomScheduleOptions): FaultEvent[] {
  const { fault } = spec;
  const random = options.randomFor(fault);
  const intervalNs = options.intervalS * NS_PER_S;
  const limitNs = options.timeLimitS * NS_PER_S;
  const events: FaultEvent[] = [];
  let timeNs = fault === "partition" ? 0 : Math.floor(random.float() * intervalNs);
  while (timeNs < limitNs && events.length <= EVENTS_MAX) {
    const id = `${fault}-${Math.floor(events.length / 2)}`;
    if (events.length % 2 === 1) events.push({ timeNs, id, fault, action: "stop" });
    else events.push({ timeNs, id, action: "start", ...drawFault(spec, { ...options, random }) });
    timeNs += Math.floor(random.float() * 2 * intervalNs);
  }
  return events;
}

function restrictStart(start: FaultStart, isIn: (name: string) => boolean): FaultStart | undefined {
  switch (start.fault) {
    case "partition": {
      const drops = Object.entries(start.value.drops)
        .filter(([receiver]) => isIn(receiver))
        .map(([receiver, senders]) => [receiver, senders.filter(isIn)] as const);
      if (drops.every(([, senders]) => senders.length === 0)) return undefined;
      return { ...start, value: { ...start.value, drops: Object.fromEntries(drops) } };
    }
    case "kill":
    case "pause": {
      const nodes = start.value.nodes.filter(isIn);
      return nodes.length === 0 ? undefined : { ...start, value: { ...start.value, nodes } };
    }
    case "clock": {
      const offsets = Object.entries(start.value["offsets-ms"]).filter(([node]) => isIn(node));
      if (offsets.length === 0) return undefined;
      return { ...start, value: { ...start.value, "offsets-ms": Object.fromEntries(offsets) } };
    }
    case "hold": {
      const links = start.value.links.filter(([src, dest]) => isIn(src) && isIn(dest));
      return links.length === 0 ? undefined : { ...start, value: { links } };
    }
    default:
      return start;
  }
}
