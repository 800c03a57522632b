/**
 * Schedules of faults as JSON text: an array of events, for example
 *
 * ```json
 * [
 *   { "id": "cut", "fault": "partition", "action": "start", "at-s": 1.5,
 *     "value": { "kind": "mine", "drops": { "n0": ["n1"] } } },
 *   { "id": "cut", "fault": "partition", "action": "stop", "at-s": 4 }
 * ]
 * ```
 *
 * @module
 */
import * as v from "valibot";
import { didYouMean } from "../nearest_name.ts";
import { NS_PER_S } from "../clock.ts";
import { UsageError } from "../usage_error.ts";
import { CLOCK_KINDS, FAULT_KINDS } from "./fault.ts";
import { EVENTS_MAX, type FaultEvent, sortEvents } from "./schedule.ts";

/** Who may occur in a schedule. */
export interface ScheduleParticipants {
  readonly nodes: readonly string[];
  readonly services: readonly string[];
}

const NAME = v.string();
const PROBABILITY = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const NODES = v.strictObject({ target: v.optional(v.string(), "chosen"), nodes: v.array(NAME) });

const START_BASE = {
  id: v.string(),
  action: v.literal("start"),
  "at-s": v.pipe(v.number(), v.minValue(0)),
};

const START = v.variant("fault", [
  v.strictObject({
    ...START_BASE,
    fault: v.literal("partition"),
    value: v.strictObject({ kind: v.optional(v.string(), "chosen"), drops: v.record(NAME, v.array(NAME)) }),
  }),
  v.strictObject({ ...START_BASE, fault: v.literal("kill"), value: NODES }),
  v.strictObject({ ...START_BASE, fault: v.literal("pause"), value: NODES }),
  v.strictObject({
    ...START_BASE,
    fault: v.literal("clock"),
    value: v.strictObject({ kind: v.picklist(CLOCK_KINDS), "offsets-ms": v.record(NAME, v.number()) }),
  }),
  v.strictObject({
    ...START_BASE,
    fault: v.literal("slow"),
    value: v.strictObject({ factor: v.pipe(v.number(), v.minValue(0)) }),
  }),
  v.strictObject({ ...START_BASE, fault: v.literal("loss"), value: v.strictObject({ probability: PROBABILITY }) }),
  v.strictObject({ ...START_BASE, fault: v.literal("duplicate"), value: v.strictObject({ probability: PROBABILITY }) }),
  v.strictObject({
    ...START_BASE,
    fault: v.literal("reorder"),
    value: v.strictObject({ "jitter-ms": v.pipe(v.number(), v.minValue(0)) }),
  }),
  v.strictObject({
    ...START_BASE,
    fault: v.literal("hold"),
    value: v.strictObject({ links: v.array(v.tuple([NAME, NAME])) }),
  }),
]);

const STOP = v.strictObject({
  id: v.string(),
  fault: v.picklist(FAULT_KINDS),
  action: v.literal("stop"),
  "at-s": v.pipe(v.number(), v.minValue(0)),
});

const EVENT = v.variant("action", [START, STOP]);

/** Writes a schedule so that `parseSchedule` reads the same again, one event a line. */
export function serializeSchedule(events: readonly FaultEvent[]): string {
  return `[\n${events.map((event) => `  ${serializeEvent(event)}`).join(",\n")}\n]\n`;
}

/** The same in one line, for the value of `--schedule`. */
export function scheduleArgument(events: readonly FaultEvent[]): string {
  return `[${events.map(serializeEvent).join(",")}]`;
}

function serializeEvent({ timeNs, id, fault, action, ...rest }: FaultEvent): string {
  return JSON.stringify({ id, fault, action, "at-s": timeNs / NS_PER_S, ...rest });
}

/**
 * Reads a schedule and checks that it makes sense for the participants of a run.
 *
 * @returns Events in the order of their times.
 * @throws {UsageError} with the place of the mistake and what was expected there.
 */
export function parseSchedule(text: string, participants: ScheduleParticipants): FaultEvent[] {
  const list = parseList(text);
  const events = sortEvents(list.map((item, position) => readEvent(item, position)));
  checkPairs(events);
  for (const event of events) checkNames(event, participants);
  return events;
}

function parseList(text: string): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`Cannot read the schedule: ${(cause as Error).message}; expected a JSON array of events`, {
      cause,
    });
  }
  if (!Array.isArray(value)) throw new UsageError("Cannot read the schedule: expected a JSON array of events");
  if (value.length > EVENTS_MAX) {
    throw new UsageError(`Cannot read the schedule: it has ${value.length} events, expected ${EVENTS_MAX} at most`);
  }
  return value;
}

function readEvent(item: unknown, position: number): FaultEvent {
  const result = v.safeParse(EVENT, item);
  if (!result.success) {
    const [issue] = result.issues;
    const path = v.getDotPath(issue);
    const where = `event ${position + 1}${path === null ? "" : `, "${path}"`}`;
    const given = issue.path?.at(-1)?.key === "fault" && typeof issue.input === "string"
      ? didYouMean(issue.input, FAULT_KINDS)
      : "";
    throw new UsageError(
      `Cannot read the schedule: ${where}: found ${issue.received}, expected ${issue.expected}${given}`,
    );
  }
  const { "at-s": atS, ...event } = result.output;
  return { ...event, timeNs: Math.round(atS * NS_PER_S) };
}

function checkPairs(events: readonly FaultEvent[]): void {
  const started = new Map<string, FaultEvent>();
  const stopped = new Set<string>();
  for (const event of events) {
    const { id, fault, action } = event;
    const start = started.get(id);
    if (action === "start") {
      if (start !== undefined) fail(`two faults have the id "${id}"`, "a new id for each start");
      started.set(id, event);
      continue;
    }
    if (start === undefined) fail(`the stop of "${id}" has no start before it`, "a start with the same id");
    if (start.fault !== fault) fail(`the stop of "${id}" is of ${fault}`, `${start.fault} as its start says`);
    if (stopped.has(id)) fail(`"${id}" is stopped twice`, "one stop for each start");
    stopped.add(id);
  }
}

function checkNames(event: FaultEvent, { nodes, services }: ScheduleParticipants): void {
  if (event.action === "stop") return;
  const check = (names: readonly string[], known: readonly string[]) => {
    for (const name of names) {
      if (known.includes(name)) continue;
      fail(`"${event.id}" names "${name}"`, `one of ${known.join(", ")}${didYouMean(name, known)}`);
    }
  };
  switch (event.fault) {
    case "partition":
      check(Object.keys(event.value.drops), [...nodes, ...services]);
      return check(Object.values(event.value.drops).flat(), [...nodes, ...services]);
    case "kill":
    case "pause":
      return check(event.value.nodes, nodes);
    case "clock":
      return check(Object.keys(event.value["offsets-ms"]), nodes);
    case "hold":
      return check(event.value.links.flat(), [...nodes, ...services]);
  }
}

function fail(found: string, expected: string): never {
  throw new UsageError(`Cannot use the schedule: ${found}, expected ${expected}`);
}
