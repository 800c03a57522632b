/**
 * Memory over time of some processes as a picture.
 *
 * @module
 */
import { html, render, trusted } from "../workbench/report/html.ts";
import { scaleLinear } from "../workbench/report/plots/scales.ts";
import { linePath } from "../workbench/report/plots/shapes.ts";
import { PALETTE_CSS } from "./plot_style.ts";
import { formatFigure } from "./summary.ts";

/** What a process took at a moment. */
export interface MemorySample {
  readonly timeS: number;
  readonly bytes: number;
}

/** A process. */
export interface MemoryCurve {
  readonly name: string;
  readonly samples: readonly MemorySample[];
}

const WIDTH = 760;
const PANEL_HEIGHT = 180;
const LEFT = 64;
const RIGHT = 24;
const TOP = 44;
const GAP = 76;
const TICKS = 5;
const GIGABYTE = 1e9;

/** Draws each in a panel of its own, since they last for different times; all have the same axis of memory. */
export function plotMemory(curves: readonly MemoryCurve[]): string {
  const height = TOP + curves.length * (PANEL_HEIGHT + GAP);
  const most = Math.max(1, ...curves.flatMap(({ samples }) => samples.map(({ bytes }) => bytes))) / GIGABYTE;
  const drawing = html`
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"
      role="img" aria-label="Memory over real time">
    <style>${trusted(PALETTE_CSS)}</style>
    <rect class="paper" width="${WIDTH}" height="${height}" />
    ${curves.map((curve, place) => drawPanel(curve, { top: TOP + place * (PANEL_HEIGHT + GAP), most }))}
    </svg>
  `;
  return `${render(drawing).trim().replace(/^ +/gm, "").replace(/\n{2,}/g, "\n")}\n`;
}

function drawPanel({ name, samples }: MemoryCurve, { top, most }: { readonly top: number; readonly most: number }) {
  const endS = Math.max(1, samples.at(-1)?.timeS ?? 0);
  const x = scaleLinear([0, endS], [LEFT, WIDTH - RIGHT]);
  const y = scaleLinear([0, 1.05 * most], [top + PANEL_HEIGHT, top]);
  const points = samples.map(({ timeS, bytes }) => [round(x(timeS)), round(y(bytes / GIGABYTE))] as const);
  return html`
    <g>
    <text class="title" x="${LEFT}" y="${top - 14}">${name}</text>
    ${y.ticks(TICKS).map((tick) =>
      html`
        <line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(tick))}" y2="${round(y(tick))}" />
        <text class="tick" x="${LEFT - 6}" y="${round(y(tick)) + 4}" text-anchor="end">${formatFigure(tick)} GB</text>
      `
    )}
    ${x.ticks(TICKS).map((tick) =>
      html`
        <text class="tick" x="${round(x(tick))}" y="${top + PANEL_HEIGHT + 18}" text-anchor="middle">${formatFigure(
          tick,
        )}</text>
      `
    )}
    <text class="tick" x="${WIDTH - RIGHT}" y="${top + PANEL_HEIGHT + 36}" text-anchor="end">seconds of real time</text>
    <path class="curve" d="${linePath(points)}" />
    </g>
  `;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
