/**
 * Sends whose messages do not follow each other in the log: from one operation of a process to its next
 * (`nonmonotonic-send`), and within one operation (`int-send-skip`, which is normal, and `int-nonmonotonic-send`).
 *
 * @module
 */
import type { Operation, Process } from "../../history.ts";
import type { Analysis, Anomaly } from "./anomaly.ts";
import { keepAssigned } from "./assigned.ts";
import { inMapOrder } from "./clojure_order.ts";
import {
  findInternalSteps,
  type LogStep,
  messageOnly,
  type StepAnomaly,
  stepAnomaly,
  stepDelta,
  stepOffset,
  WorstSteps,
} from "./steps.ts";

const NONMONOTONIC_SEND: StepAnomaly = {
  name: "nonmonotonic-send",
  fault: "nonmonotonic",
  fields: ["values", "ops"],
  tell: (analysis, step) => {
    const { wording } = analysis;
    const [before, after] = step.entries as [number, number];
    return `${wording.process(before)} sent ${wording.message(step.from)} to ${wording.who(before)} ` +
      `${wording.when(before)} and then ${messageOnly(analysis, step.to)} ${wording.when(after)}, yet the later one ` +
      `has ${stepOffset(analysis, step.key, step.to)} and the earlier one ` +
      `${stepOffset(analysis, step.key, step.from)}: offsets of a process's sends must rise.`;
  },
  heading: "Sends against the order of the log as well",
};

const INT_SEND_SKIP: StepAnomaly = {
  name: "int-send-skip",
  fault: "skip",
  fields: ["values", "skipped", "op"],
  tell: (analysis, step) => `${within(analysis, step)} (writes of transactions may interleave)`,
  heading: "Interleaved sends of one operation as well",
};

const INT_NONMONOTONIC_SEND: StepAnomaly = {
  name: "int-nonmonotonic-send",
  fault: "nonmonotonic",
  fields: ["values", "op"],
  tell: (analysis, step) => `${within(analysis, step)}: offsets of an operation's sends must rise.`,
  heading: "Sends of one operation against the order of the log as well",
};

/** Finds sends of one process that go back in the log. */
export function findSendFaults(analysis: Analysis): Anomaly[] {
  const { history, positions } = analysis.observations;
  const producers = new Map<Process, Producer>();
  let entry = 0;
  history.forEach((operation, position) => {
    if (operation.process === "nemesis") return;
    let producer = producers.get(operation.process);
    if (producer === undefined) producers.set(operation.process, producer = new Producer(analysis));
    const isTransaction = positions[entry] === position;
    if (isTransaction) entry++;
    if (operation.type !== "ok" && operation.type !== "info") return;
    if (isTransaction) producer.send(entry - 1);
    else if (operation.f === "assign" || operation.f === "subscribe") producer.assign(operation);
  });
  const worst = new WorstSteps("nonmonotonic");
  for (const process of inMapOrder([...producers.keys()])) {
    const back = producers.get(process)?.back;
    if (back !== undefined) worst.append(back);
  }
  return [stepAnomaly(analysis, worst, NONMONOTONIC_SEND)].filter((anomaly) => anomaly !== undefined);
}

/** Finds sends within one operation that skip or go back in the log. */
export function findInternalSendFaults(analysis: Analysis): Anomaly[] {
  const isCompleted = (entry: number) => analysis.wording.type(entry) !== "invoke";
  const { skips, back } = findInternalSteps(analysis, analysis.observations.writes, isCompleted);
  return [
    stepAnomaly(analysis, skips, INT_SEND_SKIP),
    stepAnomaly(analysis, back, INT_NONMONOTONIC_SEND),
  ].filter((anomaly) => anomaly !== undefined);
}

/** The sends of one process. */
class Producer {
  back: WorstSteps | undefined;
  readonly #analysis: Analysis;
  /** By key: the group of the last operation that sent to it. */
  #lastSends = new Map<number, number>();

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
  }

  assign({ value }: Operation): void {
    this.#lastSends = keepAssigned(this.#lastSends, value, this.#analysis.observations.table);
  }

  send(entry: number): void {
    const { starts, keys, entries, values, valueStarts } = this.#analysis.observations.writes;
    for (let group = starts[entry] as number; group < (starts[entry + 1] as number); group++) {
      const key = keys[group] as number;
      const last = this.#lastSends.get(key);
      this.#lastSends.set(key, group);
      if (last === undefined) continue;
      const from = values[(valueStarts[last + 1] as number) - 1] as number;
      const to = values[valueStarts[group] as number] as number;
      const delta = stepDelta(this.#analysis, from, to);
      if (delta >= 1) continue;
      this.back ??= new WorstSteps("nonmonotonic");
      if (!this.back.counts(delta)) continue;
      this.back.keep({ key, from, to, delta, entries: [entries[last] as number, entry] });
    }
  }
}

/** `Process 3 sent message 7 (offset 4) of key "5" and then message 8 (offset 9) in one operation, at ...`. */
function within(analysis: Analysis, step: LogStep): string {
  const { wording } = analysis;
  const [entry] = step.entries as [number];
  return `${wording.process(entry)} sent ${wording.message(step.from)} (${
    stepOffset(analysis, step.key, step.from)
  }) ` +
    `and then ${messageOnly(analysis, step.to)} (${stepOffset(analysis, step.key, step.to)}) in one operation, ` +
    `completed by ${wording.who(entry)} ${wording.when(entry)}`;
}
