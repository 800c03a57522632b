/**
 * The picture set of the original as SVG files.
 *
 * @module
 */
import { type Html, render } from "../html.ts";
import type { ReportInput } from "../report_input.ts";
import { latencyQuantilesPlot } from "./latency_quantiles.ts";
import { latencyRawPlot } from "./latency_raw.ts";
import { messagesPlot } from "./messages.ts";
import { paletteCss, PLOT_CSS } from "./palette.ts";
import { plotDataOf } from "./plot_data.ts";
import { ratePlot } from "./rate.ts";
import { timelinePlot } from "./timeline.ts";

/**
 * Draws a run's plots.
 *
 * @returns File name (`latency-raw.svg`, `latency-quantiles.svg`, `rate.svg`, `messages.svg`, `timeline.svg`) to the
 * text of a self-contained SVG. The same run gives the same bytes.
 */
export function renderPlots(run: Pick<ReportInput, "history" | "journal">): Record<string, string> {
  const data = plotDataOf(run);
  return {
    "latency-raw.svg": standalone(latencyRawPlot(data)),
    "latency-quantiles.svg": standalone(latencyQuantilesPlot(data)),
    "rate.svg": standalone(ratePlot(data)),
    "messages.svg": standalone(messagesPlot(data)),
    "timeline.svg": standalone(timelinePlot(data)),
  };
}

/** Puts the style into a drawing, which in the page stands in the page's own style. */
function standalone(plot: Html): string {
  const style = `<style>${paletteCss("svg.plot")}${PLOT_CSS}</style>`;
  return render(plot).trim().replace(">", () => `>${style}`) + "\n";
}
