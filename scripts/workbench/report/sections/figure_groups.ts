/**
 * The numbers of the results in groups, each with a name, a place and a text with its unit.
 *
 * @module
 */
import { seconds } from "../../clock.ts";
import { numberText } from "../../figures.ts";
import type { Json } from "../../history.ts";
import { fieldAt, isJsonObject } from "../../json.ts";
import { quantileOf } from "./meanings.ts";

/** A number with its name and its place in the results. */
export interface GroupedFigure {
  readonly name: string;
  readonly path: string;
  /** With its unit. */
  readonly value: string;
}

/** Figures of one section of the results. */
export interface FigureGroup {
  readonly title: string;
  readonly figures: readonly GroupedFigure[];
}

/** Fields of the results that are not numbers to look at, or stand elsewhere on the page. */
const SKIPPED: ReadonlySet<string> = new Set(["valid", "worst-stale", "by-f"]);
/** Items of a list that are shown. */
const ITEMS_MAX = 8;
/** Fields of objects that are times: seconds, and nanoseconds since the start. */
const SECONDS: ReadonlySet<string> = new Set(["worst-realtime-lag.time", "worst-realtime-lag.lag"]);
const NANOSECONDS: ReadonlySet<string> = new Set(["unseen.time"]);

/** All groups that have figures. */
export function figureGroups(results: Json, workload: string): FigureGroup[] {
  const sections: readonly (readonly [title: string, place: readonly string[]])[] = [
    ["Operations", ["stats"]],
    ["Availability", ["availability"]],
    ["Messages between servers", ["net", "servers"]],
    ["Messages with clients", ["net", "clients"]],
    ["All messages", ["net", "all"]],
    [`Workload ${workload}`, ["workload"]],
  ];
  return sections.map(([title, place]) => ({ title, figures: figuresOf(fieldAt(results, ...place), place.join(".")) }))
    .filter(({ figures }) => figures.length > 0);
}

/** Writes a number as its figure is written, with its unit. */
export function withUnitOf(path: string, value: number): string {
  if (/latencies\.[\d.]+$/.test(path)) return `${numberText(value)} ms`;
  return withUnit(value, path.split(".").slice(-2).join("."));
}

/** Numbers, short lists and quantiles of one section, in its order; what is nested deeper is no figure. */
function figuresOf(section: Json, path: string): GroupedFigure[] {
  if (!isJsonObject(section)) return [];
  return Object.entries(section).flatMap(([name, value]): GroupedFigure[] => {
    if (SKIPPED.has(name) || value === null || `${name}-count` in section) return [];
    const place = `${path}.${name}`;
    if (typeof value !== "object") return [{ name, path: place, value: scalarText(value) }];
    if (!isJsonObject(value)) return listFigure({ name, path: place, value: "" }, value as readonly Json[]);
    const isLatency = name.endsWith("latencies");
    // Fields that look like whole numbers come first in JavaScript: 0, 1, 0.5.
    const fields = Object.entries(value).sort(([a], [b]) => isLatency ? Number(a) - Number(b) : 0);
    return fields.flatMap(([part, held]): GroupedFigure[] => {
      if (typeof held === "object") return [];
      const shown = quantileOf(`${name}.${part}`)?.name ?? part;
      const text = isLatency ? `${scalarText(held)} ms` : withUnit(held, `${name}.${part}`);
      return [{ name: `${name} ${shown}`, path: `${place}.${part}`, value: text }];
    });
  });
}

/** A list of numbers or texts, or of ranges; nothing for an empty list or one of objects. */
function listFigure(figure: GroupedFigure, items: readonly Json[]): GroupedFigure[] {
  const texts = items.slice(0, ITEMS_MAX).map((item) => {
    if (!Array.isArray(item)) return typeof item === "object" ? undefined : scalarText(item);
    const [low, high] = item;
    return typeof low === "number" && typeof high === "number"
      ? `${scalarText(low)} to ${scalarText(high)}`
      : undefined;
  });
  if (texts.length === 0 || texts.includes(undefined)) return [];
  const left = items.length - texts.length;
  return [{ ...figure, value: `${texts.join(", ")}${left > 0 ? ` and ${left} more` : ""}` }];
}

function withUnit(value: string | number | boolean, name: string): string {
  if (NANOSECONDS.has(name)) return seconds(Number(value), 3);
  return SECONDS.has(name) ? `${scalarText(value)} s` : scalarText(value);
}

function scalarText(value: string | number | boolean): string {
  return typeof value === "number" ? numberText(value) : String(value);
}
