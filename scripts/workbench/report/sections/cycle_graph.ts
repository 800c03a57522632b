/**
 * A cycle among operations as a drawing: operations on a ring with what they did, edges labelled with kind, key and value.
 *
 * @module
 */
import type { Json, Operation } from "../../history.ts";
import type { CycleEdge } from "../../verdict.ts";
import { type Html, html } from "../html.ts";
import { round } from "../plots/frame.ts";
import type { Point } from "../plots/shapes.ts";

/** Longer cycles are told in words only: their ring would not fit a page. */
const EDGES_MAX = 10;
const LABEL_LENGTH = 26;
/** Steps of a transaction that its box shows, and the length of each. */
const STEPS_MAX = 5;
const STEP_LENGTH = 26;

const BOX_WIDTH = 190;
const LINE_HEIGHT = 16;
const LABEL_HEIGHT = 20;
/** Width of a character of a label, a little more than it takes. */
const CHARACTER_WIDTH = 7;
/** How far the two edges of a pair keep from each other, and arrows from boxes. */
const PAIR_BEND = 26;
const GAP = 4;

/** What an edge of each kind means, for the legend. */
const MEANINGS: Readonly<Record<CycleEdge["type"], string>> = {
  ww: "ww: the second overwrote what the first wrote",
  wr: "wr: the second read what the first wrote",
  rw: "rw: the second overwrote what the first read",
  process: "process: one client did the first, then the second",
  realtime: "realtime: the first had ended before the second began",
};

interface Box {
  readonly index: number;
  readonly lines: readonly string[];
  readonly centre: Point;
  readonly height: number;
}

/** Draws a cycle; nothing for one that is too long. */
export function cycleGraph(cycle: readonly CycleEdge[], operations: ReadonlyMap<number, Operation>): Html | "" {
  if (cycle.length === 0 || cycle.length > EDGES_MAX) return "";
  const { boxes, width, height } = layBoxes(cycle, operations);
  const boxOf = new Map(boxes.map((box) => [box.index, box]));
  const kinds = [...new Set(cycle.map(({ type }) => type))];
  return html`
    <figure class="cycle">
      <div class="scroll" role="group" aria-label="Drawing of the cycle">
        <svg class="cycle-graph" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(
          height,
        )}" role="group"
          aria-label="The cycle of ${boxes.length} operations">
          ${boxes.map(boxDrawing)} ${cycle.map((edge) => edgeDrawing(edge, boxOf, cycle))}
        </svg>
      </div>
      <figcaption class="soft">${kinds.map((kind) =>
        html`
          <span class="edge-kind ${kind}">${MEANINGS[kind]}</span>
        `
      )}</figcaption>
    </figure>
  `;
}

/** Puts the operations on a ring wide enough for the labels between them; two stand side by side. */
function layBoxes(cycle: readonly CycleEdge[], operations: ReadonlyMap<number, Operation>) {
  const indices = [...new Set(cycle.flatMap((edge) => [edge.from, edge.to]))];
  const contents = indices.map((index, position) => linesOf(operations.get(index), index, position));
  const tallest = Math.max(...contents.map((lines) => lines.length)) * LINE_HEIGHT + 14;
  const isPair = indices.length === 2;
  const radiusX = isPair ? BOX_WIDTH / 2 + 110 : Math.max(BOX_WIDTH / 2 + 130, indices.length * 72);
  const radiusY = isPair ? 0 : Math.max(tallest / 2 + 50, indices.length * (tallest / 4 + 12));
  const start = isPair ? Math.PI : -Math.PI / 2;
  const around = indices.map((_, position): Point => {
    const angle = start + position / indices.length * 2 * Math.PI;
    return [radiusX * Math.cos(angle), radiusY * Math.sin(angle)];
  });
  const [left, right] = [Math.min(...around.map(([x]) => x)), Math.max(...around.map(([x]) => x))];
  const [top, bottom] = [Math.min(...around.map(([, y]) => y)), Math.max(...around.map(([, y]) => y))];
  // The labels of a pair stand above and below its boxes where those are low.
  const room = Math.max(tallest / 2, isPair ? PAIR_BEND + LABEL_HEIGHT : 0) + 4;
  const boxes = indices.map((index, position): Box => {
    const [x, y] = around[position] ?? [0, 0];
    const lines = contents[position] ?? [];
    return {
      index,
      lines,
      centre: [x - left + BOX_WIDTH / 2 + 4, y - top + room],
      height: lines.length * LINE_HEIGHT + 14,
    };
  });
  return { boxes, width: right - left + BOX_WIDTH + 8, height: bottom - top + 2 * room };
}

