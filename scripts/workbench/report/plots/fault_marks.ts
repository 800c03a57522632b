/**
 * Faults in a plot: the time of any fault is shaded, and below the axis each kind of fault has a lane of its own.
 *
 * @module
 */
import { NS_PER_S, seconds } from "../../clock.ts";
import type { FaultWindow } from "../../recording/fault_windows.ts";
import { type Html, html } from "../html.ts";
import type { ScaleLinear } from "./scales.ts";

/** Height of a lane with its gap. */
const LANE_HEIGHT = 13;
/** Longest detail of a fault in its tip. */
const DETAIL_LENGTH = 200;

/** Where the marks go. */
export interface FaultPlaces {
  readonly x: ScaleLinear<number, number>;
  /** Edges of the drawing area. */
  readonly top: number;
  readonly bottom: number;
  /** Where the first lane begins. */
  readonly lanesTop: number;
  /** Right end of the names of lanes. */
  readonly namesRight: number;
}

/** Height of all lanes; 0 without faults. */
export function lanesHeight(faults: readonly FaultWindow[]): number {
  const kinds = kindsOf(faults).length;
  return kinds === 0 ? 0 : kinds * LANE_HEIGHT + 4;
}

/** Draws shading and lanes. */
export function faultMarks(faults: readonly FaultWindow[], places: FaultPlaces): Html {
  const { x, top, bottom, lanesTop, namesRight } = places;
  const shades = mergedWindows(faults).map(([fromNs, toNs]) => {
    const { from, width } = extent(x, fromNs, toNs);
    return html`
      <rect class="fault" x="${from}" y="${top}" width="${width}" height="${bottom - top}" />
    `;
  });
  const lanes = kindsOf(faults).map((kind, lane) => {
    const y = lanesTop + lane * LANE_HEIGHT;
    const bars = faults.filter((fault) => fault.kind === kind).map((fault) => {
      const { from, width } = extent(x, fault.fromNs, fault.toNs);
      const tip = `${kind} from ${seconds(fault.fromNs)} to ${seconds(fault.toNs)} ${
        fault.detail.slice(0, DETAIL_LENGTH)
      }`;
      return html`
        <rect class="fault-bar" x="${from}" y="${y}" width="${width}" height="8" rx="2">
          <title>${tip}</title>
        </rect>
      `;
    });
    return html`<g><text class="fault-name" x="${namesRight}" y="${y + 8}" text-anchor="end">${
      kind.slice(0, 9)
    }</text>${bars}</g>`;
  });
  return html`${shades}${lanes}`;
}

function kindsOf(faults: readonly FaultWindow[]): string[] {
  return [...new Set(faults.map(({ kind }) => kind))];
}

/** Windows that overlap as one, so that the shading is the same everywhere. */
function mergedWindows(faults: readonly FaultWindow[]): (readonly [fromNs: number, toNs: number])[] {
  const merged: [number, number][] = [];
  for (const { fromNs, toNs } of faults.toSorted((a, b) => a.fromNs - b.fromNs)) {
    const last = merged.at(-1);
    if (last !== undefined && fromNs <= last[1]) last[1] = Math.max(last[1], toNs);
    else merged.push([fromNs, toNs]);
  }
  return merged;
}

function extent(x: ScaleLinear<number, number>, fromNs: number, toNs: number): { from: number; width: number } {
  const from = Math.round(x(fromNs / NS_PER_S) * 10) / 10;
  return { from, width: Math.max(1, Math.round((x(toNs / NS_PER_S) - from) * 10) / 10) };
}
