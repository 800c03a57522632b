/**
 * Draws a sequence: participants as columns, events as rows from top to bottom, each message an arrow with its type and
 * value, as in Maelstrom's messages.svg. A participant's line is thick while it knows the value.
 *
 * @module
 */
import type { MessageStep, NoteStep, SequencePicture, SequenceStep } from "../../picture.ts";
import { type Html, html } from "../html.ts";
import { round } from "../plots/frame.ts";
import type { Point } from "../plots/shapes.ts";
import { arrowHead, cross, type Drawing, type Room, timeMark } from "./drawing.ts";
import { fitText, type Font, keepWithin, LINE, textWidth, wrapText } from "./text_room.ts";

/** Room for times at the left. */
const TIME_WIDTH = 54;
/** Columns are not farther apart than this. */
const COLUMN_MAX = 128;
const HEAD_HEIGHT = 26;
const MARK_HEIGHT = 18;
/** Height of rows: a label above its arrow, and for a lost message why below it. */
const MESSAGE_HEIGHT = 38;
const ARROW_Y = 26;
const SLOPE = 7;
const ARRIVAL_HEIGHT = 16;
/** A lost message comes so far. */
const LOST_SHARE = 0.72;

interface Layout {
  readonly picture: SequencePicture;
  readonly width: number;
  readonly xs: readonly number[];
  /** The top of each row. */
  readonly tops: readonly number[];
  readonly headBottom: number;
  readonly bottom: number;
}

/** Draws it for a room. */
export function drawSequence(picture: SequencePicture, room: Room): Drawing {
  const layout = layOut(picture, room);
  const { steps } = picture;
  return {
    width: layout.width,
    height: layout.bottom + 4,
    marks: [
      ...picture.lanes.map((_, lane) => lifeline(layout, lane)),
      ...steps.map((step, at) => timeMark(step.timeNs, (layout.tops[at] ?? 0) + timeY(step), steps[at - 1]?.timeNs)),
      ...steps.map((step, at) => step.kind === "note" ? noteDrawing(layout, step, at) : ""),
      ...steps.map((step, at) => step.kind === "message" ? messageDrawing(layout, step, at) : ""),
      ...picture.lanes.map((_, lane) => headDrawing(layout, lane)),
    ],
  };
}

function layOut(picture: SequencePicture, room: Room): Layout {
  const { lanes, steps } = picture;
  const column = Math.min(COLUMN_MAX, (room.width - TIME_WIDTH) / lanes.length);
  // Two columns alone would leave no room for what is written beside them.
  const width = Math.max(Math.min(room.width, 420), TIME_WIDTH + column * lanes.length);
  const spread = (width - TIME_WIDTH) / lanes.length;
  const xs = lanes.map((_, lane) => TIME_WIDTH + spread * (lane + 0.5));
  const hasMark = lanes.some(({ mark }) => mark !== undefined);
  const headBottom = HEAD_HEIGHT + (hasMark ? MARK_HEIGHT : 0) + 2;
  const tops: number[] = [];
  let y = headBottom + 6;
  for (const step of steps) {
    tops.push(y);
    y += heightOf(step, width);
  }
  return { picture, width, xs, tops, headBottom, bottom: y + 4 };
}

function heightOf(step: SequenceStep, width: number): number {
  if (step.kind === "arrival") return ARRIVAL_HEIGHT;
  if (step.kind === "note") return noteLines(step, width).length * LINE + 16;
  return MESSAGE_HEIGHT + (step.why === "" ? 0 : LINE);
}

function timeY(step: SequenceStep): number {
  return step.kind === "message" ? ARROW_Y + 4 : step.kind === "note" ? LINE + 4 : 12;
}

