/**
 * Judges availability: the fraction of invocations that ended ok, as a 32-bit float, against `--availability`.
 *
 * Every invocation counts, also those without a completion, kafka's crashes and final reads. Because the fraction is a
 * 32-bit float and the demand is not, 9 of 10 do not satisfy 0.9, while 5 of 10 satisfy 0.5: so does the original.
 *
 * @module
 */
import type { History } from "../history.ts";
import { labelOf } from "../findings.ts";
import type { CheckerOptions, CheckerResult, Explanation, Validity } from "../verdict.ts";
import { shortestFloat32 } from "./float32.ts";
import { count } from "./wording.ts";

interface Outcomes {
  readonly invoke: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
}

/** Checks the fraction of operations that ended ok against the option `availability`. */
export function checkAvailability(history: History, options: CheckerOptions): CheckerResult {
  const outcomes = countOutcomes(history);
  const fraction = outcomes.invoke === 0 ? 1 : Math.fround(outcomes.ok / outcomes.invoke);
  const demand = options.availability ?? null;
  const valid = satisfies(fraction, demand);
  return {
    verdict: { valid, "ok-fraction": shortestFloat32(fraction) },
    explanations: valid === true ? [] : [explain(outcomes, fraction, demand)],
  };
}

function satisfies(fraction: number, demand: CheckerOptions["availability"]): Validity {
  if (demand === null || demand === undefined) return true;
  if (demand === "total") return fraction === 1;
  return typeof demand === "number" ? demand <= fraction : "unknown";
}

function countOutcomes(history: History): Outcomes {
  const outcomes = { invoke: 0, ok: 0, fail: 0, info: 0 };
  for (const { process, type } of history) {
    if (process !== "nemesis" && type in outcomes) outcomes[type]++;
  }
  return outcomes;
}

function explain(outcomes: Outcomes, fraction: number, demand: CheckerOptions["availability"]): Explanation {
  const open = Math.max(0, outcomes.invoke - outcomes.ok - outcomes.fail - outcomes.info);
  const rest = [
    `${outcomes.fail} failed`,
    `${outcomes.info} ended without a definite answer`,
    ...(open > 0 ? [`${open} never ended`] : []),
  ].join(", ");
  const needed = demand === "total" ? "every operation to end ok" : `a fraction of at least ${demand}`;
  const rounding = typeof demand === "number" && outcomes.ok / outcomes.invoke >= demand
    ? ` (as a 32-bit float, with which the original compares, the fraction is ${fraction})`
    : "";
  return {
    ...labelOf("availability", satisfies(fraction, demand) === "unknown" ? "unknown" : "error"),
    text: `${outcomes.ok} of ${count(outcomes.invoke, "operation")} ended ok; ${rest}. ` +
      `The option --availability asks for ${needed}${rounding}.`,
    operations: [],
  };
}
