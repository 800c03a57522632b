/**
 * Polls that skip messages or go back: within one operation (`int-poll-skip`, `int-nonmonotonic-poll`) and from one
 * operation of a process to its next (`poll-skip`, `nonmonotonic-poll`).
 *
 * An assign forgets the keys that it does not name; a key that stays assigned must go on where it was.
 *
 * @module
 */
import type { Operation, Process } from "../../history.ts";
import { count } from "../wording.ts";
import type { Analysis, Anomaly } from "./anomaly.ts";
import { keepAssigned } from "./assigned.ts";
import { inMapOrder } from "./clojure_order.ts";
import {
  findInternalSteps,
  type LogStep,
  messageOnly,
  skippedValues,
  type StepAnomaly,
  stepAnomaly,
  stepDelta,
  stepOffset,
  WorstSteps,
} from "./steps.ts";

/** Where a poll gave no message of a key. */
const NO_VALUE = -1;

const INT_POLL_SKIP: StepAnomaly = {
  name: "int-poll-skip",
  fault: "skip",
  fields: ["values", "skipped", "op"],
  tell: (analysis, step) => {
    const { wording } = analysis;
    const [entry] = step.entries as [number];
    return `The poll answered by ${wording.who(entry)} ${wording.when(entry)} gave of ${wording.key(step.from)} ` +
      `first ${stepOffset(analysis, step.key, step.from)}, next ${stepOffset(analysis, step.key, step.to)}: ` +
      missing(analysis, step);
  },
  heading: "Skips within one poll as well",
};

const INT_NONMONOTONIC_POLL: StepAnomaly = {
  name: "int-nonmonotonic-poll",
  fault: "nonmonotonic",
  fields: ["values", "op"],
  tell: (analysis, step) => {
    const { wording } = analysis;
    const [entry] = step.entries as [number];
    return `The poll answered by ${wording.who(entry)} ${wording.when(entry)} gave ${wording.message(step.from)} ` +
      `(${stepOffset(analysis, step.key, step.from)}) and then ${messageOnly(analysis, step.to)} ` +
      `(${stepOffset(analysis, step.key, step.to)}): ${direction(step)}.`;
  },
  heading: "Repetitions or steps back within one poll as well",
};

const POLL_SKIP: StepAnomaly = {
  name: "poll-skip",
  fault: "skip",
  fields: ["skipped", "ops"],
  tell: (analysis, step) => `${between(analysis, step)}: ${missing(analysis, step)}`,
  heading: "Skips from poll to poll as well",
};

const NONMONOTONIC_POLL: StepAnomaly = {
  name: "nonmonotonic-poll",
  fault: "nonmonotonic",
  fields: ["values", "ops"],
  tell: (analysis, step) => `${between(analysis, step)}: ${direction(step)}, without an assign that dropped the key.`,
  heading: "Repetitions or steps back from poll to poll as well",
};

/** Finds faulty steps within operations. */
export function findInternalPollFaults(analysis: Analysis): Anomaly[] {
  const { skips, back } = findInternalSteps(analysis, analysis.observations.reads, () => true);
  return [
    stepAnomaly(analysis, skips, INT_POLL_SKIP),
    stepAnomaly(analysis, back, INT_NONMONOTONIC_POLL),
  ].filter((anomaly) => anomaly !== undefined);
}

/** Finds faulty steps between operations of one process. */
export function findPollFaults(analysis: Analysis): Anomaly[] {
  const { history, positions } = analysis.observations;
  const consumers = new Map<Process, Consumer>();
  let entry = 0;
  history.forEach((operation, position) => {
    if (operation.process === "nemesis") return;
    let consumer = consumers.get(operation.process);
    if (consumer === undefined) consumers.set(operation.process, consumer = new Consumer(analysis));
    if (positions[entry] === position) consumer.poll(operation, entry++);
    else if (operation.f === "assign" || operation.f === "subscribe") consumer.assign(operation);
  });
  const skips = new WorstSteps("skip");
  const back = new WorstSteps("nonmonotonic");
  for (const process of inMapOrder([...consumers.keys()])) {
    const consumer = consumers.get(process);
    if (consumer?.skips !== undefined) skips.append(consumer.skips);
    if (consumer?.back !== undefined) back.append(consumer.back);
  }
  return [stepAnomaly(analysis, skips, POLL_SKIP), stepAnomaly(analysis, back, NONMONOTONIC_POLL)].filter((anomaly) =>
    anomaly !== undefined
  );
}

/** The polls of one process. */
class Consumer {
  skips: WorstSteps | undefined;
  back: WorstSteps | undefined;
  readonly #analysis: Analysis;
  /** By key: the group of the last ok operation that polled it. */
  #lastReads = new Map<number, number>();

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
  }

  assign({ type, value }: Operation): void {
    if (type !== "ok" && type !== "info") return;
    this.#lastReads = keepAssigned(this.#lastReads, value, this.#analysis.observations.table);
  }

  poll({ type }: Operation, entry: number): void {
    const { starts, keys } = this.#analysis.observations.reads;
    for (let group = starts[entry] as number; group < (starts[entry + 1] as number); group++) {
      const key = keys[group] as number;
      const last = this.#lastReads.get(key);
      if (last !== undefined) this.#compare(last, group);
      if (type === "ok") this.#lastReads.set(key, group);
    }
  }

  #compare(last: number, group: number): void {
    const { entries, keys, values, valueStarts } = this.#analysis.observations.reads;
    const lastEnd = valueStarts[last + 1] as number;
    const from = lastEnd === valueStarts[last] ? NO_VALUE : (values[lastEnd - 1] as number);
    const start = valueStarts[group] as number;
    const to = start === valueStarts[group + 1] ? NO_VALUE : (values[start] as number);
    const delta = stepDelta(this.#analysis, from, to);
    if (delta === 1) return;
    const worst = delta > 1 ? this.skips ??= new WorstSteps("skip") : this.back ??= new WorstSteps("nonmonotonic");
    if (!worst.counts(delta)) return;
    const step = { key: keys[group] as number, from, to, delta };
    worst.keep({ ...step, entries: [entries[last] as number, entries[group] as number] });
  }
}

/** `Process 3 polled key "5" from n1 up to offset 4 at ... and went on from offset 7 at ...`. */
function between(analysis: Analysis, step: LogStep): string {
  const { wording } = analysis;
  const [before, after] = step.entries as [number, number];
  return `${wording.process(before)} polled ${wording.key(step.from)} from ${wording.who(before)} up to ` +
    `${stepOffset(analysis, step.key, step.from)} ${wording.when(before)} and went on with ` +
    `${stepOffset(analysis, step.key, step.to)} ${wording.when(after)}`;
}

function missing(analysis: Analysis, step: LogStep): string {
  const { wording } = analysis;
  const skipped = skippedValues(analysis, step);
  const [first] = skipped as [number];
  const rest = skipped.length === 1 ? "" : ` and ${count(skipped.length - 1, "message")} after it`;
  return `it skipped ${messageOnly(analysis, first)} at ${stepOffset(analysis, step.key, first)}, ` +
    `${wording.sending(first)}${rest}.`;
}

function direction({ delta }: LogStep): string {
  return delta === 0 ? "the same message again" : `${count(-delta, "step")} back in the log`;
}
