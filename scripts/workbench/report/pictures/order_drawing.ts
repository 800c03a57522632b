/**
 * Draws the operations of a key as boxes from their beginning at the top to their end, and through them the line of the
 * longest order, as Porcupine's page does; what the key holds after each step stands at the right.
 *
 * @module
 */
import type { OrderedCall, OrderPicture, OrderRow } from "../../picture.ts";
import { type Html, html } from "../html.ts";
import { linePath, type Point } from "../plots/shapes.ts";
import { round } from "../plots/frame.ts";
import { cross, type Drawing, type Room, timeMark } from "./drawing.ts";
import { fitText, keepWithin, LINE, textWidth } from "./text_room.ts";

const TIME_WIDTH = 54;
/** Room for what the key holds. */
const STATE_WIDTH = 66;
const COLUMN_MAX = 150;
const HEAD_HEIGHT = 24;
/** What a box says takes two lines, at its beginning. */
const BEGIN_HEIGHT = 2 * LINE + 8;
const END_HEIGHT = 12;
const EFFECT_HEIGHT = 24;
const DOT_RADIUS = 9;

interface Layout {
  readonly picture: OrderPicture;
  readonly width: number;
  readonly laneOf: readonly number[];
  readonly column: number;
  readonly tops: readonly number[];
  readonly bottom: number;
}

/** Draws it for a room. */
export function drawOrder(picture: OrderPicture, room: Room): Drawing {
  const layout = layOut(picture, room);
  const { rows } = picture;
  const footer = layout.bottom + LINE + 6;
  const misfit = fitText(picture.misfit, layout.width, "bold");
  const times = rows.map((row) => row.kind === "begins" || row.kind === "ends" ? row.timeNs : undefined);
  const misfitAt = picture.calls.findIndex(({ role }) => role === "misfit");
  return {
    width: layout.width,
    height: footer + 8,
    marks: [
      html`<text class="time" x="${round(layout.width)}" y="15" text-anchor="end">${
        fitText(`${picture.subject} holds`, layout.width)
      }</text>`,
      ...picture.calls.map((call, number) => boxDrawing(layout, call, number)),
      ...times.map((timeNs, at) =>
        timeNs === undefined ? "" : timeMark(
          timeNs,
          (layout.tops[at] ?? 0) + (rows[at]?.kind === "begins" ? 15 : 10),
          times.slice(0, at).findLast((one) => one !== undefined),
        )
      ),
      orderLine(layout),
      ...picture.calls.map((call, number) => boxText(layout, call, number)),
      ...rows.map((row, at) => rowDrawing(layout, row, at)),
      html`<text class="misfit" x="${
        round(keepWithin(centreOf(layout, misfitAt), textWidth(misfit, "bold"), [0, layout.width]))
      }" y="${round(footer)}" text-anchor="middle">${misfit}</text>`,
    ],
  };
}

function layOut(picture: OrderPicture, room: Room): Layout {
  const laneOf = packLanes(picture);
  const lanes = Math.max(...laneOf, 0) + 1;
  const column = Math.min(COLUMN_MAX, (room.width - TIME_WIDTH - STATE_WIDTH) / lanes);
  const tops: number[] = [];
  let y = HEAD_HEIGHT;
  for (const row of picture.rows) {
    tops.push(y);
    y += heightOf(row);
  }
  return { picture, width: TIME_WIDTH + STATE_WIDTH + column * lanes, laneOf, column, tops, bottom: y };
}

function heightOf({ kind }: OrderRow): number {
  return kind === "begins" ? BEGIN_HEIGHT : kind === "ends" ? END_HEIGHT : EFFECT_HEIGHT;
}

/** Puts each call into the first column that is free when it begins. */
function packLanes({ calls, rows }: OrderPicture): readonly number[] {
  const laneOf = calls.map(() => 0);
  const busy: boolean[] = [];
  for (const row of rows) {
    if (row.kind === "begins") {
      const free = busy.indexOf(false);
      const lane = free < 0 ? busy.length : free;
      busy[lane] = true;
      laneOf[row.call] = lane;
    } else if (row.kind === "ends") {
      busy[laneOf[row.call] ?? 0] = false;
    }
  }
  return laneOf;
}

