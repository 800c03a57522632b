/**
 * The frontier as a picture: messages per operation against stable latency, median above and maximum below.
 *
 * Ours are dots (the middle seed, with a bar up to the worst), public results are diamonds with a letter, limits of
 * Fly.io are dashed corners: a design meets one where it is below and to the left, in both panels.
 *
 * @module
 */
import { type Html, html, render, trusted } from "../workbench/report/html.ts";
import { PALETTE_CSS } from "./plot_style.ts";
import { type ScaleLinear, scaleLinear, scaleLog, type ScaleLogarithmic } from "../workbench/report/plots/scales.ts";
import { linePath } from "../workbench/report/plots/shapes.ts";
import type { FrontierPoint } from "./frontier_runs.ts";
import { designOf } from "../workbench/stages/challenge.ts";
import { OFFICIAL_LIMITS, PUBLIC_RESULTS, type PublicResult } from "./public_results.ts";
import type { Spread } from "./summary.ts";

const WIDTH = 860;
const LEFT = 62;
const RIGHT = 16;
const PANEL_HEIGHT = 300;
const PANEL_GAP = 56;
const TOP = 40;
const LEGEND_ROW = 20;

const MESSAGES_RANGE = [0.2, 60] as const;
const MESSAGES_TICKS = [0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20, 30, 50] as const;

/** Windows that are written beside their dots. */
const NAMED_WINDOWS_MS: ReadonlySet<number> = new Set([50, 150, 380, 700, 1000, 1400]);

/** Where the letter of a public result stands, so that neighbours do not cover each other. Others: on the right. */
const LETTERS_ON_THE_LEFT: ReadonlySet<string> = new Set(["A", "L"]);

/** Where the names of the limits begin: to the right of the window curve, to the left of most other designs. */
const LIMIT_NAMES_AT = 3;

interface Panel {
  readonly title: string;
  readonly top: number;
  readonly x: ScaleLogarithmic<number, number>;
  readonly y: ScaleLinear<number, number>;
  ours(point: FrontierPoint): Spread;
  theirs(result: PublicResult): number;
  limit(limit: typeof OFFICIAL_LIMITS[number]): number;
}

/** Draws the frontier as an SVG file. */
export function plotFrontier(points: readonly FrontierPoint[]): string {
  const x = scaleLog(MESSAGES_RANGE, [LEFT, WIDTH - RIGHT]);
  const secondTop = TOP + PANEL_HEIGHT + PANEL_GAP;
  const panels: Panel[] = [
    {
      title: "Median stable latency",
      top: TOP,
      x,
      y: scaleLinear([0, 1100], [TOP + PANEL_HEIGHT, TOP]),
      ours: (point) => point.medianMs,
      theirs: (result) => result.medianMs,
      limit: (limit) => limit.medianMs,
    },
    {
      title: "Maximum stable latency",
      top: secondTop,
      x,
      y: scaleLinear([0, 2200], [secondTop + PANEL_HEIGHT, secondTop]),
      ours: (point) => point.maxMs,
      theirs: (result) => result.maxMs,
      limit: (limit) => limit.maxMs,
    },
  ];
  const legendTop = secondTop + PANEL_HEIGHT + 62;
  const height = legendTop + LEGEND_ROW * (Math.ceil(PUBLIC_RESULTS.length / 2) + 1) + 6;
  const drawing = html`
    <svg xmlns="http://www.w3.org/2000/svg" class="frontier" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}"
      height="${height}" role="img" aria-label="Messages per operation against stable latency, lower left is better">
    <style>${trusted(PALETTE_CSS)}</style>
    <rect class="paper" width="${WIDTH}" height="${height}" />
    ${panels.map((panel) => drawPanel(panel, points))}
    ${drawLegend(legendTop)}
    </svg>
  `;
  return `${render(drawing).trim().replace(/^ +/gm, "").replace(/\n{2,}/g, "\n")}\n`;
}

function drawPanel(panel: Panel, points: readonly FrontierPoint[]): Html {
  const { title, top, x, y } = panel;
  const bottom = top + PANEL_HEIGHT;
  return html`
    <g>
    <text class="title" x="${LEFT}" y="${top - 14}">${title}</text>
    ${y.ticks(6).map((tick) =>
      html`
        <line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(tick))}" y2="${round(y(tick))}" />
        <text class="tick" x="${LEFT - 7}" y="${round(y(tick)) + 4}" text-anchor="end">${tick}</text>
      `
    )}
    <text class="tick" x="${LEFT - 7}" y="${top - 14}" text-anchor="end">ms</text>
    ${MESSAGES_TICKS.map((tick) =>
      html`
        <line class="grid" x1="${round(x(tick))}" x2="${round(x(tick))}" y1="${top}" y2="${bottom + 5}" />
        <text class="tick" x="${round(x(tick))}" y="${bottom + 18}" text-anchor="middle">${tick}</text>
      `
    )}
    <text class="tick" x="${WIDTH - RIGHT}" y="${bottom +
      34}" text-anchor="end">messages between servers per operation, log scale</text>
    ${OFFICIAL_LIMITS.map((limit) => drawLimit(panel, limit))}
    ${PUBLIC_RESULTS.map((result) => drawPublic(panel, result))}
    ${drawOurs(panel, points)}
    </g>
  `;
}

