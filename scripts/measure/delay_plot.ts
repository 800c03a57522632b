/**
 * The curves of messages against delay as a picture: one panel for each challenge, both axes logarithmic.
 *
 * Ours are dots, the challenge as it is a large one; public results are diamonds with their names, at the upper edge of
 * the panel where nothing is known of their delay.
 *
 * @module
 */
import type { PublishedResult } from "../workbench/stages/challenge.ts";
import { type Html, html, render, trusted } from "../workbench/report/html.ts";
import { scaleLog } from "../workbench/report/plots/scales.ts";
import { linePath } from "../workbench/report/plots/shapes.ts";
import type { DelayPoint, DelayRival } from "./delay_runs.ts";
import { PALETTE_CSS } from "./plot_style.ts";
import { formatFigure } from "./summary.ts";

const COLUMNS = 2;
const PANEL_WIDTH = 330;
const PANEL_HEIGHT = 200;
const LEFT = 58;
const GAP_X = 84;
const TOP = 44;
const GAP_Y = 84;
const BOTTOM = 56;
/** The names of public results stand below each other in the upper right corner, where ours never are. */
const LABEL_ROW = 18;

/** Draws the panels in the order of the points. */
export function plotDelays(points: readonly DelayPoint[], rivals: readonly DelayRival[]): string {
  const programs = [...new Set(points.map(({ program }) => program))];
  const rows = Math.ceil(programs.length / COLUMNS);
  const width = LEFT + COLUMNS * PANEL_WIDTH + (COLUMNS - 1) * GAP_X + 24;
  const height = TOP + rows * PANEL_HEIGHT + (rows - 1) * GAP_Y + BOTTOM;
  const drawing = html`
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"
      role="img" aria-label="Messages per operation against delay, lower left is better">
    <style>${trusted(PALETTE_CSS)}</style>
    <rect class="paper" width="${width}" height="${height}" />
    ${programs.map((program, position) => {
      const left = LEFT + (position % COLUMNS) * (PANEL_WIDTH + GAP_X);
      const top = TOP + Math.floor(position / COLUMNS) * (PANEL_HEIGHT + GAP_Y);
      const ours = points.filter((point) => point.program === program);
      return drawPanel({ left, top, ours, theirs: rivals.filter((rival) => rival.program === program) });
    })}
    </svg>
  `;
  return `${render(drawing).trim().replace(/^ +/gm, "").replace(/\n{2,}/g, "\n")}\n`;
}

interface Panel {
  readonly left: number;
  readonly top: number;
  readonly ours: readonly DelayPoint[];
  readonly theirs: readonly DelayRival[];
}

function drawPanel({ left, top, ours, theirs }: Panel): Html {
  const [right, bottom] = [left + PANEL_WIDTH, top + PANEL_HEIGHT];
  const messages = [
    ...ours.map((point) => point.messagesPerOperation.middle),
    ...theirs.map(({ result }) => result.messagesPerOperation),
  ];
  const delays = [
    ...ours.map(({ delayMs }) => delayMs.middle),
    ...theirs.flatMap(({ result }) => result.delayMs === undefined ? [] : [result.delayMs]),
  ];
  const x = scaleLog(rangeOf(messages), [left, right]);
  const y = scaleLog(rangeOf(delays), [bottom, top]);
  const place = (point: DelayPoint) =>
    [round(x(point.messagesPerOperation.middle)), round(y(point.delayMs.middle))] as const;
  return html`
    <g>
    <text class="title" x="${left}" y="${top - 16}">${ours[0]?.program}</text>
    ${ticksOf(messages).map((tick) =>
      html`
        <line class="grid" x1="${round(x(tick))}" x2="${round(x(tick))}" y1="${top}" y2="${bottom}" />
        <text class="tick" x="${round(x(tick))}" y="${bottom + 16}" text-anchor="middle">${formatFigure(tick)}</text>
      `
    )}
    ${ticksOf(delays).map((tick) =>
      html`
        <line class="grid" x1="${left}" x2="${right}" y1="${round(y(tick))}" y2="${round(y(tick))}" />
        <text class="tick" x="${left - 6}" y="${round(y(tick)) + 4}" text-anchor="end">${formatFigure(tick)}</text>
      `
    )}
    <text class="tick" x="${left}" y="${bottom + 34}">msgs/op; upwards: ${ours[0]?.delay}, ms</text>
    ${theirs.map(({ result }, position) => {
      const [cx, cy] = [
        round(x(result.messagesPerOperation)),
        round(result.delayMs === undefined ? top : y(result.delayMs)),
      ];
      return html`
        <path class="public" d="M${cx - 5},${cy}l5,-5l5,5l-5,5z" />
        <text class="rival" x="${right}" y="${top + LABEL_ROW * (1 + position)}" text-anchor="end">${labelOf(
          result,
        )}</text>
      `;
    })}
    <path class="curve" d="${linePath(ours.map(place))}" />
    ${ours.map((point) => {
      const [cx, cy] = place(point);
      return html`
        <g>
          <title>window ${point.windowMs} ms: ${formatFigure(
            point.messagesPerOperation.middle,
          )} msgs/op, ${formatFigure(point.delayMs.middle)} ms</title>
          <circle class="ours" cx="${cx}" cy="${cy}" r="${point.isOwn ? 6 : 3}" />
        </g>
      `;
    })}
    </g>
  `;
}

/** What it is and how it is known: `0.02 Ruby, state to all each 5 s, measured`. */
function labelOf({ messagesPerOperation, design, claimedBy }: PublishedResult): string {
  const known = [design, claimedBy === "authors" ? "claimed" : "measured"].filter((part) => part !== undefined);
  return `${messagesPerOperation} ${known.join(", ")}`;
}

/** A range around the values that leaves room for their marks. */
function rangeOf(values: readonly number[]): [number, number] {
  const finite = values.filter((value) => Number.isFinite(value) && value > 0);
  return [Math.min(...finite) / 1.5, Math.max(...finite) * 1.5];
}

/** Powers of ten, halves and fifths of them, within the range of the values. */
function ticksOf(values: readonly number[]): number[] {
  const [low, high] = rangeOf(values);
  const ticks: number[] = [];
  for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) {
    ticks.push(...[1, 2, 5].map((factor) => factor * power).filter((tick) => tick >= low && tick <= high));
  }
  return ticks;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
