/**
 * Where the messages and the time of two runs went, side by side: by what messages did, and by what took the time.
 *
 * @module
 */
import { fieldAt, isJsonObject } from "../../json.ts";
import type { Json } from "../../history.ts";
import { MESSAGE_CLASSES, TIME_PARTS } from "../../run_account.ts";
import { grouped } from "../../text/grouped.ts";
import { differenceText, judged, type Row, type RowGroup } from "./compared_rows.ts";
import type { StoredRun } from "./stored_runs.ts";

/** What is compared of the section `explained` of the results. */
const GROUPS = [
  {
    title: "Where the messages go, per operation",
    unit: "",
    names: MESSAGE_CLASSES,
    // News is what messages are for.
    neutral: "news",
    path: ["explained", "messages", "per-op"],
  },
  {
    title: "Where the time of a value goes, on average",
    unit: " ms",
    names: TIME_PARTS,
    neutral: "",
    path: ["explained", "latency", "parts-mean-ms"],
  },
] as const;

/** Rows for messages and for time; what neither run has is left out. */
export function accountRows(first: StoredRun, second: StoredRun): RowGroup[] {
  return GROUPS.map(({ title, unit, names, neutral, path }) => {
    const [left, right] = [first, second].map(({ results }) => partsAt(results, path));
    const rows = Object.entries(names).flatMap(([name, text]): Row[] => {
      const [from, to] = [left?.get(name), right?.get(name)];
      if (from === undefined && to === undefined) return [];
      const difference = left?.size === 0 || right?.size === 0 ? 0 : (to ?? 0) - (from ?? 0);
      const write = (value: number) => `${digits(value)}${unit}`;
      const cells = [cellOf(left, name, write), cellOf(right, name, write)] as const;
      return [{
        name: text,
        meaning: "",
        cells,
        difference: differenceText(difference, write),
        judgement: judged(difference, name === neutral ? undefined : "less"),
        isSame: cells[0] === cells[1],
      }];
    });
    return { title, rows };
  });
}

/** A run that was explained and has none of a part has nothing of it; of another run nobody knows. */
function cellOf(
  parts: ReadonlyMap<string, number> | undefined,
  name: string,
  write: (value: number) => string,
): string {
  return parts === undefined || parts.size === 0 ? "–" : write(parts.get(name) ?? 0);
}

function partsAt(results: Json, path: readonly string[]): ReadonlyMap<string, number> {
  const parts = fieldAt(results, ...path);
  if (!isJsonObject(parts)) return new Map();
  return new Map(Object.entries(parts).flatMap(([name, part]) => typeof part === "number" ? [[name, part]] : []));
}

/** Three digits, or whole numbers beyond. */
function digits(value: number): string {
  return value >= 100 ? grouped(Math.round(value)) : String(Number(value.toPrecision(3)));
}
