/**
 * The logarithmic axis of the latency plots.
 *
 * @module
 */
import { NS_PER_MS } from "../../clock.ts";
import type { Call } from "../../recording/calls.ts";
import type { Html } from "../html.ts";
import { MARGIN, PLOT_HEIGHT, valueAxis } from "./frame.ts";
import { scaleLog, type ScaleLogarithmic } from "./scales.ts";

/** Least latency on the axis; a simulated operation may take no time at all, which no logarithm can show. */
const LEAST_MS = 0.01;

/** Latency of a finished call in milliseconds; undefined while it is open. */
export function latencyMsOf(call: Call): number | undefined {
  if (call.completion === undefined) return undefined;
  return (call.completion.time - call.invocation.time) / NS_PER_MS;
}

/** A scale over whole decades that holds all latencies. Smaller ones than its least are drawn at the least. */
export function latencyScale(calls: readonly Call[]): ScaleLogarithmic<number, number> {
  let least = Infinity;
  let most = LEAST_MS * 10;
  for (const call of calls) {
    const latency = latencyMsOf(call);
    if (latency === undefined) continue;
    least = Math.min(least, Math.max(latency, LEAST_MS));
    most = Math.max(most, latency);
  }
  const low = 10 ** Math.floor(Math.log10(Math.min(least, most)));
  return scaleLog([low, Math.max(most * 1.2, low * 10)], [PLOT_HEIGHT - MARGIN.bottom, MARGIN.top]).clamp(true);
}

/** The axis itself: ticks at 1, 2 and 5 of each decade where there are few decades, else at 1. */
export function latencyAxis(scale: ScaleLogarithmic<number, number>): Html {
  const [low = LEAST_MS, high = 1] = scale.domain();
  const ticks: number[] = [];
  const factors = high / low <= 200 ? [1, 2, 5] : [1];
  for (let power = Math.round(Math.log10(low)); 10 ** power <= high; power++) {
    for (const factor of factors) if (factor * 10 ** power <= high) ticks.push(factor * 10 ** power);
  }
  return valueAxis(scale, ticks, "latency in ms, logarithmic");
}
