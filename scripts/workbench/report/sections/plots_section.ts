/**
 * The plots of the page.
 *
 * @module
 */
import { NS_PER_MS } from "../../clock.ts";
import { type Html, html } from "../html.ts";
import { latencyQuantilesPlot } from "../plots/latency_quantiles.ts";
import { latencyRawPlot } from "../plots/latency_raw.ts";
import { messagesPlot } from "../plots/messages.ts";
import type { PlotData } from "../plots/plot_data.ts";
import { ratePlot } from "../plots/rate.ts";

/** Shorter runs are not plotted: rates by the second would tell more than happened. */
const SHORTEST_NS = 20 * NS_PER_MS;

/** Renders the plots; where nothing finished there is nothing to plot. */
export function plotsSection(data: PlotData): Html {
  if (data.endNs < SHORTEST_NS) {
    return html`
      <section id="plots">
        <h2>Over time</h2>
        <p>${data.calls.length === 0
          ? "Nothing finished"
          : "The run was over in a moment"}, so there is nothing to plot.</p>
      </section>
    `;
  }
  const hasCalls = data.calls.some((call) => call.completion !== undefined);
  const figures = [
    ...(hasCalls
      ? [
        figure("Latency of every operation", "Press a point to see its operation.", latencyRawPlot(data)),
        figure("Latency quantiles", "Of the operations invoked in each window.", latencyQuantilesPlot(data)),
        figure("Rate", "Operations that ended each second.", ratePlot(data)),
      ]
      : []),
    ...(data.journal.length > 0
      ? [figure("Messages by type", "Sent each second, clients' messages included.", messagesPlot(data))]
      : []),
  ];
  return html`
    <section id="plots">
      <h2>Over time</h2>
      ${figures.length === 0 ? html`<p>Nothing finished, so there is nothing to plot.</p>` : ""}
      <div class="plots">${figures}</div>
    </section>
  `;
}

function figure(title: string, note: string, plot: Html): Html {
  return html`
    <figure>
      <figcaption><strong>${title}.</strong> ${note}</figcaption>
      <div class="scroll plot-room" role="group" aria-label="${title}">${plot}</div>
    </figure>
  `;
}
