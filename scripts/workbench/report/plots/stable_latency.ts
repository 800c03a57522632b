/**
 * Every value as a point: when it was known, and how long it took until all had it, with the limits as lines.
 *
 * Shape and colour say what took most of its time.
 *
 * @module
 */
import { NS_PER_MS, NS_PER_S } from "../../clock.ts";
import { FIGURES } from "../../figures.ts";
import { type LatencyAccount, type RunAccount, TIME_PARTS, type TimePart, type ValueTime } from "../../run_account.ts";
import { type Html, html } from "../html.ts";
import { framePlot, type LegendItem, MARGIN, PLOT_HEIGHT, PLOT_WIDTH, round, timeScale, valueAxis } from "./frame.ts";
import type { PlotData } from "./plot_data.ts";
import { scaleLinear } from "./scales.ts";
import { symbolPath } from "./shapes.ts";

/** Area of a symbol in square units. */
const SYMBOL_SIZE = 22;

/** The parts in the order of their colours and shapes. */
export const PARTS = Object.keys(TIME_PARTS) as readonly TimePart[];

/** Limits that are lines in the plot. */
const LIMITED: ReadonlyMap<string, string> = new Map([
  [FIGURES.stableLatencyMedian.path, "median"],
  [FIGURES.stableLatencyP95.path, "95 %"],
  [FIGURES.stableLatencyP99.path, "99 %"],
  [FIGURES.stableLatencyMax.path, "maximum"],
]);

/** Draws the time of each value. */
export function stableLatencyPlot(
  data: Pick<PlotData, "faults" | "endNs">,
  latency: LatencyAccount,
  limits: RunAccount["limits"],
): Html {
  const lines = limits.flatMap(({ path, limit, met }) => {
    const name = LIMITED.get(path);
    return name === undefined ? [] : [{ name, limit, met }];
  });
  const mostMs = latency.values.reduce((most, { latencyNs }) => Math.max(most, latencyNs / NS_PER_MS), 0);
  const top = 1.08 * Math.max(mostMs, 1, ...lines.map(({ limit }) => limit));
  const x = timeScale(data.endNs);
  const y = scaleLinear([0, top], [PLOT_HEIGHT - MARGIN.bottom, MARGIN.top]);
  const groups = Map.groupBy(latency.values, (value) => value.latencyNs === 0 ? undefined : heaviest(value));
  const drawn = [...groups].map(([part, values]) => {
    const points = new Set(
      values.map(({ knownNs, latencyNs }) =>
        `${Math.round(x(knownNs / NS_PER_S))},${Math.round(y(latencyNs / NS_PER_MS))}`
      ),
    );
    const id = `stable-${part ?? "none"}`;
    return html`
      <marker id="${id}" style="color:${colourOf(part)}" viewBox="-5 -5 10 10" markerWidth="10" markerHeight="10"
        markerUnits="userSpaceOnUse">
        <path fill-opacity=".75" d="${symbolPath(part === undefined ? 0 : PARTS.indexOf(part), SYMBOL_SIZE)}" />
      </marker>
      <path class="points" d="M${[...points].join("L")}" marker-start="url(#${id})" marker-mid="url(#${id})"
        marker-end="url(#${id})" />
    `;
  });
  return framePlot({
    title: latency.name === "stable latency" ? "Stable latency" : "Time until the last node has a value",
    description: `each of ${latency.values.length} values, at the time when it was known, by how long it took`,
    x,
    faults: data.faults,
    legend: PARTS.filter((part) => groups.has(part)).map(legendOf),
    axis: valueAxis(y, y.ticks(6), "milliseconds"),
    marks: [...drawn, ...lines.map((line) => limitLine(line, y(line.limit)))],
  });
}

/** The colour of a part; grey where nothing took time. */
export function colourOf(part: TimePart | undefined): string {
  return part === undefined ? "var(--soft)" : `var(--s${PARTS.indexOf(part)})`;
}

function heaviest({ parts }: ValueTime): TimePart {
  return PARTS.reduce((most, part) => parts[part] > parts[most] ? part : most);
}

function legendOf(part: TimePart): LegendItem {
  return {
    swatch: html`<path transform="translate(5,0)" fill="${colourOf(part)}" d="${
      symbolPath(PARTS.indexOf(part), 50)
    }" />`,
    text: TIME_PARTS[part],
  };
}

function limitLine({ name, limit, met }: { name: string; limit: number; met: boolean }, at: number): Html {
  const colour = met ? "var(--good)" : "var(--bad)";
  return html`
    <line x1="${MARGIN.left}" x2="${PLOT_WIDTH - MARGIN.right}" y1="${round(at)}" y2="${round(at)}" stroke="${colour}"
      stroke-width="1.5" stroke-dasharray="7 4" />
    <text x="${PLOT_WIDTH - MARGIN.right}" y="${round(at) - 5}" text-anchor="end"
      style="fill:${colour}">${name} &lt; ${limit} ms ${met ? "✓" : "✗"}</text>
  `;
}
