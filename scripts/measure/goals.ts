/**
 * What this project claims of its challenges, as limits that a program can check.
 *
 * @module
 */
import { FIGURES } from "../workbench/figures.ts";
import { type PublishedResult, shortResult } from "../workbench/stages/challenge.ts";
import { stageOfChallenge } from "../workbench/stages/stages.ts";
import type { Experiment, Figures } from "./experiment.ts";

/** A limit for one figure of a run. */
export interface Claim {
  readonly figure: string;
  readonly unit: "" | "ms";
  value(run: Figures): number | undefined;
  /** The worst allowed value; `value` is at most this, or at least where `isLeast`. */
  readonly limit: number;
  readonly isLeast?: boolean;
  /** What Fly.io asks. */
  readonly official?: string;
  /** The best that others have published. */
  readonly publicBest?: string;
}

/** Runs of one kind and what is claimed of them, beside that all are valid. */
export interface Goal {
  readonly experiment: Omit<Experiment, "seed" | "mode">;
  /** What differs from the official command line. */
  readonly condition: string;
  readonly claims: readonly Claim[];
}

const PARTITION = ["--nemesis", "partition"];
const OFFICIAL = "official flags";

/** The figures of which Fly.io's limits and the results of others are known. */
const COMPARED = {
  messagesPerOperation: FIGURES.messagesPerOperation,
  medianMs: FIGURES.stableLatencyMedian,
  maxMs: FIGURES.stableLatencyMax,
} as const;

const LOW = "3d_broadcast_low_latency";
const FEW = "3e_broadcast_few_messages";
const TREE = "3e_broadcast_hub_tree";
const SEQ_KV = "4_g_counter_seq_kv";
const TURNS = "4_g_counter_turns";
const CRDT = "4_g_counter_crdt";
const LIN_KV = "5b_kafka_lin_kv";
const EFFICIENT = "5c_kafka_efficient";

/** What is claimed, and beside it what others reached at other windows of 3e. */
export const GOALS: readonly Goal[] = [
  { experiment: { stage: "3d", program: LOW }, condition: OFFICIAL, claims: broadcast(LOW, [12.7, 85, 99]) },
  { experiment: { stage: "3e", program: FEW }, condition: OFFICIAL, claims: broadcast(FEW, [0.39, 900, 1800]) },
  few(570, "ahead of 1.40 at 389/802 ms", [0.8, 389, 802]),
  few(380, "limits of 3d", [1.2, 400, 600]),
  few(150, "ahead of 6 at 184/293 ms", [6, 184, 293]),
  { experiment: { stage: "3e", program: TREE }, condition: OFFICIAL, claims: broadcast(TREE, [0.5, 950, 1850]) },
  counter(SEQ_KV, 0.74),
  counter(TURNS, 0.58),
  counter(TURNS, 0.3, ["--window-ms", "840"]),
  {
    experiment: { stage: "4", program: CRDT },
    condition: OFFICIAL,
    claims: [messages(0.012, othersOf(CRDT, "messagesPerOperation"))],
  },
  {
    experiment: { stage: "4", program: CRDT, probe: "counter-convergence" },
    condition: "read every 20 ms from the end on",
    claims: [atMost("convergence after the last add", 5000, (run) => run.convergenceMs)],
  },
  {
    experiment: { stage: "5b", program: LIN_KV },
    condition: OFFICIAL,
    claims: [
      messages(0.37, othersOf(LIN_KV, "messagesPerOperation")),
      atMost("median send", 150, (run) => run.sendMs),
    ],
  },
  lag("5b", LIN_KV, 300),
  {
    experiment: { stage: "5c", program: EFFICIENT },
    condition: OFFICIAL,
    claims: [messages(0.012, othersOf(EFFICIENT, "messagesPerOperation"))],
  },
  {
    experiment: { stage: "5c", program: EFFICIENT, args: PARTITION },
    condition: "with --nemesis partition",
    claims: [fraction("sends answered", (run) => run.sendOkFraction)],
  },
  lag("5c", EFFICIENT, 250),
  ...["6b_txn_read_uncommitted", "6c_txn_read_committed"].flatMap(transactions),
];

/** Whether a value satisfies a claim. */
export function isMet({ limit, isLeast = false }: Claim, value: number): boolean {
  return isLeast ? value >= limit : value <= limit;
}

/** The worst value of a claim's figure over runs; a run without the figure is infinitely bad. */
export function worstOf(claim: Claim, runs: readonly Figures[]): number {
  const { isLeast = false } = claim;
  const values = runs.map((run) => claim.value(run) ?? (isLeast ? -Infinity : Infinity));
  return isLeast ? Math.min(...values) : Math.max(...values);
}

