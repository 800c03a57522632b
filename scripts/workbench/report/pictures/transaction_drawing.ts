/**
 * Draws transactions one below the other, and beside them the edges, each from the micro-operation that causes a
 * dependency to the one that shows it, as in Elle's plots. Edges down run at the right, edges up at the left.
 *
 * @module
 */
import type { TransactionBox, TransactionEdge, TransactionPicture } from "../../picture.ts";
import { type Html, html } from "../html.ts";
import { round } from "../plots/frame.ts";
import { arrowHead, type Drawing, type Room } from "./drawing.ts";
import { fitMiddle, fitText, LINE, textWidth } from "./text_room.ts";

const TITLE_HEIGHT = 24;
const BOX_GAP = 26;
/** Room of an edge beside the boxes, and of its label. */
const TRACK_WIDTH = 16;
const LABEL_GAP = 5;
const BOX_WIDTH_MAX = 250;

interface Side {
  readonly edges: readonly TransactionEdge[];
  /** The track of each edge: those that overlap have different ones. */
  readonly tracks: readonly number[];
  readonly room: number;
  readonly labelWidth: number;
}

interface Layout {
  readonly picture: TransactionPicture;
  readonly left: Side;
  readonly right: Side;
  readonly boxLeft: number;
  readonly boxRight: number;
  readonly tops: readonly number[];
  readonly width: number;
}

/** Draws it for a room. */
export function drawTransactions(picture: TransactionPicture, room: Room): Drawing {
  const layout = layOut(picture, room);
  const last = picture.boxes.at(-1);
  const height = (layout.tops.at(-1) ?? 0) + (last === undefined ? 0 : boxHeight(last)) + 6;
  return {
    width: layout.width,
    height,
    marks: [
      ...picture.boxes.map((box, at) => boxDrawing(layout, box, at)),
      ...layout.right.edges.map((edge, at) => edgeDrawing(layout, edge, layout.right.tracks[at] ?? 0)),
      ...layout.left.edges.map((edge, at) => edgeDrawing(layout, edge, layout.left.tracks[at] ?? 0)),
    ],
  };
}

function layOut(picture: TransactionPicture, room: Room): Layout {
  const right = sideOf(picture.edges.filter(({ from, to }) => from <= to));
  const left = sideOf(picture.edges.filter(({ from, to }) => from > to));
  const wanted = Math.min(BOX_WIDTH_MAX, Math.max(...picture.boxes.map(textsWidth)) + 18);
  const boxWidth = Math.min(wanted, room.width - left.room - right.room);
  const tops: number[] = [];
  let y = 4;
  for (const box of picture.boxes) {
    tops.push(y);
    y += boxHeight(box) + BOX_GAP;
  }
  return {
    picture,
    left,
    right,
    boxLeft: left.room,
    boxRight: left.room + boxWidth,
    tops,
    width: left.room + boxWidth + right.room,
  };
}

function sideOf(edges: readonly TransactionEdge[]): Side {
  const tracks: number[] = [];
  edges.forEach((edge, at) => {
    const taken = new Set(tracks.slice(0, at).filter((_, other) => overlaps(edge, edges[other])));
    let track = 0;
    while (taken.has(track)) track++;
    tracks.push(track);
  });
  const labelWidth = Math.max(0, ...edges.map(({ text }) => textWidth(text)));
  const room = edges.length === 0 ? 3 : (Math.max(...tracks) + 1) * TRACK_WIDTH + 10 + LABEL_GAP + labelWidth;
  return { edges, tracks, room, labelWidth };
}

function overlaps(a: TransactionEdge, b: TransactionEdge | undefined): boolean {
  if (b === undefined) return false;
  const [aFrom, aTo, bFrom, bTo] = [
    Math.min(a.from, a.to),
    Math.max(a.from, a.to),
    Math.min(b.from, b.to),
    Math.max(b.from, b.to),
  ];
  return aFrom < bTo && bFrom < aTo;
}

/** The title with as much of the circumstances as fits. */
function titleWithin({ title, circumstances }: TransactionBox, width: number): string {
  const whole = `${title}${circumstances}`;
  return textWidth(whole, "bold") <= width ? whole : fitText(title, width, "bold");
}

function textsWidth({ title, circumstances, microOps }: TransactionBox): number {
  return Math.max(
    textWidth(`${title}${circumstances}`, "bold"),
    ...microOps.map(({ text }) => textWidth(text, "code")),
  );
}

function boxHeight({ microOps }: TransactionBox): number {
  return TITLE_HEIGHT + microOps.length * LINE + 6;
}

/** The height of a micro-operation; of the whole box its title. Two edges at one row do not meet. */
function rowY({ tops }: Layout, box: number, { row, shift }: { row: number; shift: number }): number {
  const top = tops[box] ?? 0;
  return row < 0 ? top + 13 + shift : top + TITLE_HEIGHT + (row + 0.5) * LINE + shift;
}

function boxDrawing(
  { boxLeft, boxRight, tops }: Layout,
  box: TransactionBox,
  at: number,
): Html {
  const { microOps, isAborted } = box;
  const top = tops[at] ?? 0;
  const width = boxRight - boxLeft;
  return html`
    <g
      class="transaction${isAborted ? " aborted" : ""}"><rect x="${round(boxLeft)}" y="${round(top)}" width="${round(
        width,
      )}" height="${round(boxHeight(box))}" rx="6" /><text class="name" x="${round(
        boxLeft + 8,
      )}" y="${round(top + 17)}">${titleWithin(box, width - 14)}</text>${microOps.map(({ text, tone }, row) =>
        html`<g class="step t-${tone}">${
          tone === "plain"
            ? ""
            : html`<rect x="${round(boxLeft + 4)}" y="${round(top + TITLE_HEIGHT + row * LINE)}" width="${
              round(width - 8)
            }" height="${LINE}" rx="3" />`
        }<text x="${round(boxLeft + 8)}" y="${round(top + TITLE_HEIGHT + row * LINE + 12)}">${
          fitMiddle(text, width - 14, "code")
        }</text></g>`
      )}</g>
  `;
}

function edgeDrawing(layout: Layout, edge: TransactionEdge, track: number): Html {
  const isDown = edge.from <= edge.to;
  const side = isDown ? 1 : -1;
  const x = isDown ? layout.boxRight : layout.boxLeft;
  const outer = x + side * ((track + 1) * TRACK_WIDTH);
  const y1 = rowY(layout, edge.from, { row: edge.fromRow, shift: 3 });
  const y2 = rowY(layout, edge.to, { row: edge.toRow, shift: -3 });
  const bend = Math.min(10, Math.abs(y2 - y1) / 2) * Math.sign(y2 - y1);
  const path = `M${round(x)},${round(y1)}C${round(outer)},${round(y1)} ${round(outer)},${round(y1)} ${round(outer)},${
    round(y1 + bend)
  }V${round(y2 - bend)}C${round(outer)},${round(y2)} ${round(outer)},${round(y2)} ${round(x + side * 2)},${round(y2)}`;
  const labelX = x + side * ((Math.max(...(isDown ? layout.right : layout.left).tracks) + 1) * TRACK_WIDTH + LABEL_GAP);
  return html`
    <g
      class="edge ${edge.type}"><path class="line" d="${path}" />${arrowHead([x + side * 12, y2], [
        x + side * 2,
        y2,
      ])}<text x="${round(labelX)}" y="${round((y1 + y2) / 2 + 4)}" text-anchor="${isDown ? "start" : "end"}">${edge
        .text}</text></g>
  `;
}
