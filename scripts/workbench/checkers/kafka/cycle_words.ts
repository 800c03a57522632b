/**
 * Cycles in words and as the results show them.
 *
 * @module
 */
import { seconds } from "../../clock.ts";
import { type FindingName, labelOf } from "../../findings.ts";
import type { Json } from "../../history.ts";
import type { CycleEdge, Explanation } from "../../verdict.ts";
import { count, show } from "../wording.ts";
import type { Analysis, FoundCycle } from "./anomaly.ts";
import { operationOf } from "./observations.ts";
import { readsOf } from "./precedence_graph.ts";
import { keyText } from "./value_table.ts";

/** Operations of a cycle that are told. */
const TOLD_MAX = 8;

interface Step {
  readonly from: number;
  readonly to: number;
  /** The value that the one sent and the other polled; undefined: real time. */
  readonly value: number | undefined;
}

/** Returns cycles as errors for the results and as explanations. */
export function tellCycles(analysis: Analysis, type: FindingName, cycles: readonly FoundCycle[]) {
  const told = cycles.map(({ cycle }) => {
    const steps = cycle.map((from, position) =>
      makeStep(analysis, from, cycle[(position + 1) % cycle.length] as number)
    );
    return { error: describe(analysis, type, steps), explanation: explain(analysis, type, steps) };
  });
  return { errs: told.map(({ error }) => error), explanations: told.map(({ explanation }) => explanation) };
}

function makeStep({ observations, facts }: Analysis, from: number, to: number): Step {
  return { from, to, value: readsOf(observations, to).find((value) => facts.writers[value] === from) };
}

function describe(analysis: Analysis, type: FindingName, steps: readonly Step[]): Json {
  const { wording } = analysis;
  const first = steps[0] as Step;
  return {
    type,
    cycle: [...steps, first].map(({ from }) => wording.reference(from)),
    steps: steps.map((
      step,
    ): Json => (step.value === undefined ? realtimeStep(analysis, step) : pollStep(analysis, step))),
  };
}

function realtimeStep(analysis: Analysis, { from, to }: Step): Json {
  return {
    type: "realtime",
    "a'": analysis.wording.reference(from),
    b: { "op-index": invocationOf(analysis, to)?.index ?? analysis.wording.index(to) },
  };
}

function pollStep(analysis: Analysis, { from, to, value = 0 }: Step): Json {
  const { table } = analysis.observations;
  const place = { key: table.keyName(table.keyOf(value)), message: table.message(value) };
  return {
    type: "wr",
    key: place.key,
    value: place.message,
    "a-mop-index": microOpIndex(analysis, from, (microOp) => sends(microOp, place)),
    "b-mop-index": microOpIndex(analysis, to, (microOp) => polls(microOp, place)),
  };
}

interface Place {
  readonly key: string;
  readonly message: Json;
}

function microOpIndex(
  { observations }: Analysis,
  entry: number,
  matches: (microOp: readonly Json[]) => boolean,
): number {
  const { value } = operationOf(observations, entry);
  const microOps = Array.isArray(value) ? (value as readonly Json[]) : [];
  return microOps.findIndex((microOp) => Array.isArray(microOp) && matches(microOp));
}

function sends([f, key, sent]: readonly Json[], place: Place): boolean {
  const message = Array.isArray(sent) ? sent[1] : sent;
  return f === "send" && keyText(key ?? null) === place.key && show(message ?? null) === show(place.message);
}

function polls([f, messages]: readonly Json[], place: Place): boolean {
  if (f !== "poll" || typeof messages !== "object" || messages === null) return false;
  const pairs = (messages as { readonly [key: string]: Json })[place.key];
  return Array.isArray(pairs) &&
    pairs.some((pair: Json) => Array.isArray(pair) && show(pair[1]) === show(place.message));
}

function explain(analysis: Analysis, type: FindingName, steps: readonly Step[]): Explanation {
  const { wording, observations: { table } } = analysis;
  const edges = steps.map((step, position): CycleEdge => ({
    from: wording.index(step.from),
    to: wording.index(step.to),
    type: step.value === undefined ? "realtime" : "wr",
    because: reason(analysis, step, [position + 1, ((position + 1) % steps.length) + 1]),
    ...(step.value === undefined
      ? {}
      : { key: table.keyName(table.keyOf(step.value)), value: table.message(step.value) }),
  }));
  const introductions = steps.slice(0, TOLD_MAX).map(({ from }, position) =>
    `T${position + 1} = ${introduce(analysis, from)}`
  );
  const reasons = edges.slice(0, TOLD_MAX).map(({ because }, position) =>
    `${position === edges.length - 1 ? "However, " : ""}T${position + 1} < T${((position + 1) % edges.length) + 1}, ` +
    `because ${because}`
  );
  const omitted = edges.length > TOLD_MAX ? ` And so on over ${count(edges.length, "operation")} back to T1.` : "";
  return {
    ...labelOf(type),
    text: `Let ${introductions.join(", ")}. ${reasons.join(". ")}.${omitted} This is a contradiction.`,
    operations: wording.indices(steps.map(({ from }) => from)),
    cycle: edges,
  };
}

function introduce(analysis: Analysis, entry: number): string {
  const { wording } = analysis;
  const { f } = operationOf(analysis.observations, entry);
  const ending = wording.type(entry) === "ok" ? "answered by" : "without a good answer from";
  return `the ${f} ${ending} ${wording.who(entry)} ${wording.when(entry)}`;
}

function reason(analysis: Analysis, { from, to, value }: Step, [a, b]: readonly [number, number]): string {
  const { wording, observations } = analysis;
  if (value !== undefined) return `T${b} polled ${wording.message(value)}, which T${a} sent`;
  const ended = operationOf(observations, from).time;
  const began = invocationOf(analysis, to)?.time ?? ended;
  return `T${a} had ended at ${exactSeconds(ended)} before T${b} began at ${exactSeconds(began)}`;
}

function invocationOf({ observations: { history, partners, positions } }: Analysis, entry: number) {
  return history[partners[positions[entry] as number] as number];
}

/** With microseconds: the two times to compare may be close. */
function exactSeconds(timeNs: number): string {
  return seconds(timeNs, 6);
}