/** `T1, operation 148 by p9`, and below it what it did. */
function linesOf(operation: Operation | undefined, index: number, position: number): string[] {
  const by = operation === undefined ? "" : ` by p${operation.process}`;
  const steps = operation !== undefined && Array.isArray(operation.value) ? operation.value as readonly Json[] : [];
  const shown = steps.slice(0, STEPS_MAX).map((step) => cutMiddle(stepText(step), STEP_LENGTH));
  if (steps.length > STEPS_MAX) shown.push(`and ${steps.length - STEPS_MAX} more`);
  return [cutMiddle(`T${position + 1}: operation ${index}${by}`, STEP_LENGTH + 2), ...shown];
}

/** `["r", 7, [1, 4]]` as `r 7 [1,4]`. */
function stepText(step: Json): string {
  if (!Array.isArray(step)) return JSON.stringify(step);
  const [f, ...rest] = step;
  return [typeof f === "string" ? f : JSON.stringify(f), ...rest.map((part: Json) => JSON.stringify(part))].join(" ");
}

function boxDrawing({ index, lines, centre: [x, y], height }: Box): Html {
  const top = y - height / 2;
  return html`
    <a href="#op-${index}">
      <rect x="${round(x - BOX_WIDTH / 2)}" y="${round(top)}" width="${BOX_WIDTH}" height="${height}" rx="6" />
      ${lines.map((line, row) =>
        html`
          <text class="${row === 0 ? "name" : "step"}" x="${round(x - BOX_WIDTH / 2 + 9)}" y="${round(
            top + 19 + row * LINE_HEIGHT,
          )}">${line}</text>
        `
      )}
    </a>
  `;
}

/** A curve from box to box; the two edges of a pair bend to different sides. */
function edgeDrawing(edge: CycleEdge, boxOf: ReadonlyMap<number, Box>, cycle: readonly CycleEdge[]): Html | "" {
  const from = boxOf.get(edge.from);
  const to = boxOf.get(edge.to);
  if (from === undefined || to === undefined) return "";
  const [fromX, fromY] = from.centre;
  const [toX, toY] = to.centre;
  const isPair = cycle.some((other) => other.from === edge.to && other.to === edge.from);
  const length = Math.hypot(toX - fromX, toY - fromY) || 1;
  const bend = isPair ? PAIR_BEND : 0;
  const middle: Point = [
    (fromX + toX) / 2 + (toY - fromY) / length * bend,
    (fromY + toY) / 2 - (toX - fromX) / length * bend,
  ];
  const start = edgeOfBox(from, middle);
  const end = edgeOfBox(to, middle);
  const angle = Math.atan2(end[1] - middle[1], end[0] - middle[0]);
  const wing = (turn: number): string =>
    `${round(end[0] - 10 * Math.cos(angle + turn))},${round(end[1] - 10 * Math.sin(angle + turn))}`;
  // The middle of a curve lies halfway between its ends' middle and its control point.
  const label = edgeLabel(edge);
  const labelWidth = label.length * CHARACTER_WIDTH + 8;
  const labelX = ((start[0] + end[0]) / 2 + middle[0]) / 2;
  const labelY = ((start[1] + end[1]) / 2 + middle[1]) / 2;
  return html`
    <g class="edge ${edge.type}">
      <path class="line" d="M${start.map(round).join(",")}Q${middle.map(round).join(",")},${end.map(round).join(
        ",",
      )}" />
      <path d="M${wing(0.4)}L${end.map(round).join(",")}L${wing(-0.4)}" />
      <rect x="${round(labelX - labelWidth / 2)}" y="${round(
        labelY - LABEL_HEIGHT / 2,
      )}" width="${labelWidth}" height="${LABEL_HEIGHT}" />
      <text x="${round(labelX)}" y="${round(labelY + 5)}" text-anchor="middle">${label}</text>
      <title>${edge.because}</title>
    </g>
  `;
}

/** Where the line from a box's centre to a point leaves the box. */
function edgeOfBox({ centre: [x, y], height }: Box, [towardsX, towardsY]: Point): Point {
  const dx = towardsX - x;
  const dy = towardsY - y;
  const scale = Math.min(
    dx === 0 ? Infinity : (BOX_WIDTH / 2 + GAP) / Math.abs(dx),
    dy === 0 ? Infinity : (height / 2 + GAP) / Math.abs(dy),
    1,
  );
  return [x + dx * scale, y + dy * scale];
}

function edgeLabel(edge: CycleEdge): string {
  const key = edge.key === undefined ? "" : ` key ${JSON.stringify(edge.key)}`;
  const value = edge.value === undefined ? "" : ` value ${JSON.stringify(edge.value)}`;
  return cutMiddle(`${edge.type}${key}${value}`, LABEL_LENGTH);
}

/** Both ends of a text: of a list that was read the end tells most. */
function cutMiddle(text: string, length: number): string {
  if (text.length <= length) return text;
  const tail = Math.floor(length / 2);
  return `${text.slice(0, length - tail - 1)}…${text.slice(-tail)}`;
}
