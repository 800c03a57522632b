/**
 * A cycle among operations as a drawing: operations on a circle, edges labelled with kind, key and value.
 *
 * @module
 */
import type { CycleEdge } from "../../verdict.ts";
import { type Html, html } from "../html.ts";
import { round } from "../plots/frame.ts";
import { linePath, type Point } from "../plots/shapes.ts";

/** Longer cycles are told in words only: their circle would not fit a page. */
const EDGES_MAX = 14;
const LABEL_LENGTH = 26;
const BOX_WIDTH = 132;
const BOX_HEIGHT = 30;

/** Draws a cycle; nothing for one that is too long. */
export function cycleGraph(cycle: readonly CycleEdge[], titles: ReadonlyMap<number, string>): Html | "" {
  if (cycle.length === 0 || cycle.length > EDGES_MAX) return "";
  const operations = [...new Set(cycle.flatMap((edge) => [edge.from, edge.to]))];
  // Wider than tall: between neighbours there must be room for a label of up to 26 characters.
  const radiusX = Math.max(175, operations.length * 46);
  const radiusY = operations.length === 2 ? 40 : Math.max(95, operations.length * 32);
  const width = 2 * radiusX + BOX_WIDTH + 40;
  const height = 2 * radiusY + BOX_HEIGHT + 60;
  const start = operations.length === 2 ? Math.PI : -Math.PI / 2;
  const places = new Map(operations.map((operation, position): [number, Point] => {
    const angle = start + position / operations.length * 2 * Math.PI;
    return [operation, [width / 2 + radiusX * Math.cos(angle), height / 2 + radiusY * Math.sin(angle)]];
  }));
  return html`
    <svg class="cycle-graph" viewBox="0 0 ${round(width)} ${round(height)}" style="max-width:${Math.round(
      width,
    )}px" role="img"
      aria-label="The cycle of ${operations.length} operations">
      ${cycle.map((edge) => edgeDrawing(edge, places, cycle))} ${operations.map((operation) =>
        operationBox(titles.get(operation) ?? String(operation), operation, places.get(operation) ?? [0, 0])
      )}
    </svg>
  `;
}

function operationBox(title: string, operation: number, [x, y]: Point): Html {
  return html`
    <a href="#op-${operation}"><rect x="${round(x - BOX_WIDTH / 2)}" y="${round(
      y - BOX_HEIGHT / 2,
    )}" width="${BOX_WIDTH}"
      height="${BOX_HEIGHT}" rx="6" /><text x="${round(x)}" y="${round(y + 5)}" text-anchor="middle">${cut(
        title,
        18,
      )}</text></a>
  `;
}

/** A line from box to box; the two edges of a pair bend to different sides. */
function edgeDrawing(edge: CycleEdge, places: ReadonlyMap<number, Point>, cycle: readonly CycleEdge[]): Html {
  const from = places.get(edge.from) ?? [0, 0];
  const to = places.get(edge.to) ?? [0, 0];
  const isPair = cycle.some((other) => other.from === edge.to && other.to === edge.from);
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  const bend = isPair ? 26 : 0;
  const side: Point = [-(to[1] - from[1]) / length * bend, (to[0] - from[0]) / length * bend];
  const middle: Point = [(from[0] + to[0]) / 2 + side[0], (from[1] + to[1]) / 2 + side[1]];
  const start = edgeOfBox(from, middle);
  const end = edgeOfBox(to, middle);
  const angle = Math.atan2(end[1] - middle[1], end[0] - middle[0]);
  const wing = (turn: number): Point => [end[0] - 10 * Math.cos(angle + turn), end[1] - 10 * Math.sin(angle + turn)];
  return html`
    <g class="edge ${edge.type}">
      <path d="${linePath([start, middle, end])}" />
      <path d="${linePath([wing(0.4), end, wing(-0.4)])}" />
      <text x="${round(middle[0] + side[0] * 0.5)}" y="${round(middle[1] + side[1] * 0.5 + 4)}" text-anchor="middle"
      >${labelOf(edge)}</text>
      <title>${edge.because}</title>
    </g>
  `;
}

/** Where the line from a box's centre to a point leaves the box. */
function edgeOfBox([x, y]: Point, [towardsX, towardsY]: Point): Point {
  const dx = towardsX - x;
  const dy = towardsY - y;
  const scale = Math.min(
    dx === 0 ? Infinity : (BOX_WIDTH / 2 + 3) / Math.abs(dx),
    dy === 0 ? Infinity : (BOX_HEIGHT / 2 + 3) / Math.abs(dy),
    1,
  );
  return [x + dx * scale, y + dy * scale];
}

function labelOf(edge: CycleEdge): string {
  const key = edge.key === undefined ? "" : ` key ${JSON.stringify(edge.key)}`;
  const value = edge.value === undefined ? "" : ` = ${JSON.stringify(edge.value)}`;
  return cut(`${edge.type}${key}${value}`, LABEL_LENGTH);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
