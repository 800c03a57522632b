/**
 * Every finished operation as a point: when it was invoked and how long it took.
 *
 * The points of one function and outcome are one path whose vertices carry a marker, so that 17,000 operations stay
 * small and quick to paint. Points that fall on the same unit are drawn once.
 *
 * @module
 */
import { NS_PER_S } from "../../clock.ts";
import { OUTCOMES } from "../../recording/calls.ts";
import { type Html, html } from "../html.ts";
import { framePlot, type LegendItem, MARGIN, PLOT_HEIGHT, PLOT_WIDTH, timeScale } from "./frame.ts";
import { latencyAxis, latencyMsOf, latencyScale } from "./latency_scale.ts";
import type { PlotData } from "./plot_data.ts";
import { symbolPath } from "./shapes.ts";

/** Area of a symbol in square units. */
const SYMBOL_SIZE = 22;

/** More units than a plot is high. */
const PLACES_MAX = 10_000;

/** Draws latency over time, colour by outcome, shape by function. */
export function latencyRawPlot(data: PlotData): Html {
  const x = timeScale(data.endNs);
  const y = latencyScale(data.axes?.calls ?? data.calls);
  const groups = new Map<string, { f: number; outcome: string; points: string[]; seen: Set<number> }>();
  for (const call of data.calls) {
    const latency = latencyMsOf(call);
    if (latency === undefined) continue;
    const f = data.functions.indexOf(call.invocation.f);
    const key = `${f}-${call.outcome}`;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, group = { f, outcome: call.outcome, points: [], seen: new Set() });
    // Whole units, about a pixel: thousands of points that hide each other are drawn once.
    const [left, top] = [Math.round(x(call.invocation.time / NS_PER_S)), Math.round(y(latency))];
    const place = left * PLACES_MAX + top;
    if (group.seen.has(place)) continue;
    group.seen.add(place);
    group.points.push(`${left},${top}`);
  }
  const drawn = [...groups.values()].map(({ f, outcome, points }) => {
    const id = `raw-${f}-${outcome}`;
    return html`
      <marker id="${id}" class="o-${outcome}" viewBox="-5 -5 10 10" markerWidth="10" markerHeight="10"
        markerUnits="userSpaceOnUse">
        <path fill-opacity=".75" d="${symbolPath(f, SYMBOL_SIZE)}" />
      </marker>
      <path class="points" d="M${points.join("L")}" marker-start="url(#${id})" marker-mid="url(#${id})"
        marker-end="url(#${id})" />
    `;
  });
  const [low = 1, high = 10] = y.domain();
  return framePlot({
    title: "Latency",
    description: "every finished operation, at the time of its invocation, by how long it took",
    x,
    faults: data.faults,
    legend: legendOf(data),
    axis: latencyAxis(y),
    marks: drawn,
    scaleData: {
      end: data.endNs / NS_PER_S,
      low,
      high,
      left: MARGIN.left,
      right: PLOT_WIDTH - MARGIN.right,
      top: MARGIN.top,
      bottom: PLOT_HEIGHT - MARGIN.bottom,
    },
  });
}

function legendOf(data: PlotData): LegendItem[] {
  const seen = new Set(data.calls.map((call) => call.outcome));
  const outcomes = OUTCOMES.filter((outcome) => outcome !== "open" && seen.has(outcome)).map((outcome) => ({
    swatch: html`
      <g class="o-${outcome}">
        <rect x="0" y="-5" width="10" height="10" rx="2" fill="currentColor" />
      </g>
    `,
    text: outcome,
  }));
  const functions = data.functions.map((f, position) => ({
    swatch: html`
      <path transform="translate(5,0)" fill="none" stroke="var(--ink)" d="${symbolPath(position, 50)}" />
    `,
    text: f,
  }));
  return [...outcomes, ...functions];
}
