/**
 * What all plots share: size, axes with units, fault windows, legend, and the svg element around them.
 *
 * @module
 */
import { NS_PER_S } from "../../clock.ts";
import type { FaultWindow } from "../../recording/fault_windows.ts";
import { faultMarks, lanesHeight } from "./fault_marks.ts";
import { type Html, html, type HtmlValue } from "../html.ts";
import { type ScaleLinear, scaleLinear, type ScaleLogarithmic } from "./scales.ts";

/** Size of a plot in user units; on a wide screen about one unit a pixel. */
export const PLOT_WIDTH = 640;
export const PLOT_HEIGHT = 330;
/** Room around the drawing area for axes, units and legend. */
export const MARGIN = { top: 46, right: 14, bottom: 40, left: 66 } as const;

/** Room of a swatch with its gaps; height of a legend row; where the last row stands, further rows go above it. */
const LEGEND_SWATCH = 34;
const LEGEND_ROW_HEIGHT = 17;
const LEGEND_LAST_ROW_Y = 14;

/** A line of the legend: a swatch and what it stands for. */
export interface LegendItem {
  readonly swatch: Html;
  readonly text: string;
}

/** A plot without its frame. */
export interface PlotParts {
  /** Short name, also the accessible name. */
  readonly title: string;
  /** One sentence on what is drawn. */
  readonly description: string;
  readonly x: ScaleLinear<number, number>;
  readonly faults: readonly FaultWindow[];
  readonly legend: readonly LegendItem[];
  readonly height?: number;
  /** The vertical axis, drawn below the marks. */
  readonly axis: Html;
  readonly marks: HtmlValue;
  /** Attributes for the page's script, by name without `data-`. */
  readonly scaleData?: Readonly<Record<string, number>>;
}

/** The horizontal scale: seconds from the start of the run to its end; what lies outside is drawn at the edge. */
export function timeScale(endNs: number): ScaleLinear<number, number> {
  return scaleLinear([0, Math.max(endNs / NS_PER_S, 1e-3)], [MARGIN.left, PLOT_WIDTH - MARGIN.right]).clamp(true);
}

/** Puts axes, fault windows and legend around a plot. */
export function framePlot(parts: PlotParts): Html {
  const height = parts.height ?? PLOT_HEIGHT;
  const bottom = height - MARGIN.bottom;
  const legend = layLegend(parts.legend);
  const top = (1 - legend.rows) * LEGEND_ROW_HEIGHT;
  const whole = height - top + lanesHeight(parts.faults);
  const places = { x: parts.x, top: MARGIN.top, bottom, lanesTop: height + 1, namesRight: MARGIN.left - 7 };
  const data = Object.entries(parts.scaleData ?? {}).map(([name, value]) =>
    html`
      data-${name}="${value}"
    `
  );
  return html`
    <svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 ${top} ${PLOT_WIDTH} ${whole}" role="img"
      aria-label="${parts.title}: ${parts.description}" ${data}>
    ${faultMarks(parts.faults, places)}
    ${parts.axis}
    ${timeAxis(parts.x, bottom)}
    ${parts.marks}
    ${legend.drawn}
    </svg>
  `;
}

/** The vertical axis with ticks, grid lines and its unit on top. */
export function valueAxis(
  scale: ScaleLinear<number, number> | ScaleLogarithmic<number, number>,
  ticks: readonly number[],
  unit: string,
): Html {
  const right = PLOT_WIDTH - MARGIN.right;
  return html`
    <g class="axis">${ticks.map((tick) => {
      const y = round(scale(tick));
      return html`
        <line class="grid" x1="${MARGIN.left}" x2="${right}" y1="${y}" y2="${y}" />
        <text x="${MARGIN.left - 7}" y="${y + 4}" text-anchor="end">${formatTick(tick)}</text>
      `;
    })}</g>
    <text class="unit" x="6" y="${MARGIN.top - 10}">${unit}</text>
  `;
}

/** Rounds to a tenth of a unit: finer than a screen shows. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Writes a tick's number short: 10k for 10,000. */
export function formatTick(value: number): string {
  if (Math.abs(value) >= 10_000) return `${Number((value / 1000).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}

function timeAxis(x: ScaleLinear<number, number>, bottom: number): Html {
  return html`
    <g
      class="axis"><line x1="${MARGIN.left}" x2="${PLOT_WIDTH - MARGIN.right}" y1="${bottom}" y2="${bottom}"/>${x.ticks(
        8,
      ).map((tick) =>
        html`
          <line x1="${round(x(tick))}" x2="${round(x(tick))}" y1="${bottom}" y2="${bottom + 5}" />
          <text x="${round(x(tick))}" y="${bottom + 19}" text-anchor="${anchorAt(x(tick))}">${formatTick(tick)}</text>
        `
      )}<text x="${PLOT_WIDTH - MARGIN.right}" y="${bottom + 35}" text-anchor="end">seconds since the start</text></g>
  `;
}

/** The last tick's text ends at its tick where it would otherwise be cut at the edge. */
function anchorAt(x: number): string {
  return x > PLOT_WIDTH - MARGIN.right - 4 ? "end" : "middle";
}

/** Lays the legend out in rows; the last row stands just above the unit. Widths are estimates of 7 units a character. */
function layLegend(items: readonly LegendItem[]): { drawn: Html[]; rows: number } {
  const places: { x: number; row: number }[] = [];
  let x: number = MARGIN.left;
  let row = 0;
  for (const item of items) {
    const width = LEGEND_SWATCH + item.text.length * 7;
    if (x + width > PLOT_WIDTH && x > MARGIN.left) {
      x = MARGIN.left;
      row++;
    }
    places.push({ x, row });
    x += width;
  }
  const drawn = items.map((item, index) => {
    const place = places[index] ?? { x: 0, row: 0 };
    const y = LEGEND_LAST_ROW_Y + (place.row - row) * LEGEND_ROW_HEIGHT;
    return html`<g transform="translate(${place.x},${y})">${item.swatch}<text x="14" y="4">${item.text}</text></g>`;
  });
  return { drawn, rows: row + 1 };
}
