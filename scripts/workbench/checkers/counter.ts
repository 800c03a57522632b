/**
 * Judges counters (g-counter and pn-counter): every final read must be a sum that the adds allow.
 *
 * Acknowledged adds count; adds that ended without a definite answer may or may not count; failed ones do not. The
 * acceptable values are the sum of the acknowledged deltas plus any subset sum of the uncertain ones, kept as disjoint
 * closed intervals of integers. Only final reads are judged, as in the original; other reads are compared with what was
 * possible at their time, and a breach is a warning.
 *
 * @module
 */
import { type FindingName, labelOf } from "../findings.ts";
import { type History, type Json, type Operation, pairOperations } from "../history.ts";
import type { CheckerResult, Explanation } from "../verdict.ts";
import { addMaybe, contains, type Interval } from "./intervals.ts";
import { fromBigInt, toBigInt } from "./values.ts";
import { count, type Finding, OperationLookup, show, tellFindings } from "./wording.ts";

/** Disjoint intervals that are kept; sums of so many uncertain, widely spread deltas leave nothing to judge. */
const INTERVALS_MAX = 100_000;

/** Intervals shown in a sentence. */
const INTERVALS_TOLD_MAX = 6;

/** The adds of a history. */
interface Adds {
  readonly definiteSum: bigint;
  readonly uncertain: readonly bigint[];
  /** An add whose delta is no integer. */
  readonly malformed: Operation | undefined;
}

/** Checks the final reads of a counter. */
export function checkCounter(history: History): CheckerResult {
  const lookup = new OperationLookup(history, pairOperations(history));
  const adds = collectAdds(history);
  if (adds.malformed !== undefined) {
    const { index, value } = adds.malformed;
    return unsettled("malformed-add", `Add ${index} has the delta ${show(value)}, expected an integer`, [index]);
  }
  const acceptable = acceptableValues(adds);
  if (acceptable === undefined) {
    const text = `The ${adds.uncertain.length} adds without a definite answer allow more than ${INTERVALS_MAX} ` +
      "separate ranges of values";
    return unsettled("too-many-possible-values", text, []);
  }
  const reads: number[] = [];
  history.forEach(({ type, final }, position) => {
    if (final === true && type === "ok") reads.push(position);
  });
  const wrong = reads.filter((position) => !isAcceptable(lookup.at(position).value, acceptable));
  const findings = wrong.map((position) => explainFinalRead(position, acceptable, adds, lookup));
  return {
    verdict: {
      valid: wrong.length === 0,
      errors: wrong.length === 0 ? null : wrong.map((position) => ({ "op-index": lookup.at(position).index })),
      "final-reads": reads.map((position) => lookup.at(position).value ?? null),
      acceptable: acceptable.map((interval) => interval.map(fromBigInt)),
    },
    explanations: [
      ...tellFindings(labelOf("wrong-final-read"), findings, "Wrong final reads as well"),
      ...(reads.length === 0 ? [warnOfNoFinalRead()] : []),
      ...warnOfImpossibleReads(history, lookup),
    ],
  };
}

function collectAdds(history: History): Adds {
  let definiteSum = 0n;
  const uncertain: bigint[] = [];
  for (const operation of history) {
    const { f, type, value } = operation;
    if (f !== "add" || (type !== "ok" && type !== "info")) continue;
    const delta = toBigInt(value ?? null);
    if (delta === undefined) return { definiteSum, uncertain, malformed: operation };
    if (type === "ok") definiteSum += delta;
    else uncertain.push(delta);
  }
  return { definiteSum, uncertain, malformed: undefined };
}

/** The values that a final read may have; undefined where there are too many separate ones. */
function acceptableValues({ definiteSum, uncertain }: Adds): readonly Interval[] | undefined {
  let acceptable: readonly Interval[] = [[definiteSum, definiteSum]];
  for (const delta of uncertain) {
    acceptable = addMaybe(acceptable, delta);
    if (acceptable.length > INTERVALS_MAX) return undefined;
  }
  return acceptable;
}

function isAcceptable(value: Json, acceptable: readonly Interval[]): boolean {
  const integer = toBigInt(value ?? null);
  return integer !== undefined && contains(acceptable, integer);
}

function unsettled(type: FindingName, message: string, operations: readonly number[]): CheckerResult {
  return {
    verdict: { valid: "unknown", error: { type, message } },
    explanations: [{ ...labelOf(type), text: `${message}.`, operations }],
  };
}

function explainFinalRead(
  position: number,
  acceptable: readonly Interval[],
  { definiteSum, uncertain }: Adds,
  lookup: OperationLookup,
): Finding {
  const { value } = lookup.at(position);
  return {
    value,
    explain: () => ({
      text: `The final read from ${lookup.who(position)} at ${lookup.when(position)} returned ${show(value)}, ` +
        `expected ${describe(acceptable)}: the acknowledged adds sum to ${definiteSum}, and ` +
        `${count(uncertain.length, "add", "adds")} without a definite answer may count. ${diagnose(value, acceptable)}`,
      operations: lookup.indices([position]),
      value: value ?? null,
    }),
  };
}

function describe(acceptable: readonly Interval[]): string {
  const told = acceptable.slice(0, INTERVALS_TOLD_MAX).map(([low, high]) =>
    low === high ? `${low}` : `${low} to ${high}`
  );
  const last = acceptable.at(-1);
  return acceptable.length <= told.length ? told.join(" or ") : `${told.join(" or ")} and so on up to ${last?.[1]}`;
}

function diagnose(value: Json, acceptable: readonly Interval[]): string {
  const integer = toBigInt(value ?? null);
  if (integer === undefined) return "A counter's value must be an integer.";
  const lowest = acceptable[0]?.[0] ?? 0n;
  const highest = acceptable.at(-1)?.[1] ?? 0n;
  if (integer < lowest) return "Acknowledged adds are missing in it, or the read is stale.";
  if (integer > highest) return "Some add counts more than once, or more than it should.";
  return "No choice among the uncertain adds gives this value.";
}

function warnOfNoFinalRead(): Explanation {
  return {
    ...labelOf("no-final-read"),
    text: "No final read ended ok, so no value was checked; the original calls that valid.",
    operations: [],
  };
}

/** Reads outside of what the adds invoked until then allow at all, whatever became of them. */
function warnOfImpossibleReads(history: History, lookup: OperationLookup): Explanation[] {
  let lowest = 0n;
  let highest = 0n;
  const findings: Finding[] = [];
  history.forEach(({ f, type, value, final }, position) => {
    if (f === "add" && type === "invoke") {
      const delta = toBigInt(value ?? null) ?? 0n;
      if (delta < 0n) lowest += delta;
      else highest += delta;
    }
    if (f !== "read" || type !== "ok" || final === true) return;
    if (isAcceptable(value, [[lowest, highest]])) return;
    const range = describe([[lowest, highest]]);
    findings.push({ value, explain: () => explainImpossibleRead(position, range, lookup) });
  });
  return tellFindings(labelOf("impossible-read"), findings, "Impossible reads as well");
}

function explainImpossibleRead(position: number, range: string, lookup: OperationLookup) {
  const { value } = lookup.at(position);
  return {
    text: `${lookup.who(position)} returned ${show(value)} at ${lookup.when(position)}, but with the adds requested ` +
      `by then only ${range} was possible.`,
    operations: lookup.indices([position]),
    value: value ?? null,
  };
}
