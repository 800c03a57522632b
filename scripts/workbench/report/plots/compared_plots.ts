/**
 * The plots of two runs side by side, on the same axes.
 *
 * @module
 */
import { type Html, render, trusted } from "../html.ts";
import type { ReportInput } from "../report_input.ts";
import { latencyQuantilesPlot } from "./latency_quantiles.ts";
import { latencyRawPlot } from "./latency_raw.ts";
import { highestMessageRate, messagesPlot } from "./messages.ts";
import { type PlotData, plotDataOf, type SharedAxes } from "./plot_data.ts";
import { highestRate, ratePlot } from "./rate.ts";

/** One kind of plot for both runs. */
export interface ComparedPlot {
  readonly title: string;
  readonly sides: readonly [Html, Html];
}

type Side = Pick<ReportInput, "history" | "journal">;

const PLOTS: readonly (readonly [title: string, draw: (data: PlotData) => Html])[] = [
  ["Latency of every operation", latencyRawPlot],
  ["Latency quantiles", latencyQuantilesPlot],
  ["Rate", ratePlot],
  ["Messages by type", messagesPlot],
];

/** Draws them, none where neither run did anything; marker ids are made different, since both sides stand in one page. */
export function comparedPlots(first: Side, second: Side): ComparedPlot[] {
  const plain = [plotDataOf(first), plotDataOf(second)] as const;
  const endNs = Math.max(...plain.map((data) => data.endNs));
  if (endNs === 0) return [];
  const functions = [...new Set(plain.flatMap((data) => data.functions))].sort();
  const sides = plain.map((data) => ({ ...data, endNs, functions }));
  const axes: SharedAxes = {
    calls: plain.flatMap(({ calls }) => calls),
    ratePerSecond: Math.max(...sides.map(highestRate)),
    messagesPerSecond: Math.max(...sides.map(highestMessageRate)),
  };
  const [a = plain[0], b = plain[1]] = sides.map((data): PlotData => ({ ...data, axes }));
  return PLOTS.map(([title, draw]) => ({ title, sides: [draw(a), withOwnIds(draw(b))] }));
}

function withOwnIds(plot: Html): Html {
  return trusted(render(plot).replaceAll(/(id="|url\(#)raw-/g, "$1second-raw-"));
}
