/**
 * What all pictures share: the svg element around them, times at the left, arrows and crosses.
 *
 * @module
 */
import { seconds } from "../../clock.ts";
import { type Html, html, type HtmlValue } from "../html.ts";
import { round } from "../plots/frame.ts";
import type { Point } from "../plots/shapes.ts";

/** How wide a picture may be: on a desk, or on a phone. */
export interface Room {
  readonly name: "wide" | "narrow";
  readonly width: number;
}

/** On a phone of 390 pixels the page leaves so much; beyond 700 lines of text get too long. */
export const ROOMS: readonly Room[] = [{ name: "wide", width: 700 }, { name: "narrow", width: 310 }];

/** A drawing before it is put into the page. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly marks: HtmlValue;
}

/** The svg element around a drawing. The caption below says the same in words. */
export function frameDrawing({ width, height, marks }: Drawing, room: Room, label: string): Html {
  return html`
    <svg class="picture ${room.name}" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(
      width,
    )}" height="${round(height)}"
      role="img" aria-label="${label}">${marks}</svg>
  `;
}

/** The time of an event, at the left of its row; nothing where it is that of the row above. */
export function timeMark(timeNs: number, y: number, before: number | undefined): Html | "" {
  const text = timeText(timeNs);
  if (before !== undefined && timeText(before) === text) return "";
  return html`<text class="time" x="0" y="${round(y)}">${text}</text>`;
}

function timeText(timeNs: number): string {
  return seconds(timeNs, 3);
}

/** An arrow head at the end of a line. */
export function arrowHead([fromX, fromY]: Point, [x, y]: Point): Html {
  const angle = Math.atan2(y - fromY, x - fromX);
  const wing = (turn: number) => `${round(x - 9 * Math.cos(angle + turn))},${round(y - 9 * Math.sin(angle + turn))}`;
  return html`<path class="head" d="M${wing(0.42)}L${round(x)},${round(y)}L${wing(-0.42)}" />`;
}

/** The cross of something lost. */
export function cross([x, y]: Point): Html {
  return html`<path class="cross" d="M${round(x - 6)},${round(y - 6)}l12,12m0,-12l-12,12" />`;
}