function centreOf({ laneOf, column }: Layout, call: number): number {
  return TIME_WIDTH + ((laneOf[call] ?? 0) + 0.5) * column;
}

interface Box {
  readonly x: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly isOpen: boolean;
}

function boxOf(layout: Layout, number: number): Box | undefined {
  const { picture: { rows }, tops, bottom, column } = layout;
  const from = rows.findIndex((row) => row.kind === "begins" && row.call === number);
  if (from < 0) return undefined;
  const to = rows.findIndex((row) => row.kind === "ends" && row.call === number);
  const top = (tops[from] ?? 0) + 1;
  const end = to < 0 ? bottom : (tops[to] ?? 0) + END_HEIGHT - 3;
  return { x: centreOf(layout, number) - column / 2 + 3, top, width: column - 6, height: end - top, isOpen: to < 0 };
}

function boxDrawing(layout: Layout, { role }: OrderedCall, number: number): Html | "" {
  const box = boxOf(layout, number);
  if (box === undefined) return "";
  const { x, top, width, height, isOpen } = box;
  return html`
    <g
      class="call ${role}${isOpen ? " open" : ""}"><rect x="${round(x)}" y="${round(top)}" width="${round(
        width,
      )}" height="${round(height)}" rx="4" />${role === "misfit" ? cross([x + width - 11, top + height - 11]) : ""}</g>
  `;
}

/** What a box says, above the line of the order. */
function boxText(layout: Layout, { text, by, role }: OrderedCall, number: number): Html | "" {
  const box = boxOf(layout, number);
  if (box === undefined) return "";
  const { x, top, width } = box;
  return html`
    <g class="call-text ${role}">
      <text class="what" x="${round(x + 5)}" y="${round(top + 14)}">${fitText(text, width - 8, "bold")}</text>
      <text class="by" x="${round(x + 5)}" y="${round(top + 29)}">${fitText(by, width - 8)}</text>
    </g>
  `;
}

/** The line through the dots; the state at the start and behind what is not drawn lies at its left edge. */
function orderLine(layout: Layout): Html {
  const { picture: { rows }, tops } = layout;
  const points = rows.flatMap((row, at): Point[] => {
    const y = (tops[at] ?? 0) + EFFECT_HEIGHT / 2;
    if (row.kind === "effect") return [[dotX(layout, row.call), y]];
    return row.kind === "gap" ? [[stateX(layout), y]] : [];
  });
  return html`<path class="order" d="${linePath(points)}" />`;
}

/** Dots stand at the right side of their boxes, beside what is written there. */
function dotX(layout: Layout, call: number): number {
  return centreOf(layout, call) + layout.column / 2 - 3 - DOT_RADIUS - 3;
}

function stateX({ width }: Layout): number {
  return width - STATE_WIDTH + 8;
}

function rowDrawing(layout: Layout, row: OrderRow, at: number): Html | "" {
  if (row.kind === "begins" || row.kind === "ends") return "";
  const { picture: { rows }, tops, width } = layout;
  const y = (tops[at] ?? 0) + EFFECT_HEIGHT / 2;
  const state = html`<text class="state" x="${round(width)}" y="${round(y + 4)}" text-anchor="end">${
    fitText(row.state, STATE_WIDTH - 18, "bold")
  }</text>`;
  if (row.kind === "gap") {
    const text = row.count === 0 ? "at the start" : `${row.count} more, not drawn`;
    return html`
      <g
        class="gap"><circle cx="${round(stateX(layout))}" cy="${round(y)}" r="3" /><text class="by" x="${round(
          stateX(layout) - 8,
        )}" y="${round(y + 4)}" text-anchor="end">${text}</text>${state}</g>
    `;
  }
  const number = rows.slice(0, at + 1).filter(({ kind }) => kind === "effect").length;
  return html`
    <g
      class="effect"><circle cx="${round(dotX(layout, row.call))}" cy="${round(
        y,
      )}" r="${DOT_RADIUS}" /><text x="${round(dotX(layout, row.call))}" y="${round(
        y + 4,
      )}" text-anchor="middle">${number}</text>${state}</g>
  `;
}
