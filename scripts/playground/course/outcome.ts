/**
 * What came of a run of the course, and whether that is enough.
 *
 * @module
 */
import type { Validity } from "../../workbench/verdict.ts";

/** A limit, and how a run stands against it. */
export interface TargetOutcome {
  readonly label: string;
  /** `< 30`. */
  readonly limit: string;
  readonly value: string;
  readonly met: boolean;
}

/** What came of a run. Plain data: the generated file of figures holds it. */
export interface RunOutcome {
  readonly valid: Validity;
  /** Names of the findings that made it so, each once, in the order of the bench. */
  readonly findings: readonly string[];
  readonly warnings: readonly string[];
  /** What the bench says of the first finding; absent where there is none. */
  readonly text?: string;
  /** Figures by their names (`msgs-per-op`), as the page shows them. */
  readonly figures: Readonly<Record<string, string>>;
  /** Fly.io's limits for the stage, with what the run reached. */
  readonly targets: readonly TargetOutcome[];
  /** SHA-256 of the journal: the page's run of the same has the same. */
  readonly hash: string;
}

/** A limit of the course's own, where Fly.io names none. */
export interface Goal {
  /** Name of the figure: `msgs-per-op`. */
  readonly figure: string;
  /** The figure must be below this. */
  readonly below: number;
}

/** What a step that misses the lesson's own goal fails with. */
export const GOAL_MISSED = "goal";

/** Why a run fails its lesson: findings, limits of Fly.io, and the course's own goal. Empty where it passes. */
export function failuresOf(outcome: RunOutcome, goal: Goal | undefined): readonly string[] {
  const figure = goal === undefined ? undefined : outcome.figures[goal.figure];
  const isGoalMissed = goal !== undefined && !(Number(figure) < goal.below);
  const found = outcome.valid === true ? [] : outcome.findings;
  const missed = outcome.targets.filter(({ met }) => !met).map(({ label }) => label);
  return [...found, ...missed, ...(isGoalMissed ? [GOAL_MISSED] : [])];
}
