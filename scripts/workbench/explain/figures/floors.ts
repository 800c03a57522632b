/**
 * How few messages an operation a design can do with, so that a figure has something to stand beside.
 *
 * @module
 */
import { NS_PER_MS, NS_PER_S } from "../../clock.ts";
import type { MessageFloor } from "../../run_account.ts";
import { grouped } from "../../text/grouped.ts";

/** What floors are computed from. */
export interface FloorRequest {
  readonly nodes: number;
  readonly operations: number;
  /** Values that clients told nodes. */
  readonly values: number;
  /** How long clients sent operations, in ns. */
  readonly mainNs: number;
  readonly latencyMs: number;
  /** How late a value may be everywhere, in ms: a limit, or the latest of this run; undefined where neither is known. */
  readonly latestMs: { readonly ms: number; readonly isLimit: boolean } | undefined;
  /** True where nodes speak with a service more than with each other. */
  readonly usesService: boolean;
}

/** The floors that hold for a run; none for a single node, or where there is nothing to tell others. */
export function floorsOf(request: FloorRequest): MessageFloor[] {
  const { nodes, operations, values, usesService } = request;
  if (nodes < 2 || operations === 0 || values === 0) return [];
  if (usesService) {
    return [{
      perOperation: 2 * values / operations,
      because:
        `a question and an answer for each of ${grouped(values)} writes, where each goes to the service alone: ` +
        `2 * ${grouped(values)} / ${grouped(operations)}`,
    }];
  }
  const others = nodes - 1;
  return [{
    perOperation: others * values / operations,
    because: `each of ${grouped(values)} values goes to ${others} nodes at once and alone: ${others} * ${
      grouped(values)
    } / ${grouped(operations)}`,
  }, ...windowFloor(request)];
}

/** Values that share messages: each window n - 1 messages gather the news, and n - 1 tell it. */
function windowFloor({ nodes, operations, mainNs, latencyMs, latestMs }: FloorRequest): MessageFloor[] {
  if (latestMs === undefined) return [];
  const windowMs = latestMs.ms - 2 * latencyMs;
  if (windowMs < 1) return [];
  const messages = 2 * (nodes - 1);
  const seconds = mainNs / NS_PER_S;
  const windows = mainNs / NS_PER_MS / windowMs;
  const origin = latestMs.isLimit ? `the limit of ${latestMs.ms} ms` : `${latestMs.ms} ms, the latest here,`;
  return [{
    perOperation: messages * windows / operations,
    because:
      `values share messages through one node: 2 * ${nodes - 1} a window of ${
        Math.round(windowMs)
      } ms (${origin} less ` +
      `two of ${latencyMs} ms on the way) for ${Math.round(seconds)} s: ${messages} * ${windows.toFixed(1)} / ${
        grouped(operations)
      }`,
  }];
}
