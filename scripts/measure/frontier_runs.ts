/**
 * The designs and window lengths of the frontier, and what came of them.
 *
 * @module
 */
import type { Terminal } from "../workbench/terminal/terminal.ts";
import type { Figures } from "./experiment.ts";
import { runExperiments } from "./pool.ts";
import { OFFICIAL_LIMITS, type OfficialLimit } from "./public_results.ts";
import { formatFigure, markdownTable, seeds, type Spread, spreadOf } from "./summary.ts";

/** One point of the frontier. */
export interface FrontierPoint {
  readonly stage: string;
  readonly program: string;
  /** Length of the window, for 3e. */
  readonly windowMs: number | undefined;
  readonly messagesPerOperation: Spread;
  readonly medianMs: Spread;
  readonly maxMs: Spread;
  readonly validCount: number;
  readonly runCount: number;
}

/** From half a hop to the longest that could keep the limits of 3e. */
const WINDOWS_MS = [50, 100, 150, 200, 280, 380, 500, 570, 700, 850, 1000, 1200, 1400, 1600] as const;

const DESIGNS = [
  { stage: "3b", program: "3b_broadcast_multi_node" },
  { stage: "3c", program: "3c_broadcast_fault_tolerant" },
  { stage: "3d", program: "3d_broadcast_low_latency" },
] as const;

/** Runs all designs with the official options of 3d and 3e, which are the same. */
export async function measureFrontier(seedCount: number, terminal: Terminal): Promise<FrontierPoint[]> {
  const cases = [
    ...DESIGNS.map((design) => ({ ...design, windowMs: undefined })),
    ...WINDOWS_MS.map((windowMs) => ({ stage: "3e", program: "3e_broadcast_few_messages", windowMs })),
  ];
  const experiments = cases.flatMap(({ program, windowMs }) =>
    seeds(seedCount).map((seed) => ({
      program,
      stage: "3d",
      programArgs: windowMs === undefined ? [] : ["--window-ms", String(windowMs)],
      seed,
      mode: "sim" as const,
    }))
  );
  const figures = await runExperiments(experiments, { terminal });
  return cases.map((each, position) => {
    const runs = figures.slice(position * seedCount, (position + 1) * seedCount);
    return { ...each, ...summarize(runs), runCount: runs.length };
  });
}

function summarize(runs: readonly Figures[]) {
  return {
    messagesPerOperation: spreadOf(runs, (run) => run.messagesPerOperation),
    medianMs: spreadOf(runs, (run) => run.medianMs),
    maxMs: spreadOf(runs, (run) => run.maxMs),
    validCount: runs.filter(({ valid }) => valid === true).length,
  };
}

/** The table of all points. */
export function frontierTable(points: readonly FrontierPoint[]): string {
  const limits = OFFICIAL_LIMITS.map(({ stage }) => `meets ${stage}`);
  return markdownTable(
    ["design", "window:", "msgs/op:", "median ms:", "max ms:", "valid:", ...limits],
    points.map((point) => [
      point.program,
      point.windowMs === undefined ? "-" : `${point.windowMs} ms`,
      ...[point.messagesPerOperation, point.medianMs, point.maxMs].map(formatSpread),
      `${point.validCount} of ${point.runCount}`,
      ...OFFICIAL_LIMITS.map((limit) => meets(point, limit) ? "yes" : "no"),
    ]),
  );
}

/** Whether the worst seed keeps a limit. */
export function meets(point: FrontierPoint, limit: OfficialLimit): boolean {
  return point.validCount === point.runCount &&
    point.messagesPerOperation.worst < limit.messagesPerOperation &&
    point.medianMs.worst < limit.medianMs && point.maxMs.worst < limit.maxMs;
}

function formatSpread({ middle, worst }: Spread): string {
  return `${formatFigure(middle)} (${formatFigure(worst)})`;
}
