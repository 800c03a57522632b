/**
 * Two results of the same plan side by side, field by field: the original's and ours.
 *
 * Two runs of one plan differ in their figures, so only verdicts are compared strictly: the runs agree when every
 * `valid` that both have is the same. Figures are shown with their difference; those beyond the tolerance are named, for
 * a person to look at.
 *
 * @module
 */
import { excerpt } from "../text/excerpt.ts";
import type { Json } from "../history.ts";
import { renderTable } from "../terminal/table.ts";

/** One field of both results. */
export interface ComparedField {
  /** Names with dots between them, for example `net.servers.msgs-per-op`. */
  readonly path: string;
  /** Undefined where the original has no such field. */
  readonly theirs: Json | undefined;
  /** Undefined where we have none. */
  readonly ours: Json | undefined;
  /** False where verdicts differ; figures and texts never disagree. */
  readonly agrees: boolean;
  /** True for figures that differ by more than two runs of one plan should. */
  readonly isFar: boolean;
}

/** Two runs of one plan may differ by this part of the larger figure ... */
const TOLERANCE = 0.25;

/** ... and whole numbers, which are counts and milliseconds, by this in any case. */
const TOLERANCE_COUNT = 10;

/** A verdict on the run, not on one key: two runs of a broken program fail at different keys. */
const VERDICT = /^(?!.*\.results\.)(.*\.)?valid$/;

/** Characters of an error of the original that are shown. */
const ERROR_LENGTH_MAX = 300;

/** Fields below are details of an instance, not figures. */
const DEPTH_MAX = 4;

/** Functions whose operations spread something: messages for each of them say more than messages per operation. */
const SPREADING = ["broadcast", "add", "send"];

/** A checker of the original that failed, and what it said. */
export interface OriginalError {
  /** The section of the results. */
  readonly path: string;
  readonly text: string;
}

/**
 * The results with figures that do not depend on how much was carried out: messages between servers for each operation
 * that spreads something, and which part of the operations asked for there were.
 *
 * @param asked Operations that rate and time limit ask for.
 */
export function withRelativeFigures(results: Json, asked: number): Json {
  if (!isObject(results)) return results;
  const count = numberAt(results, ["stats", "count"]);
  const messages = numberAt(results, ["net", "servers", "msg-count"]);
  const figures: Record<string, number> = {};
  for (const f of SPREADING) {
    const spread = numberAt(results, ["stats", "by-f", f, "ok-count"]);
    if (messages !== undefined && spread !== undefined && spread > 0) figures[`msgs-per-${f}`] = messages / spread;
  }
  if (count !== undefined && asked > 0) figures["part-of-asked-operations"] = count / asked;
  return { ...results, relative: figures };
}

/** Finds the sections of the original's results in which its checker failed, for example for want of gnuplot. */
export function errorsOf(results: Json, path = "", depth = 0): OriginalError[] {
  if (!isObject(results) || depth > DEPTH_MAX) return [];
  const { valid, error } = results;
  const own = valid === "unknown" && error !== undefined && error !== null
    ? [{ path: path === "" ? "the whole" : path, text: firstLine(error) }]
    : [];
  return [
    ...own,
    ...Object.entries(results).flatMap(([name, field]) =>
      errorsOf(field, path === "" ? name : `${path}.${name}`, depth + 1)
    ),
  ];
}

/** Compares all fields that hold a number, a text, a verdict or nothing; lists count by their lengths. */
export function compareResults(theirs: Json, ours: Json): readonly ComparedField[] {
  const left = new Map(leaves(theirs, "", 0));
  const right = new Map(leaves(ours, "", 0));
  const paths = new Set([...left.keys(), ...right.keys()]);
  const failed = errorsOf(theirs).map((error) => `${error.path}.`);
  return [...paths].map((path) => {
    const fields = { theirs: left.get(path), ours: right.get(path) };
    const section = path.slice(0, -"valid".length);
    const hasFailed = fields.theirs === "unknown" && failed.some((name) => name.startsWith(section));
    const isVerdict = VERDICT.test(path) && fields.theirs !== undefined && fields.ours !== undefined && !hasFailed;
    return { path, ...fields, agrees: !isVerdict || fields.theirs === fields.ours, isFar: isFar(fields) };
  });
}

