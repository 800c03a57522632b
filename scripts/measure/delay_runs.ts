/**
 * The curves of messages against delay for counter, logs and transactions: one for each challenge with a window, and what
 * came of each length.
 *
 * @module
 */
import { byMessages, type PublishedResult } from "../workbench/stages/challenge.ts";
import { stageOfChallenge } from "../workbench/stages/stages.ts";
import type { Terminal } from "../workbench/terminal/terminal.ts";
import type { Experiment, Figures, Probe } from "./experiment.ts";
import { runExperiments } from "./pool.ts";
import { formatFigure, markdownTable, seeds, type Spread, spreadOf } from "./summary.ts";

/** One challenge with its windows. */
interface Curve {
  readonly stage: string;
  readonly program: string;
  /** What is late by how much. */
  readonly delay: string;
  /** The load under which the delay is seen; without one the official load shows it. */
  readonly probe?: Probe;
  readonly windowsMs: readonly number[];
  /** The window of the challenge as it is. */
  readonly ownMs: number;
  delayMs(run: Figures): number | undefined;
}

/** One window of a curve. */
export interface DelayPoint {
  readonly stage: string;
  readonly program: string;
  readonly delay: string;
  readonly windowMs: number;
  readonly isOwn: boolean;
  readonly messagesPerOperation: Spread;
  readonly delayMs: Spread;
  readonly validCount: number;
  readonly runCount: number;
}

/** What others reached at the stage of a curve. */
export interface DelayRival {
  readonly program: string;
  readonly result: PublishedResult;
}

const CURVES: readonly Curve[] = [
  {
    stage: "4",
    program: "4_g_counter_crdt",
    delay: "convergence after the last add",
    probe: "counter-convergence",
    windowsMs: [700, 1000, 2000, 4500, 9000],
    ownMs: 4500,
    delayMs: (run) => run.convergenceMs,
  },
  {
    stage: "4",
    program: "4_g_counter_turns",
    delay: "oldest read",
    windowsMs: [0, 400, 600, 840, 1200, 2000],
    ownMs: 0,
    delayMs: (run) => run.readAgeMsMax,
  },
  {
    stage: "5b",
    program: "5b_kafka_lin_kv",
    delay: "median send",
    windowsMs: [4, 8, 16, 50, 200],
    ownMs: 50,
    delayMs: (run) => run.sendMs,
  },
  {
    stage: "5c",
    program: "5c_kafka_efficient",
    delay: "replication lag, p99",
    probe: "replication-lag",
    windowsMs: [50, 100, 190, 400, 800],
    ownMs: 190,
    delayMs: (run) => run.lagP99Ms,
  },
  ...["6b_txn_read_uncommitted", "6c_txn_read_committed"].map((program): Curve => ({
    stage: program.slice(0, 2),
    program,
    delay: "convergence after the heal",
    probe: "convergence",
    windowsMs: [50, 100, 250, 500, 1000],
    ownMs: 250,
    delayMs: (run) => run.convergenceMs,
  })),
];

/** Runs all windows with the official options, and once more with the probe where there is one. */
export async function measureDelays(seedCount: number, terminal: Terminal): Promise<DelayPoint[]> {
  const cases = CURVES.flatMap((curve) => curve.windowsMs.map((windowMs) => ({ curve, windowMs })));
  const experiments = cases.flatMap(({ curve, windowMs }) =>
    [undefined, curve.probe].flatMap((probe) =>
      seeds(seedCount).map((seed) => experimentOf(curve, windowMs, seed, probe))
    )
  );
  const figures = await runExperiments(experiments, { terminal });
  return cases.map(({ curve, windowMs }, position) => {
    const runs = figures.slice(2 * position * seedCount, 2 * (position + 1) * seedCount);
    const { stage, program, delay, ownMs } = curve;
    return {
      ...{ stage, program, delay, windowMs, isOwn: windowMs === ownMs },
      messagesPerOperation: spreadOf(runs.slice(0, seedCount), (run) => run.messagesPerOperation),
      delayMs: spreadOf(runs.slice(seedCount), curve.delayMs),
      validCount: runs.filter(({ valid }) => valid === true).length,
      runCount: runs.length,
    };
  });
}

function experimentOf(curve: Curve, windowMs: number, seed: number, probe: Probe | undefined): Experiment {
  const { program, stage } = curve;
  const programArgs = windowMs === 0 ? [] : ["--window-ms", String(windowMs)];
  return { program, stage, programArgs, seed, mode: "sim", ...(probe && { probe }) };
}

/** What others have published for these challenges, fewest messages first. */
export function delayRivals(): readonly DelayRival[] {
  return CURVES.flatMap(({ program }) =>
    byMessages(stageOfChallenge(program)?.published ?? []).map((result) => ({ program, result }))
  );
}

/** The table of all points. */
export function delayTable(points: readonly DelayPoint[]): string {
  return markdownTable(
    ["challenge", "window:", "msgs/op:", "delay", "ms:", "valid:"],
    points.map(({ program, windowMs, isOwn, messagesPerOperation, delay, delayMs, validCount, runCount }) => [
      program,
      `${windowMs} ms${isOwn ? " (own)" : ""}`,
      formatSpread(messagesPerOperation),
      delay,
      formatSpread(delayMs),
      `${validCount} of ${runCount}`,
    ]),
  );
}

function formatSpread({ middle, worst }: Spread): string {
  return `${formatFigure(middle)} (${formatFigure(worst)})`;
}
