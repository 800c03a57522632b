/// <reference lib="dom" />
/**
 * What a lesson sees of the page, and may do with it.
 *
 * The page makes one Desk and hands it to the lessons once all is ready. A lesson fills `lessonRoom`, opens code, and
 * hears the verdict of each run; it knows nothing of the editor, the worker or the report.
 *
 * - Addresses: fragments that begin with `#run=` are the page's (permalink.ts), all others are left alone.
 * - Storage: storage.ts; keys of the page begin with `draft.` and `last`, those of lessons with `course.`.
 *
 * @module
 */
import type { Severity } from "../workbench/findings.ts";
import type { Validity } from "../workbench/verdict.ts";

/** What a lesson may do with the page. */
export interface Desk {
  /**
   * `<aside id="lesson" hidden>`: beside the editor on wide screens, above it on narrow ones. While it is hidden the
   * editor has the whole width.
   */
  readonly lessonRoom: HTMLElement;
  /** `<div id="page-actions">` in the head of the page, for a button of one's own. */
  readonly actions: HTMLElement;
  /** Shows code in the editor. What was there is kept as a draft, with its undo history. */
  openCode(code: OpenedCode): void;
  /** What is in form and editor now. */
  current(): Code;
  /** As if Run was pressed; the answer comes to the listeners of `onVerdict`. */
  run(): void;
  /** Called after each run, however it ended. Returns what takes the listener away. */
  onVerdict(listener: (verdict: RunVerdict) => void): () => void;
  /** Puts the cursor on a line of the program, counted from 1, and shows it in the middle of the editor. */
  showLine(line: number): void;
}

/** A program with the stage that it is for and the options that it runs with. */
export interface Code {
  /** The stage's key, such as `3b_broadcast_multi_node` (stage_keys.ts). */
  readonly stage: string;
  /** Options that differ from the stage's official ones, by name: `{ latency: "100", nemesis: "partition" }`. */
  readonly options: Readonly<Record<string, string>>;
  readonly seed: string;
  readonly source: string;
  /** Under which name it is kept. */
  readonly draft: string;
}

/** Code to be opened; only the stage is needed. */
export interface OpenedCode extends Partial<Code> {
  readonly stage: string;
  /** Default: what was kept under the name of the draft, or else the project's own file. A draft goes before it. */
  readonly source?: string;
  /** Default: the stage's key. */
  readonly draft?: string;
  /** True where `source`, `options` and `seed` go before what was kept; undo brings back the kept text. */
  readonly isFresh?: boolean;
}

/** How a run ended. */
export interface RunVerdict {
  readonly code: Code;
  /** Undefined where there was no run: `problem` says why. */
  readonly valid: Validity | undefined;
  readonly problem?: string;
  readonly journalHash?: string;
  readonly findings: readonly ToldFinding[];
  readonly figures: readonly ToldFigure[];
  readonly targets: readonly ToldTarget[];
}

/** A finding in words. */
export interface ToldFinding {
  readonly name: string;
  readonly severity: Severity;
  readonly text: string;
}

/** A figure of the results, of those with a name of their own (figures.ts). */
export interface ToldFigure {
  readonly name: string;
  readonly label: string;
  readonly value: number;
  readonly text: string;
  readonly better?: "less" | "more";
}

/** A limit that Fly.io sets for the stage. */
export interface ToldTarget {
  readonly label: string;
  /** The limit: `< 30`. */
  readonly text: string;
  readonly value: number | null;
  readonly met: boolean;
}
