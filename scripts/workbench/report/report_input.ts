/**
 * What the report is made from: one finished run, as data.
 *
 * @module
 */
import type { History, Json } from "../history.ts";
import type { Journal } from "../net/journal.ts";
import type { LogLine, NoPicture, Picture } from "../picture.ts";
import type { RunAccount } from "../run_account.ts";
import type { Workload } from "../workloads/workload.ts";
import type { Explanation, Validity } from "../verdict.ts";

/** One of Fly.io's limits and how the run stands against it. */
export interface ReportTarget {
  /** What is limited, for example `msgs/op` or `median stable latency (ms)`. */
  readonly name: string;
  readonly limit: number | string;
  /** How value and limit must stand to each other, for example `<`. */
  readonly comparison?: string;
  /** The measured value; null where the run did not yield one. */
  readonly value: number | string | null;
  readonly met: boolean;
  /** The best that others have published for the same figure. */
  readonly best?: number | string;
}

/** The sections of results.json that the report reads, in the spelling of the golden files. */
export interface ReportResults {
  readonly valid: Validity;
  readonly [section: string]: Json;
}

/** One finished run. */
export interface ReportInput {
  /** Headline of the page, for example `3d Broadcast, low latency`. */
  readonly title: string;
  readonly workload: Pick<Workload, "name" | "rule" | "valueKind">;
  /** Official stage, for example `3d`; absent for runs outside the challenges. */
  readonly stage?: string;
  /** Resolved options of the run by their long names, the seed included. */
  readonly options: Readonly<Record<string, Json>>;
  readonly results: ReportResults;
  readonly explanations: readonly Explanation[];
  readonly history: History;
  readonly journal: Journal;
  /** Why the run came to an early end, where it did. */
  readonly failure?: string;
  /** Names of the nodes under test, in order. */
  readonly nodes: readonly string[];
  readonly targets?: readonly ReportTarget[];
  /** Where messages and time went. */
  readonly account?: RunAccount;
  /** Why there is none, as a sentence, where the run is too long for one. */
  readonly accountLeftOut?: string;
  /** One sentence on the best that is public for the stage. */
  readonly publicBest?: string;
  /** For each explanation its pictures, or why it has none; empty where others of its name have some. */
  readonly pictures?: readonly (readonly (Picture | NoPicture)[])[];
  /** What nodes printed on stderr, in order. */
  readonly logLines?: readonly LogLine[];
  /** How many lines in the middle of these were not kept. */
  readonly logLinesLeftOut?: number;
  /** The command line that repeats the run. */
  readonly reproduce: string;
}
