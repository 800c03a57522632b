/**
 * Completions a second over time, by function and outcome.
 *
 * @module
 */
import { type Outcome, OUTCOMES } from "../../recording/calls.ts";
import { type Html, html } from "../html.ts";
import { framePlot, type LegendItem, MARGIN, PLOT_HEIGHT, timeScale, valueAxis } from "./frame.ts";
import { SERIES_COLOURS } from "./palette.ts";
import type { PlotData } from "./plot_data.ts";
import { scaleLinear } from "./scales.ts";
import { linePath, type Point } from "./shapes.ts";
import { type TimeWindows, timeWindows } from "./windows.ts";

/** How lines of each outcome are dashed. */
const DASHES: Readonly<Record<Outcome, string>> = { ok: "none", fail: "7 3", info: "2 3", open: "9 3 2 3" };

/** Draws how many operations ended each second: colour by function, dash by outcome. */
export function ratePlot(data: PlotData): Html {
  const x = timeScale(data.endNs);
  const windows = timeWindows(data.endNs);
  const series = seriesOf(data);
  const most = data.axes?.ratePerSecond ?? highestOf(series, windows);
  const y = scaleLinear([0, most * 1.05], [PLOT_HEIGHT - MARGIN.bottom, MARGIN.top]);
  const lines = series.map((entry) => {
    const points = entry.counts.map((count, index): Point => [
      x((index + 0.5) * windows.lengthS),
      y(count / windows.lengthS),
    ]);
    return html`
      <path class="series" stroke="${colourOf(entry.f)}" stroke-dasharray="${DASHES[entry.outcome]}" d="${linePath(
        points,
      )}" />
    `;
  });
  return framePlot({
    title: "Rate",
    description: `operations that ended each second, counted in windows of ${windows.lengthS} s`,
    x,
    faults: data.faults,
    legend: legendOf(data),
    axis: valueAxis(y, y.ticks(5), "operations per second"),
    marks: lines,
  });
}

/** The highest point of the plot. */
export function highestRate(data: PlotData): number {
  return highestOf(seriesOf(data), timeWindows(data.endNs));
}

function highestOf(series: readonly Series[], { lengthS }: TimeWindows): number {
  return Math.max(1, ...series.flatMap(({ counts }) => counts)) / lengthS;
}

interface Series {
  /** The place of the function. */
  readonly f: number;
  readonly outcome: Outcome;
  readonly counts: number[];
}

/** For each function and outcome how many operations ended in each window of time. */
function seriesOf(data: PlotData): readonly Series[] {
  const windows = timeWindows(data.endNs);
  const series = new Map<string, Series>();
  for (const { invocation, completion, outcome } of data.calls) {
    if (completion === undefined) continue;
    const key = `${invocation.f}-${outcome}`;
    let entry = series.get(key);
    if (entry === undefined) {
      entry = { f: data.functions.indexOf(invocation.f), outcome, counts: new Array(windows.count).fill(0) };
      series.set(key, entry);
    }
    const index = windows.indexOf(completion.time);
    entry.counts[index] = (entry.counts[index] ?? 0) + 1;
  }
  return [...series.values()];
}

function legendOf(data: PlotData): LegendItem[] {
  const seen = new Set(data.calls.map((call) => call.outcome));
  return [
    ...data.functions.map((f, position) => ({
      swatch: html`
        <rect y="-5" width="10" height="10" rx="2" fill="${colourOf(position)}" />
      `,
      text: f,
    })),
    ...OUTCOMES.filter((outcome) => outcome !== "open" && seen.has(outcome)).map((outcome) => ({
      swatch: html`
        <line x1="-4" x2="12" class="series" stroke="var(--ink)" stroke-dasharray="${DASHES[outcome]}" />
      `,
      text: outcome,
    })),
  ];
}

function colourOf(position: number): string {
  return `var(--s${position % SERIES_COLOURS})`;
}
