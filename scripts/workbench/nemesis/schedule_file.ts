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
 * What is wrong with a text is told all at once, in words of our own.
 *
 * @module
 */
import * as v from "valibot";
import { NS_PER_S } from "../clock.ts";
import { excerpt } from "../text/excerpt.ts";
import { UsageError } from "../usage_error.ts";
import { didYouMean, nearestName } from "../text/nearest_name.ts";
import { fromZero } from "./fields.ts";
import { FAULT_KINDS, type FaultKind, faultKind, FAULTS, type FaultValues } from "./faults/registry.ts";
import { EVENTS_MAX, type FaultEvent, type FaultStart, sortEvents } from "./schedule.ts";
import { pairProblems, type ScheduleParticipants, unknownNames } from "./schedule_problems.ts";

/** Fields of every event; a start has `value` as well, as its fault says. */
export const EVENT_FIELDS = {
  id: v.pipe(v.string(), v.title('a text that the start and the stop of one fault share, such as "cut"')),
  fault: v.pipe(v.picklist(FAULT_KINDS), v.title(`one of ${FAULT_KINDS.join(", ")}`)),
  action: v.pipe(v.picklist(["start", "stop"]), v.title('"start" or "stop"')),
  "at-s": fromZero("a number of seconds since the start of the run,"),
} as const;

const EVENT = v.object(EVENT_FIELDS);
const VALUE_FIELD = "value";

/** Mistakes that one error tells of; a file with more has one mistake many times. */
const PROBLEMS_SHOWN_MAX = 20;

/** Characters of a wrong value that an error shows. */
const SHOWN_LENGTH = 60;

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
 * Reads a schedule and checks that it makes sense for the participants of a run. A byte order mark is skipped.
 *
 * @param origin Where the text is from, as it stands in errors.
 * @returns Events in the order of their times.
 * @throws {UsageError} with all that is wrong, where, and what was expected there.
 */
export function parseSchedule(text: string, participants: ScheduleParticipants, origin = "the schedule"): FaultEvent[] {
  const fail = (problems: readonly string[]): never => {
    throw new UsageError(`Cannot use ${origin}: ${joinProblems(problems)}; "doc schedule" describes the form`);
  };
  const list = readJson(text.replace(/^\uFEFF/, ""));
  if (typeof list === "string") return fail([list]);
  const problems: string[] = [];
  const events = list.flatMap((item, index) => {
    const read = readEvent(item);
    if ("id" in read) return [read];
    problems.push(`event ${index + 1}: ${read.join("; ")}`);
    return [];
  });
  // A start that could not be read would make its stop look wrong.
  if (problems.length === 0) problems.push(...pairProblems(events));
  for (const event of events) problems.push(...unknownNames(event, participants));
  return problems.length === 0 ? sortEvents(events) : fail(problems);
}

function joinProblems(problems: readonly string[]): string {
  const more = problems.length - PROBLEMS_SHOWN_MAX;
  return [...problems.slice(0, PROBLEMS_SHOWN_MAX), ...(more > 0 ? [`and ${more} more of the kind`] : [])].join("; ");
}

/** The items of the array, or what is wrong with the text. */
function readJson(text: string): readonly unknown[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `a schedule is an array of events in JSON, ${notJson(text, String(error))}`;
  }
  if (!Array.isArray(value)) return `a schedule is an array of events, this is ${kindOf(value)}`;
  return value.length <= EVENTS_MAX ? value : `it has ${value.length} events, expected ${EVENTS_MAX} at most`;
}

