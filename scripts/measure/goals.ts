/**
 * What this project claims of its challenges, as limits that a program can check.
 *
 * @module
 */
import { FIGURES } from "../workbench/figures.ts";
import type { PublishedResult } from "../workbench/stages/challenge.ts";
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

export const GOALS: readonly Goal[] = [
  {
    experiment: { stage: "3d", program: "3d_broadcast_low_latency" },
    condition: OFFICIAL,
    claims: [
      messages(13, othersOf("3d_broadcast_low_latency", "messagesPerOperation")),
      median(85, othersOf("3d_broadcast_low_latency", "medianMs")),
      maximum(120, othersOf("3d_broadcast_low_latency", "maxMs")),
    ],
  },
  {
    experiment: { stage: "3e", program: "3e_broadcast_few_messages" },
    condition: OFFICIAL,
    claims: [
      messages(0.4, othersOf("3e_broadcast_few_messages", "messagesPerOperation")),
      median(900, othersOf("3e_broadcast_few_messages", "medianMs")),
      maximum(1850, othersOf("3e_broadcast_few_messages", "maxMs")),
    ],
  },
  {
    experiment: { stage: "3e", program: "3e_broadcast_few_messages", programArgs: ["--window-ms", "380"] },
    condition: "-- --window-ms 380, limits of 3d",
    claims: [
      messages(1.2, { official: "< 30", publicBest: "1.99 at 339/678 ms (over 600 ms)" }),
      median(400, { official: "< 400 ms" }),
      maximum(600, { official: "< 600 ms" }),
    ],
  },
  {
    experiment: { stage: "3e", program: "3e_broadcast_hub_tree" },
    condition: OFFICIAL,
    claims: [
      messages(0.5, othersOf("3e_broadcast_hub_tree", "messagesPerOperation")),
      median(950, othersOf("3e_broadcast_hub_tree", "medianMs")),
      maximum(1850, othersOf("3e_broadcast_hub_tree", "maxMs")),
    ],
  },
  {
    experiment: { stage: "4", program: "4_g_counter_seq_kv" },
    condition: OFFICIAL,
    claims: [messages(1.5, othersOf("4_g_counter_seq_kv", "messagesPerOperation"))],
  },
  {
    experiment: { stage: "4", program: "4_g_counter_crdt" },
    condition: OFFICIAL,
    claims: [messages(0.15, othersOf("4_g_counter_crdt", "messagesPerOperation"))],
  },
  {
    experiment: { stage: "5b", program: "5b_kafka_lin_kv" },
    condition: OFFICIAL,
    claims: [messages(4.5, othersOf("5b_kafka_lin_kv", "messagesPerOperation"))],
  },
  {
    experiment: { stage: "5c", program: "5c_kafka_efficient" },
    condition: OFFICIAL,
    claims: [messages(0.05, othersOf("5c_kafka_efficient", "messagesPerOperation"))],
  },
  {
    experiment: { stage: "5c", program: "5c_kafka_efficient", args: PARTITION },
    condition: "with --nemesis partition",
    claims: [fraction("sends answered", (run) => run.sendOkFraction)],
  },
  {
    experiment: { stage: "5c", program: "5c_kafka_efficient", probe: "replication-lag" },
    condition: "polled every ms at each node",
    claims: [{ figure: "replication lag, p99", unit: "ms", value: (run) => run.lagP99Ms, limit: 250 }],
  },
  ...["6b_txn_read_uncommitted", "6c_txn_read_committed"].map((program): readonly Goal[] => {
    const stage = program.slice(0, 2);
    return [
      {
        experiment: { stage, program },
        condition: stage === "6b" ? "first official line" : OFFICIAL,
        claims: [messages(0.1, othersOf(program, "messagesPerOperation"))],
      },
      {
        experiment: { stage, program, args: [...PARTITION, "--availability", "total"] },
        condition: stage === "6b" ? "second official line" : OFFICIAL,
        claims: [fraction("ok-fraction", (run) => run.okFraction, "= 1")],
      },
      {
        experiment: { stage, program, probe: "convergence" },
        condition: "cut off for 20 s, then read",
        claims: [{ figure: "convergence after the heal", unit: "ms", value: (run) => run.convergenceMs, limit: 2000 }],
      },
    ];
  }).flat(),
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
  const claimed = published.filter((result) => result.claimedBy === "authors" && result[figure] !== undefined);
  const [best] = claimed.toSorted((a, b) => (a[figure] ?? 0) - (b[figure] ?? 0));
  return {
    ...(target === undefined ? {} : { official: `${target.comparison} ${target.limit}${unit}` }),
    publicBest: best === undefined ? "none" : describeBest(best, figure),
  };
}

function describeBest(best: PublishedResult, figure: keyof typeof COMPARED): string {
  const { messagesPerOperation, medianMs, maxMs, caveat } = best;
  const remark = caveat === undefined ? "" : ` (${caveat})`;
  if (figure !== "messagesPerOperation") return `${best[figure]} ms at ${messagesPerOperation} msgs/op${remark}`;
  return `${messagesPerOperation}${medianMs === undefined ? "" : ` at ${medianMs}/${maxMs} ms`}${remark}`;
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
