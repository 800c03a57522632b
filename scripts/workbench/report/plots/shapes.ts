/**
 * Shapes of the plots: d3-shape, wrapped here alone.
 *
 * @module
 */
// @ts-types="npm:@types/d3-shape@3.2.0"
import {
  area,
  curveStepAfter,
  line,
  stack,
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  type SymbolType,
  symbolWye,
} from "d3-shape";

/** A point in user units of the drawing. */
export type Point = readonly [x: number, y: number];

/** One layer of a stack: for each position its lower and upper edge. */
export type Layer = readonly (readonly [low: number, high: number])[];

const SYMBOLS: readonly SymbolType[] = [
  symbolCircle,
  symbolTriangle,
  symbolSquare,
  symbolDiamond,
  symbolCross,
  symbolStar,
  symbolWye,
];

/** Path of the symbol for the nth function, centred on the origin; after seven they start again. */
export function symbolPath(position: number, sizePx: number): string {
  return symbol().type(SYMBOLS[position % SYMBOLS.length] ?? symbolCircle).size(sizePx)() ?? "";
}

/** Path of a line through the points; breaks where a point is undefined. */
export function linePath(points: readonly (Point | undefined)[]): string {
  return line<Point | undefined>()
    .defined((point) => point !== undefined)
    .x((point) => point?.[0] ?? 0)
    .y((point) => point?.[1] ?? 0)
    .digits(1)([...points]) ?? "";
}

/** Path of a stepped area between two edges. */
export function stepAreaPath(xs: readonly number[], lows: readonly number[], highs: readonly number[]): string {
  return area<number>()
    .x((position) => xs[position] ?? 0)
    .y0((position) => lows[position] ?? 0)
    .y1((position) => highs[position] ?? 0)
    .curve(curveStepAfter)
    .digits(1)(xs.map((_, position) => position)) ?? "";
}

/** Stacks series of equal length upon each other, the first at the bottom. */
export function stackLayers(series: readonly (readonly number[])[]): Layer[] {
  const length = series[0]?.length ?? 0;
  const positions = Array.from({ length }, (_, position) => position);
  const layers = stack<unknown, number, number>()
    .keys(series.map((_, index) => index))
    .value((position, index) => series[index]?.[position] ?? 0)(positions);
  return layers.map((layer) => layer.map((edges): readonly [number, number] => [edges[0], edges[1]]));
}
