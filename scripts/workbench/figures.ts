/**
 * The figures of a run that people compare: each with its names, its place in the results, how it is written, what it
 * means and which way is better. The tables in the terminal, the pages, `--expect` and the comparison with the original
 * are made from these rows.
 *
 * To add a figure, add its row to {@linkcode FIGURES}, and its name to the tables that should show it (`TABLE_FIGURES`).
 *
 * @module
 */
import type { Json } from "./history.ts";
import { grouped } from "./text/grouped.ts";

/** A number of the results. */
export interface Figure {
  /** Over a column, with its unit: `median ms`. */
  readonly heading: string;
  /** In a sentence or where there is room: `median stable latency (ms)`. */
  readonly label: string;
  /** What `--expect` calls it: `stable-latency.median`. The path is a name as well. */
  readonly name: string;
  /** Where it stands in the results: names of fields with dots between them. */
  readonly path: string;
  /** Digits after the point. */
  readonly digits: number;
  /** One or several sentences. */
  readonly meaning: string;
  /** Which of two values speaks for the nodes; absent where neither does. */
  readonly better?: "less" | "more";
}

/** Quantiles of latencies: the field of the results to what people call it. */
export const QUANTILES = {
  "0": { name: "least", short: "min", sentence: "The least" },
  "0.5": { name: "median", short: "median", sentence: "The median" },
  "0.95": { name: "95 %", short: "p95", sentence: "The 95 % quantile" },
  "0.99": { name: "99 %", short: "p99", sentence: "The 99 % quantile" },
  "1": { name: "max", short: "max", sentence: "The largest" },
} as const;

/** Every figure with a name of its own. */
export const FIGURES = {
  operations: {
    heading: "operations",
    label: "operations",
    name: "operations",
    path: "stats.count",
    digits: 0,
    meaning: "Client operations that were completed, however they ended; the nemesis is not counted.",
  },
  okFraction: {
    heading: "ok-fraction",
    label: "ok-fraction",
    name: "ok-fraction",
    path: "availability.ok-fraction",
    digits: 4,
    meaning:
      "Share of all invocations that ended ok; invocations that never ended and crashes of clients count against it.",
    better: "more",
  },
  messagesPerOperation: {
    heading: "msgs/op",
    label: "msgs/op",
    name: "msgs-per-op",
    path: "net.servers.msgs-per-op",
    digits: 2,
    meaning: "Messages between nodes, and between nodes and services, divided by all client operations; in broadcast " +
      "about half of those are reads, so a broadcast costs about twice this.",
    better: "less",
  },
  stableLatencyMin: stableLatency("0"),
  stableLatencyMedian: stableLatency("0.5"),
  stableLatencyP95: stableLatency("0.95"),
  stableLatencyP99: stableLatency("0.99"),
  stableLatencyMax: stableLatency("1"),
} as const satisfies Readonly<Record<string, Figure>>;

/** The figures of tables of runs, in order. */
export const TABLE_FIGURES: readonly Figure[] = [
  FIGURES.operations,
  FIGURES.okFraction,
  FIGURES.messagesPerOperation,
  FIGURES.stableLatencyMedian,
  FIGURES.stableLatencyMax,
];

/** The figure at a place in the results, where it is one of these. */
export function figureOfPath(path: string): Figure | undefined {
  return BY_PATH.get(path);
}

/** A figure as tables show it; undefined where the results have none. */
export function figureText({ path, digits }: Figure, results: Json): string | undefined {
  return figureAt(results, path)?.toFixed(digits);
}

/** A number of any size: whole numbers with separators, others with five significant digits. */
export function numberText(value: number): string {
  return Number.isInteger(value) ? grouped(value) : String(Number(value.toPrecision(5)));
}

/** The number at a path, or null. Field names may contain dots ("0.5"), so the longest name that fits is taken. */
export function figureAt(results: Json, path: string): number | null {
  if (path === "") {
    if (typeof results === "boolean") return Number(results);
    return typeof results === "number" ? results : null;
  }
  if (typeof results !== "object" || results === null || Array.isArray(results)) return null;
  const names = path.split(".");
  const fields = new Map(Object.entries(results));
  for (let length = names.length; length > 0; length--) {
    const field = fields.get(names.slice(0, length).join("."));
    if (field === undefined) continue;
    const figure = figureAt(field, names.slice(length).join("."));
    if (figure !== null) return figure;
  }
  return null;
}

const BY_PATH: ReadonlyMap<string, Figure> = new Map(Object.values(FIGURES).map((figure) => [figure.path, figure]));

function stableLatency(quantile: keyof typeof QUANTILES) {
  const { short, sentence } = QUANTILES[quantile];
  return {
    heading: `${short} ms`,
    label: `${short} stable latency (ms)`,
    name: `stable-latency.${short}`,
    path: `workload.stable-latencies.${quantile}`,
    digits: 0,
    meaning: `${sentence} of the times from a value's acknowledgement to the last read that still missed it; sampled ` +
      "by reads, so it can only be as fine as reads are frequent, and 0 means that no read ever missed it.",
    better: "less",
  } as const;
}
