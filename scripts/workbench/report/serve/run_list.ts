/**
 * The list of runs as a table: its columns, and which rows are shown in which order.
 *
 * @module
 */
import { figureAt, figureText, TABLE_FIGURES } from "../../figures.ts";
import type { Json } from "../../history.ts";
import { fieldAt } from "../../json.ts";
import { startOf, titleOf, verdictOf } from "./page.ts";
import type { StoredRun } from "./stored_runs.ts";

/** A column: its name in addresses, its heading, what it holds and by what it is sorted. */
export interface Column {
  readonly key: string;
  readonly heading: string;
  readonly meaning: string;
  readonly isNumber: boolean;
  /** What is shown; a dash where the run has none. */
  text(run: StoredRun): string;
  /** What is compared; runs without one come last. */
  rank(run: StoredRun): string | number | undefined;
}

/** What the reader asks for. */
export interface ListQuery {
  /** Words that must all occur in a row. */
  readonly words: readonly string[];
  /** Column to the text that it must have; columns of {@linkcode FILTERED}. */
  readonly chosen: ReadonlyMap<string, string>;
  readonly sort: Column;
  readonly isDescending: boolean;
}

/** Columns whose texts a reader can choose from. */
export const FILTERED = ["verdict", "workload", "mode", "faults", "nodes"] as const;

const DASH = "–";

/** All columns, in order. */
export const COLUMNS: readonly Column[] = [
  textColumn("verdict", "Valid, invalid or unknown; damaged where the files of the run cannot be read.", verdictOf),
  textColumn("run", "The stage or workload, and the program that was tested. It leads to the report.", titleOf),
  textColumn(
    "workload",
    "What clients asked for, and the rule by which the answers were judged.",
    ({ workload }) => workload,
  ),
  numberColumn("seed", "The number from which everything random in the run was drawn.", (run) => optionOf(run, "seed")),
  numberColumn("nodes", "How many nodes there were.", (run) => optionOf(run, "node-count") ?? nodeCount(run)),
  textColumn("mode", "Virtual time (sim) or processes in real time.", (run) => textOf(optionOf(run, "mode"))),
  textColumn("faults", "What went wrong on purpose: --nemesis, and messages lost or doubled.", faultsOf),
  textColumn("started", "When the run began, by the clock of its machine.", startOf),
  ...TABLE_FIGURES.map((figure): Column => ({
    key: figure.name,
    heading: figure.heading,
    meaning: figure.meaning,
    isNumber: true,
    text: ({ results }) => figureText(figure, results) ?? DASH,
    rank: ({ results }) => figureAt(results, figure.path) ?? undefined,
  })),
  textColumn("targets", "Whether the limits of the stage, or those of --expect, were met.", targetsOf),
];

/** Reads what an address asks for; what makes no sense there is left out. */
export function readQuery(parameters: URLSearchParams): ListQuery {
  const sort = parameters.get("sort") ?? "-started";
  const column = COLUMNS.find(({ key }) => key === sort.replace(/^-/, ""));
  const started = COLUMNS.find(({ key }) => key === "started");
  if (started === undefined) throw new Error("Cannot list runs: there is no column for their start");
  return {
    words: (parameters.get("search") ?? "").toLowerCase().split(/\s+/).filter((word) => word !== ""),
    chosen: new Map(FILTERED.flatMap((key): [string, string][] => {
      const value = parameters.get(key) ?? "";
      return value === "" ? [] : [[key, value]];
    })),
    sort: column ?? started,
    isDescending: column === undefined || sort.startsWith("-"),
  };
}

/** The runs that a query asks for, in its order; among equals the order of before. */
export function chooseRuns(runs: readonly StoredRun[], query: ListQuery): StoredRun[] {
  const { sort, isDescending } = query;
  const chosen = runs.filter((run) =>
    [...query.chosen].every(([key, value]) => columnOf(key).text(run) === value) && hasWords(run, query.words)
  );
  const compare = (a: string | number | undefined, b: string | number | undefined): number => {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    const order = typeof a === "number" && typeof b === "number" ? a - b : NATURAL.compare(String(a), String(b));
    return isDescending ? -order : order;
  };
  return chosen.toSorted((a, b) => compare(sort.rank(a), sort.rank(b)));
}

/** The texts of a column that occur, in order. */
export function textsOf(runs: readonly StoredRun[], key: string): string[] {
  return [...new Set(runs.map((run) => columnOf(key).text(run)))].sort(NATURAL.compare);
}

const NATURAL = new Intl.Collator("en", { numeric: true });

function columnOf(key: string): Column {
  const column = COLUMNS.find((one) => one.key === key);
  if (column === undefined) throw new RangeError(`Cannot find the column "${key}" of the list of runs`);
  return column;
}

/** Every word in one of the texts of the row, or in its path; `seed` before a number means that column. */
function hasWords(run: StoredRun, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = [run.path, ...COLUMNS.map((column) => `${column.heading} ${column.text(run)}`)].join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

function textColumn(key: string, meaning: string, text: (run: StoredRun) => string | undefined): Column {
  const shown = (run: StoredRun) => text(run) ?? DASH;
  return { key, heading: key, meaning, isNumber: false, text: shown, rank: (run) => text(run) };
}

function numberColumn(key: string, meaning: string, value: (run: StoredRun) => Json | undefined): Column {
  return {
    key,
    heading: key,
    meaning,
    isNumber: true,
    text: (run) => textOf(value(run)) ?? DASH,
    rank: (run) => {
      const held = value(run);
      return typeof held === "number" ? held : textOf(held);
    },
  };
}

function optionOf({ run }: StoredRun, name: string): Json | undefined {
  return fieldAt(run, "options", name) ?? undefined;
}

function nodeCount({ run }: StoredRun): number | undefined {
  const nodes = fieldAt(run, "nodes");
  return Array.isArray(nodes) ? nodes.length : undefined;
}

function textOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function faultsOf(run: StoredRun): string | undefined {
  const nemesis = optionOf(run, "nemesis");
  const names = Array.isArray(nemesis) ? nemesis.map(String).join(", ") : textOf(nemesis);
  const chances = ([["p-loss", "loss"], ["p-duplicate", "duplicates"]] as const).flatMap(([option, name]) => {
    const chance = optionOf(run, option);
    return typeof chance === "number" && chance > 0 ? [`${name} ${chance}`] : [];
  });
  const faults = [...(names === undefined || names === "" ? [] : [names]), ...chances].join(", ");
  return faults === "" ? undefined : faults;
}

function targetsOf(run: StoredRun): string | undefined {
  const targets = fieldAt(run.run, "targets");
  if (!Array.isArray(targets) || targets.length === 0) return undefined;
  return fieldAt(run.run, "targets-met") === true ? "✓ met" : "✗ missed";
}