type Others = Pick<Claim, "official" | "publicBest">;

/** What Fly.io asks of a figure, and the best of it that others claim, by the record of the challenge. */
function othersOf(challenge: string, figure: keyof typeof COMPARED): Others {
  const { targets = [], published = [] } = stageOfChallenge(challenge) ?? {};
  const target = targets.find(({ path }) => path === COMPARED[figure].path);
  const unit = figure === "messagesPerOperation" ? "" : " ms";
  const known = published.filter((result) => result[figure] !== undefined);
  const [best] = known.toSorted((a, b) => (a[figure] ?? 0) - (b[figure] ?? 0));
  return {
    ...(target === undefined ? {} : { official: `${target.comparison} ${target.limit}${unit}` }),
    publicBest: best === undefined ? "none" : describeBest(best, figure),
  };
}

function describeBest(best: PublishedResult, figure: keyof typeof COMPARED): string {
  return figure === "messagesPerOperation" ? shortResult(best) : `${best[figure]} ms (${shortResult(best)})`;
}

/** The three figures of a broadcast. */
function broadcast(program: string, [msgs, medianMs, maxMs]: readonly [number, number, number]): readonly Claim[] {
  return [
    messages(msgs, othersOf(program, "messagesPerOperation")),
    median(medianMs, othersOf(program, "medianMs")),
    maximum(maxMs, othersOf(program, "maxMs")),
  ];
}

/** 3e with another window. */
function few(windowMs: number, why: string, [msgs, medianMs, maxMs]: readonly [number, number, number]): Goal {
  return {
    experiment: { stage: "3e", program: FEW, programArgs: ["--window-ms", String(windowMs)] },
    condition: `-- --window-ms ${windowMs}, ${why}`,
    claims: [messages(msgs, {}), median(medianMs, {}), maximum(maxMs, {})],
  };
}

/** A counter that is kept in seq-kv: how late its adds and reads may be; with a window it acknowledges adds before. */
function counter(program: string, limit: number, programArgs?: readonly string[]): Goal {
  return {
    experiment: { stage: "4", program, ...(programArgs && { programArgs }) },
    condition: programArgs === undefined ? OFFICIAL : `-- ${programArgs.join(" ")}, acknowledged before it is stored`,
    claims: [
      messages(limit, othersOf(program, "messagesPerOperation")),
      atMost("slowest add", 600, (run) => run.addMsMax),
      atMost("oldest read", 1000, (run) => run.readAgeMsMax),
    ],
  };
}

function lag(stage: string, program: string, limit: number): Goal {
  return {
    experiment: { stage, program, probe: "replication-lag" },
    condition: "polled every ms at each node",
    claims: [atMost("replication lag, p99", limit, (run) => run.lagP99Ms)],
  };
}

function transactions(program: string): readonly Goal[] {
  const stage = program.slice(0, 2);
  return [
    {
      experiment: { stage, program },
      condition: stage === "6b" ? "first official line" : OFFICIAL,
      claims: [messages(0.01, othersOf(program, "messagesPerOperation"))],
    },
    {
      experiment: { stage, program, args: [...PARTITION, "--availability", "total"] },
      condition: stage === "6b" ? "second official line" : OFFICIAL,
      claims: [fraction("ok-fraction", (run) => run.okFraction, "= 1")],
    },
    {
      experiment: { stage, program, probe: "convergence" },
      condition: "cut off for 20 s, then read",
      claims: [atMost("convergence after the heal", 1000, (run) => run.convergenceMs)],
    },
  ];
}

function atMost(figure: string, limitMs: number, value: (run: Figures) => number | undefined): Claim {
  return { figure, unit: "ms", value, limit: limitMs };
}

function messages(limit: number, others: Others): Claim {
  return { figure: "msgs/op", unit: "", value: (run) => run.messagesPerOperation, limit, ...others };
}

function median(limit: number, others: Others): Claim {
  return { figure: "median stable latency", unit: "ms", value: (run) => run.medianMs, limit, ...others };
}

function maximum(limit: number, others: Others): Claim {
  return { figure: "max stable latency", unit: "ms", value: (run) => run.maxMs, limit, ...others };
}

function fraction(figure: string, value: (run: Figures) => number, official?: string): Claim {
  return { figure, unit: "", value, limit: 1, isLeast: true, ...(official && { official }) };
}
