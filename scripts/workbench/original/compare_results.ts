/**
 * Two results of the same plan side by side, field by field: the original's and ours.
 *
 * Two runs of one plan differ in their figures, so only verdicts are compared strictly: the runs agree when every
 * `valid` that both have is the same. Figures are shown with their difference; those beyond the tolerance are named, for
 * a person to look at.
 *
 * @module
 */
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

/** Fields below are details of an instance, not figures. */
const DEPTH_MAX = 4;

/** Compares all fields that hold a number, a text, a verdict or nothing; lists count by their lengths. */
export function compareResults(theirs: Json, ours: Json): readonly ComparedField[] {
  const left = new Map(leaves(theirs, "", 0));
  const right = new Map(leaves(ours, "", 0));
  const paths = new Set([...left.keys(), ...right.keys()]);
  return [...paths].map((path) => {
    const fields = { theirs: left.get(path), ours: right.get(path) };
    const isVerdict = VERDICT.test(path) && fields.theirs !== undefined && fields.ours !== undefined;
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
export function renderComparison(fields: readonly ComparedField[]): string {
  const columns = [
    { heading: "field" },
    { heading: "Maelstrom", alignsRight: true },
    { heading: "ours", alignsRight: true },
    { heading: "difference" },
  ];
  const rows = fields.map((field) => [field.path, show(field.theirs), show(field.ours), differenceText(field)]);
  return `${renderTable(columns, rows)}\n${renderAgreement(fields)}`;
}

/** The verdict on agreement alone, and the figures that are far apart. */
export function renderAgreement(fields: readonly ComparedField[]): string {
  const disagreeing = fields.filter(({ agrees }) => !agrees).map(({ path }) => path);
  const verdict = disagreeing.length === 0
    ? "The verdicts of Maelstrom and ours agree"
    : `The verdicts of Maelstrom and ours differ: ${disagreeing.join(", ")}`;
  const far = fields.filter((field) => field.isFar).map(({ path }) => path);
  const remark = far.length === 0
    ? `No figure differs by more than ${TOLERANCE * 100} %`
    : `Figures that differ by more than ${TOLERANCE * 100} %: ${far.join(", ")}`;
  return `${verdict}\n${remark}\n`;
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
