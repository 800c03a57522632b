/**
 * Operations per client over time, as a drawing of its own.
 *
 * @module
 */
import { NS_PER_S } from "../../clock.ts";
import { OUTCOMES } from "../../recording/calls.ts";
import { type Html, html } from "../html.ts";
import { framePlot, MARGIN, round, timeScale } from "./frame.ts";
import type { PlotData } from "./plot_data.ts";

/** Height of a client's row, and the most that the whole drawing may take. */
const ROW_HEIGHT = 16;
const MAX_ROWS_HEIGHT = 1600;
/** Least width of a box, so that an operation without duration is seen. */
const LEAST_WIDTH = 0.8;

/** Draws a row for each process with a box from invocation to completion; boxes without end reach to the end. */
export function timelinePlot(data: PlotData): Html {
  const x = timeScale(data.endNs);
  const processes = [...new Set(data.calls.map((call) => Number(call.invocation.process)))].sort((a, b) => a - b);
  const rowHeight = Math.min(ROW_HEIGHT, MAX_ROWS_HEIGHT / Math.max(1, processes.length));
  const rowOf = new Map(processes.map((process, row) => [process, row]));
  const boxes = OUTCOMES.map((outcome) => {
    const path = data.calls.filter((call) => call.outcome === outcome).map(({ invocation, completion }) => {
      const from = x(invocation.time / NS_PER_S);
      const endless = completion === undefined || outcome === "info";
      const to = endless ? x(data.endNs / NS_PER_S) : x(completion.time / NS_PER_S);
      const width = round(Math.max(to - from, LEAST_WIDTH));
      const y = round(MARGIN.top + (rowOf.get(Number(invocation.process)) ?? 0) * rowHeight + rowHeight * 0.15);
      return `M${round(from)},${y}h${width}v${round(rowHeight * 0.7)}h-${width}z`;
    }).join("");
    return html`
      <g class="o-${outcome}">
        <path fill="currentColor" fill-opacity=".8" d="${path}" />
      </g>
    `;
  });
  const every = Math.ceil(12 / rowHeight);
  const names = processes.filter((_, row) => row % every === 0).map((process) =>
    html`<text x="${MARGIN.left - 7}" y="${
      round(MARGIN.top + ((rowOf.get(process) ?? 0) + 0.8) * rowHeight)
    }" text-anchor="end">${process}</text>`
  );
  return framePlot({
    title: "Timeline",
    description: "the operations of each client process from invocation to completion",
    x,
    faults: data.faults,
    height: Math.ceil(MARGIN.top + rowHeight * processes.length + MARGIN.bottom),
    legend: OUTCOMES.map((outcome) => ({
      swatch: html`
        <g class="o-${outcome}">
          <rect y="-5" width="10" height="10" rx="2" fill="currentColor" />
        </g>
      `,
      text: outcome,
    })),
    axis: html`
      <g class="axis">${names}</g>
      <text class="unit" x="6" y="${MARGIN.top - 10}">process</text>
    `,
    marks: boxes,
  });
}