/** Where a text is no JSON, as far as the engine tells; its own words are about its parser. */
function notJson(text: string, engineWords: string): string {
  if (text.trim() === "") return "this is empty";
  // What is no UTF-8 was read as replacement characters; UTF-16 has zeros as well.
  if (/[\uFFFD\0]/.test(text)) return "this is no text in UTF-8; save the file in that encoding";
  const position = /position (\d+)/.exec(engineWords)?.[1];
  const token = /Unexpected token (?:'(.+)'|"(.+)"), /s.exec(engineWords)?.slice(1).find((found) =>
    found !== undefined
  );
  if (position === undefined && token === undefined) return "this ends too early";
  const before = text.slice(0, Number(position ?? 0)).split("\n");
  const place = position === undefined ? "" : ` in line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
  const found = token ?? text.slice(Number(position)).split("\n", 1)[0] ?? "";
  if (found.trim() === "") return `this ends too early${place}`;
  return `this is not, it has ${
    excerpt(found, SHOWN_LENGTH)
  }${place} (JSON has no comments, single quotes or commas at the end)`;
}

/** An event, or all that is wrong with it. */
function readEvent(item: unknown): FaultEvent | readonly string[] {
  if (!isObject(item)) return [`found ${shown(item)}, expected an object such as ${exampleEvent("partition")}`];
  const { [VALUE_FIELD]: value, ...fields } = item;
  const read = checked(EVENT, fields, { others: [VALUE_FIELD] });
  const fault = faultKind(item.fault);
  if (item.action === "stop") {
    const stray = VALUE_FIELD in item ? [`"${VALUE_FIELD}" belongs to starts and not to stops`] : [];
    if (read.output === undefined || stray.length > 0) return [...read.problems, ...stray];
    const { id, fault: stopped, "at-s": atS } = read.output;
    return { id, fault: stopped, action: "stop", timeNs: toNs(atS) };
  }
  // Where the fault is not known, nor is what its value must be.
  if (fault === undefined) return read.problems;
  const { output, problems } = checkValue(fault, value, VALUE_FIELD in item);
  if (read.output === undefined || output === undefined) return [...read.problems, ...problems];
  const { id, "at-s": atS } = read.output;
  return startOf(fault, { id, timeNs: toNs(atS), value: output });
}

function startOf<Kind extends FaultKind>(
  fault: Kind,
  { id, timeNs, value }: { readonly id: string; readonly timeNs: number; readonly value: FaultValues[Kind] },
): FaultStart<Kind> {
  return { id, fault, action: "start", timeNs, value };
}

function checkValue<Kind extends FaultKind>(fault: Kind, value: unknown, isGiven: boolean): Checked<FaultValues[Kind]> {
  const expected = `an object such as ${JSON.stringify(FAULTS[fault].example)}`;
  if (!isGiven) return { problems: [`"${VALUE_FIELD}" is missing, expected ${expected}`] };
  if (!isObject(value)) return { problems: [`"${VALUE_FIELD}": found ${shown(value)}, expected ${expected}`] };
  return checked(FAULTS[fault].schema, value, { prefix: `${VALUE_FIELD}.` });
}

interface Checked<Output> {
  /** Absent where something is wrong. */
  readonly output?: Output;
  readonly problems: readonly string[];
}

/** Checks the fields of an object against a schema; each entry's title says what is expected. */
function checked<Output>(
  schema: v.GenericSchema<unknown, Output> & { readonly entries: v.ObjectEntries },
  fields: Readonly<Record<string, unknown>>,
  { prefix = "", others = [] }: { readonly prefix?: string; readonly others?: readonly string[] },
): Checked<Output> {
  const known = [...Object.keys(schema.entries), ...others];
  const unknown = Object.keys(fields).filter((name) => !known.includes(name)).map((name) => {
    const nearest = nearestName(name, known);
    return `${quoted(prefix + name)} is unknown, expected ${
      nearest === undefined ? known.map(quoted).join(", ") : `${quoted(prefix + nearest)} perhaps`
    }`;
  });
  const result = v.safeParse(schema, fields);
  const wrong = (result.issues ?? []).flatMap((issue) => {
    const [first, ...inner] = (issue.path ?? []).map(({ key }) => String(key));
    const entry = schema.entries[first ?? ""];
    if (first === undefined || entry === undefined) return [];
    const name = `"${prefix}${[first, ...inner].join(".")}"`;
    const expected = `expected ${titleOf(entry)}`;
    if (!(first in fields)) return [`${name} is missing, ${expected}`];
    const meant = typeof issue.input === "string" && first === "fault" ? didYouMean(issue.input, FAULT_KINDS) : "";
    return [`${name}: found ${shown(issue.input)}, ${expected}${meant}`];
  });
  const problems = [...unknown, ...wrong];
  return problems.length === 0 && result.success ? { output: result.output, problems } : { problems };
}

/** What a field holds, in words. */
export function titleOf(field: v.ObjectEntries[string]): string {
  const { wrapped } = field as { readonly wrapped?: v.GenericSchema };
  return v.getTitle(wrapped ?? field as v.GenericSchema) ?? "";
}

/** A start as it may stand in a file. */
export function exampleEvent(fault: FaultKind): string {
  return JSON.stringify({ id: "a", fault, action: "start", "at-s": 1.5, value: FAULTS[fault].example });
}

function quoted(name: string): string {
  return JSON.stringify(name);
}

function toNs(seconds: number): number {
  return Math.round(seconds * NS_PER_S);
}

function shown(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) return "a number that is too large";
  return excerpt(JSON.stringify(value), SHOWN_LENGTH);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? "an object" : `a ${typeof value === "string" ? "text" : typeof value}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
