/**
 * Latency quantiles over time, one family of lines a function.
 *
 * @module
 */
import { quantiles } from "../../checkers/quantiles.ts";
import { type Html, html } from "../html.ts";
import { framePlot, timeScale } from "./frame.ts";
import { latencyAxis, latencyMsOf, latencyScale } from "./latency_scale.ts";
import type { PlotData } from "./plot_data.ts";
import { SERIES_COLOURS } from "./palette.ts";
import { linePath, type Point } from "./shapes.ts";
import { timeWindows } from "./windows.ts";

/** A quantile of the original's plot, and how its line looks. */
interface QuantileLine {
  readonly fraction: string;
  readonly name: string;
  readonly width: number;
  readonly opacity: number;
}

/** From the broadest to the narrowest, so that each is seen where several lie on each other, as the last two often do. */
const LINES: readonly QuantileLine[] = [
  { fraction: "1", name: "max", width: 9, opacity: .22 },
  { fraction: "0.99", name: "99 %", width: 5.5, opacity: .35 },
  { fraction: "0.95", name: "95 %", width: 2.8, opacity: .6 },
  { fraction: "0.5", name: "median", width: 1.6, opacity: 1 },
];

/** Draws the quantiles of each window of time: colour by function, breadth by quantile. */
export function latencyQuantilesPlot(data: PlotData): Html {
  const x = timeScale(data.endNs);
  const y = latencyScale(data.axes?.calls ?? data.calls);
  const windows = timeWindows(data.endNs);
  const lines = data.functions.map((f, position) => {
    const buckets: number[][] = Array.from({ length: windows.count }, () => []);
    for (const call of data.calls) {
      const latency = call.invocation.f === f ? latencyMsOf(call) : undefined;
      if (latency !== undefined) buckets[windows.indexOf(call.invocation.time)]?.push(latency);
    }
    const cuts = buckets.map(quantiles);
    return LINES.map((quantile) => {
      const points = cuts.map((cut, index): Point | undefined => {
        const latency = cut?.[quantile.fraction];
        return latency === undefined ? undefined : [x((index + 0.5) * windows.lengthS), y(latency)];
      });
      return html`
        <path class="series" stroke="var(--s${position % SERIES_COLOURS})" ${lookOf(quantile)} d="${linePath(
          points,
        )}" />
      `;
    });
  });
  return framePlot({
    title: "Latency quantiles",
    description: `median, 95 %, 99 % and maximum of the operations invoked in each ${windows.lengthS} s`,
    x,
    faults: data.faults,
    legend: [
      ...data.functions.map((f, position) => ({
        swatch: html`
          <rect y="-5" width="10" height="10" rx="2" fill="var(--s${position % SERIES_COLOURS})" />
        `,
        text: f,
      })),
      ...LINES.map((quantile) => ({
        swatch: html`
          <line x1="-4" x2="12" class="series" stroke="var(--ink)" ${lookOf(quantile)} />
        `,
        text: quantile.name,
      })),
    ],
    axis: latencyAxis(y),
    marks: lines,
  });
}

function lookOf({ width, opacity }: QuantileLine): Html {
  return html`
    style="stroke-width: ${width}; stroke-opacity: ${opacity}" stroke-linejoin="round" stroke-linecap="round"
  `;
}