/** The name of a participant, and what is wrong with it. */
function headDrawing({ picture, xs, width }: Layout, lane: number): Html {
  const spread = (xs[1] ?? Infinity) - (xs[0] ?? 0);
  const { name, role, mark } = picture.lanes[lane] ?? { name: "", role: "node" };
  const x = xs[lane] ?? 0;
  const boxWidth = Math.max(textWidth(name) + 4, Math.min(Math.max(34, textWidth(name) + 14), spread - 3));
  const markText = mark === undefined ? "" : fitText(mark, width - TIME_WIDTH, "bold");
  return html`
    <g
      class="lane ${role}${mark === undefined ? "" : " marked"}"><rect x="${round(
        x - boxWidth / 2,
      )}" y="1" width="${round(boxWidth)}" height="${HEAD_HEIGHT - 4}" rx="4" /><text x="${round(
        x,
      )}" y="17" text-anchor="middle">${name}</text>${mark === undefined
        ? ""
        : html`<text class="mark" x="${round(keepWithin(x, textWidth(markText, "bold"), [TIME_WIDTH, width]))}" y="${
          HEAD_HEIGHT + 12
        }" text-anchor="middle">${markText}</text>`}</g>
  `;
}

/** Thin, and thick while the participant has the value. */
function lifeline({ picture, xs, tops, headBottom, bottom }: Layout, lane: number): Html {
  const { steps, known } = picture;
  const x = round(xs[lane] ?? 0);
  const rowFrom = (timeNs: number) => tops[steps.findIndex((step) => step.timeNs >= timeNs)] ?? bottom;
  const spans = known.filter((span) => span.lane === lane).map(({ fromNs, toNs, messageId }) => {
    const taken = steps.findIndex((step) => step.kind === "note" && step.lane === lane && step.timeNs === toNs);
    return {
      from: arrivalY(steps, tops, messageId) ?? rowFrom(fromNs),
      to: taken < 0 ? rowFrom(toNs) : (tops[taken] ?? 0) + LINE / 2,
    };
  });
  return html`<path class="life" d="M${x},${headBottom}V${round(bottom)}" />${
    spans.filter(({ from, to }) => to > from).map(({ from, to }) =>
      html`<path class="knows" d="M${x},${round(from)}V${round(to)}" />`
    )
  }`;
}

/** Where a message arrives; undefined where it is not drawn. */
function arrivalY(steps: readonly SequenceStep[], tops: readonly number[], messageId: number): number | undefined {
  const at = steps.findIndex((step) => step.kind === "message" && step.messageId === messageId);
  if (at < 0) return undefined;
  const arrival = arrivalOf(steps, at);
  return arrival === undefined ? (tops[at] ?? 0) + ARROW_Y + SLOPE : (tops[arrival] ?? 0) + ARRIVAL_HEIGHT / 2;
}

/** Row of a message's arrival, where that is not its own. */
function arrivalOf(steps: readonly SequenceStep[], message: number): number | undefined {
  const at = steps.findIndex((step) => step.kind === "arrival" && step.of === message);
  return at < 0 ? undefined : at;
}

function messageDrawing(layout: Layout, step: MessageStep, at: number): Html {
  const { xs, tops, width } = layout;
  const top = tops[at] ?? 0;
  const x1 = xs[step.from] ?? 0;
  const x2 = xs[step.to] ?? 0;
  const start: Point = [x1, top + ARROW_Y];
  const isLost = step.fate !== "received";
  const reached: Point = [x2, arrivalY(layout.picture.steps, tops, step.messageId) ?? top];
  const end: Point = isLost ? [x1 + (x2 - x1) * LOST_SHARE, start[1] + SLOPE * LOST_SHARE] : reached;
  const room: readonly [number, number] = [TIME_WIDTH, width - 1];
  const text = fitText(step.text, width - TIME_WIDTH - 2, fontOf(step));
  const why = fitText(step.why, width - TIME_WIDTH - 2);
  return html`
    <g
      class="message t-${step.tone}${isLost ? " lost" : ""}">${step.from === step.to
        ? ownArrow(start)
        : html`<path class="line" d="M${round(start[0])},${round(start[1])}L${round(end[0])},${round(end[1])}" />${
          isLost ? cross(end) : arrowHead(start, end)
        }`}<text class="label" x="${round(keepWithin((x1 + x2) / 2, textWidth(text, fontOf(step)), room))}" y="${round(
          top + LINE,
        )}" text-anchor="middle">${text}</text>${why === ""
        ? ""
        : html`<text class="why" x="${round(keepWithin((x1 + x2) / 2, textWidth(why), room))}" y="${
          round(top + ARROW_Y + SLOPE + LINE)
        }" text-anchor="middle">${why}</text>`}</g>
  `;
}

function fontOf({ tone }: MessageStep): Font {
  return tone === "bad" ? "bold" : "plain";
}

/** A message to oneself. */
function ownArrow([x, y]: Point): Html {
  return html`<path class="line" d="M${round(x)},${round(y)}c26,-4 26,12 4,9" />${
    arrowHead([x + 22, y + 8], [x + 3, y + 9])
  }`;
}

function noteLines({ text, tone }: NoteStep, width: number): readonly string[] {
  return wrapText(text, width - TIME_WIDTH - 16, tone === "bad" ? "bold" : "plain");
}

function noteDrawing({ xs, tops, width }: Layout, step: NoteStep, at: number): Html {
  const lines = noteLines(step, width);
  const top = (tops[at] ?? 0) + 4;
  const isBand = step.lane < 0;
  const boxWidth = isBand
    ? width - TIME_WIDTH
    : Math.max(...lines.map((line) => textWidth(line, step.tone === "bad" ? "bold" : "plain"))) + 14;
  const centre = isBand ? (TIME_WIDTH + width) / 2 : keepWithin(xs[step.lane] ?? 0, boxWidth, [TIME_WIDTH, width - 1]);
  return html`
    <g
      class="note n-${step.tone}"><rect x="${round(centre - boxWidth / 2)}" y="${round(top)}" width="${round(
        boxWidth,
      )}" height="${lines.length * LINE + 6}" rx="4" />${lines.map((line, row) =>
        html`<text x="${round(centre)}" y="${round(top + 14 + row * LINE)}" text-anchor="middle">${line}</text>`
      )}</g>
  `;
}
