/**
 * Whether a run repeats itself: where two runs of one plan differ, something decided what happened that virtual time does
 * not know.
 *
 * @module
 */
import { NS_PER_S } from "../clock.ts";
import { excerpt } from "../text/excerpt.ts";
import { labelOf } from "../findings.ts";
import type { RunPlan } from "../run/plan.ts";
import { combineValidity, type Explanation } from "../verdict.ts";
import { statusOf } from "../terminal/exit_status.ts";
import type { JudgedRun } from "./run_job.ts";

/** A run that took longer, in ms, is not repeated unasked. */
const REPEATED_MS_MAX = 1000;

/** Characters of a message that is shown. */
const EXCERPT_LENGTH_MAX = 160;

/** Programs of the project, whose tests see to it that they repeat themselves. */
const CHALLENGES = new URL("../../../challenges/", import.meta.url).href;

/** Tells whether a run is to be repeated: a program of the user's own, and a run that takes no time. */
export function isToRepeat(
  { program }: RunPlan,
  { failure, tookMs }: JudgedRun,
  repeatedMsMax = REPEATED_MS_MAX,
): boolean {
  return program.kind !== "bin" && !program.url.startsWith(CHALLENGES) && failure === undefined &&
    tookMs < repeatedMsMax;
}

/** The verdict on a run that did not repeat itself. @param events The events of both runs as JSON, one a line. */
export function notRepeated(judged: JudgedRun, events: readonly [first: string, second: string]): JudgedRun {
  const { judgement: { results, explanations } } = judged;
  const finding: Explanation = { ...labelOf("not-repeatable"), text: describeDifference(...events), operations: [] };
  const valid = combineValidity([results.valid, "unknown"]);
  return {
    ...judged,
    judgement: { results: { ...results, valid }, explanations: [finding, ...explanations] },
    status: statusOf(valid, judged.targetsMet),
  };
}

function describeDifference(first: string, second: string): string {
  const [lines, others] = [first.split("\n"), second.split("\n")];
  const position = lines.findIndex((line, index) => line !== others[index]);
  const [here, there] = [lines[position < 0 ? lines.length : position], others[position < 0 ? lines.length : position]];
  return `Not the same for the same seed: first at ${timeOf(here ?? there)}, where ${
    describe(here)
  }, and in a second ` +
    `run ${
      describe(there)
    }. Something decided this that virtual time does not know, such as an order that depends on ` +
    "memory or on real time, so the verdict may be another in the next run; --mode process runs the program as it is.";
}

/** The parts of an event in use. */
interface EventLike {
  readonly time: number;
  readonly type: string;
  readonly message: { readonly src: string; readonly dest: string; readonly body: unknown };
}

function timeOf(line: string | undefined): string {
  if (line === undefined) return "the end";
  const { time }: EventLike = JSON.parse(line);
  return time < 0 ? "the setup" : `${(time / NS_PER_S).toFixed(3)} s`;
}

function describe(line: string | undefined): string {
  if (line === undefined) return "nothing happened any more";
  const { time, type, message: { src, dest, body } }: EventLike = JSON.parse(line);
  const text = excerpt(JSON.stringify(body), EXCERPT_LENGTH_MAX);
  const when = ` at ${(time / NS_PER_S).toFixed(6)} s`;
  return type === "send" ? `${src} sent ${text} to ${dest}${when}` : `${dest} got ${text} of ${src}${when}`;
}
