/**
 * Judges the lin-kv workload: every key, for itself, must be a linearizable register with compare-and-set.
 *
 * Fields as in the original: `failures` lists the keys that are not, `results` holds a verdict for each key. A key whose
 * search gave up is "unknown".
 *
 * @module
 */
import { labelOf } from "../../findings.ts";
import type { History, Json } from "../../history.ts";
import { type Checker, type CheckerResult, combineValidity, type Explanation, type Validity } from "../../verdict.ts";
import { sortValues } from "../values.ts";
import { show, showList } from "../wording.ts";
import { explainFailures, type Failure } from "./explain.ts";
import { collectRegisters, type Register } from "./register.ts";
import { findLinearization, type GaveUp, type SearchLimits, type SearchOutcome } from "./search.ts";

/** Steps that the search of one key may take: 2 to 10 s on the machine where it was measured. */
export const STEPS_PER_KEY_MAX = 10_000_000;

/** Odd operations that the explanation refers to. */
const ODD_NAMED_MAX = 48;

/** The checker with the limit above and none on time: the same history gets the same verdict everywhere. */
export const checkLinKv: Checker = linKvChecker({ stepsMax: STEPS_PER_KEY_MAX });

/** Makes a checker with other limits, each for one key. */
export function linKvChecker(limits: SearchLimits): Checker {
  return (history) => check(history, limits);
}

function check(history: History, limits: SearchLimits): CheckerResult {
  const { registers, odd } = collectRegisters(history);
  const results: [Json, Validity][] = [];
  const failed: Failure[] = [];
  const explanations: Explanation[] = [];
  for (const register of registers) {
    const outcome = findLinearization(register, limits);
    results.push([register.key, validityOf(outcome)]);
    if (outcome.kind === "gave-up") explanations.push(explainLimit(history, register, outcome));
    else if (outcome.kind !== "linearizable") failed.push({ register, outcome });
  }
  if (odd.length > 0) explanations.push(explainOdd(history, odd));
  const failures = sortValues(results.flatMap(([key, valid]) => (valid === false ? [key] : [])));
  const validities = results.map(([, valid]) => valid);
  return {
    verdict: {
      valid: combineValidity(odd.length > 0 ? [...validities, "unknown"] : validities),
      failures,
      results: Object.fromEntries(
        results.map(([key, valid]) => [typeof key === "string" ? key : show(key), { valid, linearizable: { valid } }]),
      ),
    },
    explanations: [...explainFailures(history, failed), ...explanations],
  };
}

function validityOf({ kind }: SearchOutcome): Validity {
  if (kind === "gave-up") return "unknown";
  return kind === "linearizable";
}

function explainLimit(history: History, { key }: Register, { call, steps }: GaveUp): Explanation {
  const last = history[call.returnedAt];
  return {
    ...labelOf("search-limit"),
    text:
      `Whether key ${show(key)} is linearizable stays open: the search gave up after ${steps} steps, at operation ` +
      `${
        history[call.invokedAt]?.index ?? call.returnedAt
      }. Fewer operations at the same time on one key, or fewer that time out, make ` +
      `it easier.`,
    operations: last === undefined ? [] : [last.index],
    value: key,
  };
}

function explainOdd(history: History, odd: readonly number[]): Explanation {
  const operations = odd.flatMap((position) => history[position] ?? []);
  return {
    ...labelOf("odd-operation"),
    text: `Expected read [key, null], write [key, value] and cas [key, [from, to]], but the history holds also ` +
      `${showList(operations.map(({ f, value }) => [f, value]))}.`,
    operations: operations.slice(0, ODD_NAMED_MAX).map(({ index }) => index),
  };
}