/** A field for `--json`; what a side does not have is left out. */
export function fieldAsJson({ path, theirs, ours, agrees, isFar }: ComparedField): Json {
  return {
    field: path,
    ...(theirs === undefined ? {} : { maelstrom: theirs }),
    ...(ours === undefined ? {} : { ours }),
    agrees,
    "differs-much": isFar,
  };
}

/** A table of the fields and, last, the verdict on agreement. */
export function renderComparison(fields: readonly ComparedField[], errors: readonly OriginalError[] = []): string {
  const columns = [
    { heading: "field" },
    { heading: "Maelstrom", alignsRight: true },
    { heading: "ours", alignsRight: true },
    { heading: "difference" },
  ];
  const rows = fields.map((field) => [field.path, show(field.theirs), show(field.ours), differenceText(field)]);
  return `${renderTable(columns, rows)}\n${renderAgreement(fields, errors)}`;
}

/** The verdict on agreement alone, and the figures that are far apart. */
export function renderAgreement(fields: readonly ComparedField[], errors: readonly OriginalError[] = []): string {
  const disagreeing = fields.filter(({ agrees }) => !agrees).map(({ path }) => path);
  const own = errors.map(({ path, text }) =>
    `Maelstrom gave no verdict on ${path}, for an error of its own: ${text}\n`
  );
  const verdict = disagreeing.length === 0
    ? `The ${errors.length > 0 ? "other " : ""}verdicts of Maelstrom and ours agree`
    : `The verdicts of Maelstrom and ours differ: ${disagreeing.join(", ")}`;
  const far = fields.filter((field) => field.isFar).map(({ path }) => path);
  const remark = far.length === 0
    ? `No figure differs by more than ${TOLERANCE * 100} %`
    : `Figures that differ by more than ${TOLERANCE * 100} %: ${far.join(", ")}`;
  return `${own.join("")}${verdict}\n${remark}\n`;
}

/** The original's value and ours in one cell, `12.3 / 12.1`; `-` where neither has one. */
export function renderPair(field: ComparedField | undefined): string {
  return field === undefined ? "-" : `${show(field.theirs)} / ${show(field.ours)}`;
}

function isFar({ theirs, ours }: Pick<ComparedField, "theirs" | "ours">): boolean {
  if (typeof theirs !== "number" || typeof ours !== "number") return false;
  const slack = Number.isInteger(theirs) && Number.isInteger(ours) ? TOLERANCE_COUNT : 0;
  return Math.abs(theirs - ours) > Math.max(slack, TOLERANCE * Math.max(Math.abs(theirs), Math.abs(ours)));
}

function* leaves(value: Json, path: string, depth: number): Generator<[string, Json]> {
  if (typeof value !== "object" || value === null) {
    yield [path, value];
  } else if (Array.isArray(value)) {
    yield [`${path} (length)`, value.length];
  } else if (depth < DEPTH_MAX) {
    for (const [name, field] of Object.entries(value)) {
      yield* leaves(field, path === "" ? name : `${path}.${name}`, depth + 1);
    }
  }
}

/** Errors of Jepsen's are stack traces, as one text or as data. */
function firstLine(error: Json): string {
  const text = typeof error === "string" ? error : JSON.stringify(error);
  return excerpt(text.trim().split("\n")[0] ?? "", ERROR_LENGTH_MAX);
}

function numberAt(results: Json, path: readonly string[]): number | undefined {
  const found = path.reduce<Json>((value, name) => isObject(value) ? value[name] ?? null : null, results);
  return typeof found === "number" ? found : undefined;
}

function isObject(value: Json): value is { readonly [field: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: Json | undefined): string {
  if (value === undefined) return "-";
  return typeof value === "number" ? String(Number(value.toFixed(4))) : String(value);
}

function differenceText({ theirs, ours, agrees }: ComparedField): string {
  if (!agrees) return "DIFFERS";
  if (typeof theirs !== "number" || typeof ours !== "number" || theirs === ours) return "";
  if (theirs === 0) return "";
  const percent = (ours / theirs - 1) * 100;
  return `${percent > 0 ? "+" : ""}${percent.toFixed(Math.abs(percent) < 10 ? 1 : 0)} %`;
}
