/**
 * Steps through a log: from one value to the next that a process polled or sent. A step should lead to the next index.
 *
 * A longer one is a *skip*, one that stays or leads back is *nonmonotonic*.
 *
 * @module
 */
import { type FindingName, labelOf } from "../../findings.ts";
import type { Json } from "../../history.ts";
import type { Explanation } from "../../verdict.ts";
import { show, tellFindings } from "../wording.ts";
import type { Analysis, Anomaly } from "./anomaly.ts";
import type { Groups } from "./observations.ts";
import { NO_INDEX, type VersionOrder } from "./version_orders.ts";

/** Errors that the results list: the longest skips, or the steps that lead back furthest. */
const LISTED_MAX = 8;

/** What is wrong with a step. */
export type StepFault = "skip" | "nonmonotonic";

/** A faulty step. */
export interface LogStep {
  readonly key: number;
  readonly from: number;
  readonly to: number;
  readonly delta: number;
  /** The operation that made the step, or the two between which it was made. */
  readonly entries: readonly number[];
}

/** Counts the faulty steps of one kind and keeps the worst, in the order of a stable sort by delta. */
export class WorstSteps {
  readonly #fault: StepFault;
  readonly #kept: LogStep[] = [];
  #count = 0;

  constructor(fault: StepFault) {
    this.#fault = fault;
  }

  get count(): number {
    return this.#count;
  }

  /** The worst steps, by ascending delta. */
  get kept(): readonly LogStep[] {
    return this.#kept;
  }

  /** Counts a step and tells whether it is bad enough to be kept; then the caller calls `keep`. */
  counts(delta: number): boolean {
    this.#count++;
    if (this.#kept.length < LISTED_MAX) return true;
    return this.#fault === "skip"
      ? delta >= (this.#kept[0] as LogStep).delta
      : delta < (this.#kept.at(-1) as LogStep).delta;
  }

  /** Keeps a step that was counted. Of equal steps the earlier comes first; the list of skips drops from the front. */
  keep(step: LogStep): void {
    let position = this.#kept.length;
    while (position > 0 && (this.#kept[position - 1] as LogStep).delta > step.delta) position--;
    this.#kept.splice(position, 0, step);
    if (this.#kept.length <= LISTED_MAX) return;
    if (this.#fault === "skip") this.#kept.shift();
    else this.#kept.pop();
  }

  /** Adds what another list counted and kept, as if it had all come after what this one has. */
  append(later: WorstSteps): void {
    const count = this.#count + later.count;
    for (const step of later.kept) if (this.counts(step.delta)) this.keep(step);
    this.#count = count;
  }
}

/** Measures a step by indices: 1 where an index is unknown, since then nothing is known to be wrong. */
export function stepDelta(analysis: Analysis, from: number, to: number): number {
  const { indices } = analysis.versions;
  const start = indices[from] ?? NO_INDEX;
  const end = indices[to] ?? NO_INDEX;
  return start === NO_INDEX || end === NO_INDEX ? 1 : end - start;
}

/** Finds the faulty steps between consecutive values of each group: skips first, then those that lead back. */
export function findInternalSteps(
  analysis: Analysis,
  { keys, entries, valueStarts, values }: Groups,
  includes: (entry: number) => boolean,
): { readonly skips: WorstSteps; readonly back: WorstSteps } {
  const skips = new WorstSteps("skip");
  const back = new WorstSteps("nonmonotonic");
  for (let group = 0; group < keys.length; group++) {
    const entry = entries[group] as number;
    const start = valueStarts[group] as number;
    const end = valueStarts[group + 1] as number;
    if (end - start < 2 || !includes(entry)) continue;
    for (let position = start + 1; position < end; position++) {
      const from = values[position - 1] as number;
      const to = values[position] as number;
      const delta = stepDelta(analysis, from, to);
      if (delta === 1) continue;
      const worst = delta > 1 ? skips : back;
      if (worst.counts(delta)) worst.keep({ key: keys[group] as number, from, to, delta, entries: [entry] });
    }
  }
  return { skips, back };
}

/** A value without its key, for sentences that have named the key. */
export function messageOnly({ observations: { table } }: Analysis, value: number): string {
  return `message ${show(table.message(value))}`;
}

/** Names an anomaly and says how its errors are shown. */
export interface StepAnomaly {
  readonly name: FindingName;
  readonly fault: StepFault;
  /** Fields that the results show beside `key` and `delta`. */
  readonly fields: readonly ("values" | "skipped" | "op" | "ops")[];
  /** Tells a step in words. */
  tell(analysis: Analysis, step: LogStep): string;
  /** Starts the sentence on those that are not told one by one. */
  readonly heading: string;
}

/** Makes the anomaly of a list of steps, or undefined where the list is empty. */
export function stepAnomaly(analysis: Analysis, worst: WorstSteps, form: StepAnomaly): Anomaly | undefined {
  if (worst.count === 0) return undefined;
  return {
    name: form.name,
    result: { count: worst.count, errs: worst.kept.map((step) => describeStep(analysis, step, form)) },
    explanations: explain(analysis, worst, form),
  };
}

function describeStep(analysis: Analysis, step: LogStep, form: StepAnomaly): Json {
  const { observations: { table }, wording } = analysis;
  const fields = {
    values: () => [table.message(step.from), table.message(step.to)],
    skipped: () => skippedValues(analysis, step).map((value) => table.message(value)),
    op: () => wording.reference(step.entries[0] as number),
    ops: () => step.entries.map((entry) => wording.reference(entry)),
  };
  const shown = form.fields.map((name): [string, Json] => [name, fields[name]()]);
  return { key: table.keyName(step.key), delta: step.delta, ...Object.fromEntries(shown) };
}

/** The values between the ends of a skip, in log order. */
export function skippedValues({ versions }: Analysis, { key, from, to }: LogStep): readonly number[] {
  const order = versions.orders[key] as VersionOrder;
  return order.values.slice((versions.indices[from] as number) + 1, versions.indices[to]);
}

/** The offset of the index that a step was measured by. */
export function stepOffset({ versions }: Analysis, key: number, value: number): string {
  const order = versions.orders[key] as VersionOrder;
  return `offset ${order.offsets[versions.indices[value] as number]}`;
}

/** The message that a step is about: the first that it skipped, else the one that it went to. */
function missedOrRepeated(analysis: Analysis, step: LogStep): number {
  return (step.delta > 1 ? skippedValues(analysis, step)[0] : undefined) ?? step.to;
}

function explain(analysis: Analysis, worst: WorstSteps, form: StepAnomaly): Explanation[] {
  const { observations: { table }, wording } = analysis;
  const steps = form.fault === "skip" ? worst.kept.toReversed() : worst.kept;
  const findings = steps.map((step) => ({
    value: table.keyName(step.key),
    explain: () => ({
      text: form.tell(analysis, step),
      operations: wording.indices(step.entries),
      value: { key: table.keyName(step.key), message: table.message(missedOrRepeated(analysis, step)) },
    }),
  }));
  const label = labelOf(form.name);
  const told = tellFindings(label, findings, form.heading);
  const rest = worst.count - steps.length;
  if (rest === 0) return told;
  const text = `${form.heading}: ${rest} more, none of them worse.`;
  return [...told, { ...label, text, operations: [], count: rest }];
}
