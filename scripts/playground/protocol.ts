/**
 * What the playground's page and its worker say to each other.
 *
 * @module
 */
import type { RunningCode } from "../workbench/nodes/cause.ts";
import type { Validity } from "../workbench/verdict.ts";
import type { ForkRequest, Future, Inspection, InspectRequest } from "./futures/protocol.ts";
import type { ToldFigure, ToldFinding, ToldTarget } from "./desk.ts";

/** What is to be done with a run. */
export type Task =
  | { readonly kind: "run" }
  | { readonly kind: "fork"; readonly fork: ForkRequest }
  | { readonly kind: "inspect"; readonly inspect: InspectRequest }
  | { readonly kind: "shrink" };

/** Ends a search early: what was found so far is the answer. */
export const ENOUGH = "enough";

/** Asks the worker for one run. A worker does one run and is then thrown away. */
export interface RunRequest {
  readonly task: Task;
  /** Position in the bench's list of official stages. */
  readonly stage: number;
  /** Options as on a command line: `--node-count`, `5` ... */
  readonly args: readonly string[];
  /** TypeScript of the nodes' program, as in challenges/. */
  readonly source: string;
  /** What runs in its place, where there is such a thing. */
  readonly compiled?: CompiledRequest;
  /** The program's file, for command lines. */
  readonly programName: string;
  /** True where it is not the project's own. */
  readonly isChanged: boolean;
  /** The command line that does the same. */
  readonly command: string;
  /** From this piece of node code on the worker tells of each before it runs, counted from 1; absent for none. */
  readonly tracedFrom?: number;
}

/** A program in WebAssembly, for WASI preview 1. */
export interface CompiledRequest {
  /** Name of its file. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly args: readonly string[];
}

/** What the worker answers, in any number until `done` or `problem`. */
export type RunAnswer =
  | { readonly kind: "progress"; readonly text: string }
  | { readonly kind: "log"; readonly node: string; readonly line: string }
  /** A sign of life: so many pieces of node code have run. */
  | { readonly kind: "alive"; readonly count: number }
  | { readonly kind: "entered"; readonly code: RunningCode }
  /** The run is over; the verdict and the report follow, and take as long as they take. */
  | { readonly kind: "over" }
  | { readonly kind: "inspected"; readonly inspection: Inspection }
  | RunDone
  | Problem;

/** Answers after which there is no other. */
export type LastAnswer = Extract<RunAnswer, { kind: "done" | "problem" | "inspected" }>;

/** Why there is no run. */
export interface Problem {
  readonly kind: "problem";
  readonly text: string;
  /** Where in the program, as far as that is known. */
  readonly place?: { readonly line: number; readonly column: number };
  /** True where the program is no TypeScript: its place and text may be a guess. */
  readonly isSyntax?: boolean;
}

/** A run that came to its end. */
export interface RunDone {
  readonly kind: "done";
  readonly valid: Validity;
  /** SHA-256 of the journal, the same as `journal-sha256` of run.json for the same plan. */
  readonly journalHash: string;
  readonly findings: readonly ToldFinding[];
  readonly figures: readonly ToldFigure[];
  readonly targets: readonly ToldTarget[];
  /** The report, a whole page. */
  readonly report: string;
  readonly tookMs: number;
  /** The command line that does the same, where it is another run than the one asked for. */
  readonly command?: string;
  /** What it is, where it is another run than the one asked for. */
  readonly future?: Future;
}

/** Names that the build gives to files beside the page. */
export const FILES = {
  page: "index.html",
  script: "playground.js",
  style: "playground.css",
  worker: "worker.js",
  types: "types.js",
  /** TypeScript and its declarations, deflated; only fetched where somebody writes. */
  typesModule: "types.bin",
  lib: "lib.js",
  challenges: "challenges.json",
  course: "course.json",
} as const;