function drawLimit({ top, x, y, limit }: Panel, official: typeof OFFICIAL_LIMITS[number]): Html {
  const right = round(x(official.messagesPerOperation));
  const level = round(y(limit(official)));
  const text = `${official.stage}: < ${official.messagesPerOperation} msgs/op, < ${limit(official)} ms`;
  return html`
    <path class="limit" d="M${LEFT},${level}H${right}V${top + PANEL_HEIGHT}" />
    <text class="limit-name" x="${round(x(LIMIT_NAMES_AT))}" y="${level - 6}">${text}</text>
  `;
}

function drawPublic({ x, y, theirs }: Panel, result: PublicResult): Html {
  const left = LETTERS_ON_THE_LEFT.has(result.letter);
  const [cx, cy] = [round(x(result.messagesPerOperation)), round(y(theirs(result)))];
  return html`
    <g>
      <title>${designOf(result)}: ${result.messagesPerOperation} msgs/op, ${theirs(result)} ms</title>
      <path class="public"
        d="M${cx - 5},${cy}l5,-5l5,5l-5,5z" />
      <text class="letter" x="${left ? cx - 9 : cx + 9}" y="${cy + 4}" text-anchor="${left ? "end" : "start"}">${result
        .letter}</text>
    </g>
  `;
}

function drawOurs({ x, y, ours }: Panel, points: readonly FrontierPoint[]): Html {
  const place = (point: FrontierPoint) =>
    [round(x(point.messagesPerOperation.middle)), round(y(ours(point).middle))] as const;
  const windows = points.filter(({ windowMs }) => windowMs !== undefined);
  return html`
    <path class="curve" d="${linePath(windows.map(place))}" />
    ${points.map((point) => {
      const [cx, cy] = place(point);
      const { middle, worst } = ours(point);
      const text = `${point.program}${point.windowMs === undefined ? "" : `, window ${point.windowMs} ms`}: ${
        point.messagesPerOperation.middle.toFixed(2)
      } msgs/op, ${middle} ms, worst seed ${worst} ms`;
      return html`
        <g><title>${text}</title><line class="bar" x1="${cx}" x2="${cx}" y1="${cy}" y2="${round(y(worst))}" />
        <circle class="ours" cx="${cx}" cy="${cy}" r="4" />${nameOf(point, cx, cy)}</g>
      `;
    })}
  `;
}

/** Windows are named below and to the left of the curve, where no design lies; other designs beside their dots. */
function nameOf({ stage, windowMs }: FrontierPoint, x: number, y: number): Html | undefined {
  if (windowMs === undefined) {
    return html`<text class="name strong" x="${x - 9}" y="${y + 5}" text-anchor="end">${stage}</text>`;
  }
  if (!NAMED_WINDOWS_MS.has(windowMs)) return undefined;
  const text = windowMs < 1000 ? `${windowMs} ms` : `${windowMs / 1000} s`;
  const name = windowMs === 1400 ? html`<tspan class="strong">3e</tspan> ${text}` : text;
  return html`<text class="name" x="${x - 6}" y="${y + 15}" text-anchor="end">${name}</text>`;
}

function drawLegend(top: number): Html {
  const columns = [LEFT, LEFT + 400];
  const rows = Math.ceil(PUBLIC_RESULTS.length / 2);
  return html`
    <g class="legend">
    <circle class="ours" cx="${LEFT + 5}" cy="${top - 4}" r="4" />
    <text x="${LEFT +
      18}" y="${top}">ours: middle seed, bar up to the worst of the seeds; 3e with windows from 50 ms to 1.6 s</text>
    ${PUBLIC_RESULTS.map((result, position) => {
      const left = columns[Math.floor(position / rows)] ?? LEFT;
      const y = top + LEGEND_ROW * (1 + position % rows);
      return html`
        <path class="public" d="M${left},${y - 4}l5,-5l5,5l-5,5z" />
        <text x="${left + 18}" y="${y}"><tspan class="letter">${result.letter}</tspan> ${designOf(result)}</text>
      `;
    })}
    </g>
  `;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
