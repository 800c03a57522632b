/**
 * What can be said of a run that ended before its last phase was through: whatever the operations show by themselves (an
 * id given twice, a wrong echo, a cycle), and nothing that needs what was not reached, such as the recovery time, the
 * final reads, or operations that might still have come.
 *
 * @module
 */
import { findingKind, type FindingName } from "../findings.ts";
import type { History, Json } from "../history.ts";
import type { CheckerOptions, CheckerResult, Explanation, Validity, Verdict } from "../verdict.ts";

/** Fields of the results that count such findings; those that list them have their names. */
const FIELDS_OF_THE_END: ReadonlySet<string> = new Set(["lost-count", "lost-latencies", "never-read-count"]);

/** Fields that list findings by name. */
const LISTS_OF_NAMES: ReadonlySet<string> = new Set([
  ...["anomaly-types", "anomalies", "anomaly-counts", "error-types", "bad-error-types"],
]);

/** Results by section. */
export type SectionResults = {
  readonly [Section in "workload" | "availability" | "stats" | "exceptions"]: CheckerResult;
};

/** Takes out of results what needs the end of the run. A section that is false for such reasons alone is "unknown". */
export function upToTheCut(results: SectionResults, history: History, options: CheckerOptions): SectionResults {
  return {
    workload: cutWorkload(results.workload),
    availability: cutAvailability(results.availability, history, options),
    stats: cutStats(results.stats),
    exceptions: results.exceptions,
  };
}

function cutWorkload({ verdict, explanations }: CheckerResult): CheckerResult {
  const kept = explanations.filter(({ anomaly }) => !needsEnd(anomaly));
  const fields = Object.entries(verdict).flatMap(([name, value]): [string, Json][] => {
    if (FIELDS_OF_THE_END.has(name) || needsEnd(name)) return [];
    return [[name, LISTS_OF_NAMES.has(name) ? withoutNames(value) : value]];
  });
  return { verdict: { ...Object.fromEntries(fields), valid: validityOf(kept) }, explanations: kept };
}

function validityOf(explanations: readonly Explanation[]): Validity {
  return explanations.some(({ severity }) => severity === "error") ? false : "unknown";
}

function needsEnd(name: string): boolean {
  return findingKind(name as FindingName).needsEnd === true;
}

/** A list of names, or an object with one field a name. */
function withoutNames(names: Json): Json {
  if (Array.isArray(names)) return names.filter((name) => !needsEnd(String(name)));
  if (typeof names !== "object" || names === null) return names;
  return Object.fromEntries(Object.entries(names).filter(([name]) => !needsEnd(name)));
}

/** Operations that were open at the cut might have ended ok; only "total" cannot be met any more after a failure. */
function cutAvailability(
  { verdict, explanations }: CheckerResult,
  history: History,
  { availability }: CheckerOptions,
): CheckerResult {
  const isMissed = availability === "total" &&
    history.some(({ process, type }) => process !== "nemesis" && (type === "fail" || type === "info"));
  if (verdict.valid !== false || isMissed) return { verdict, explanations };
  return { verdict: { ...verdict, valid: "unknown" }, explanations: [] };
}

/** A function that had not succeeded yet might still have. */
function cutStats({ verdict }: CheckerResult): CheckerResult {
  const byFunction = Object.entries(verdict["by-f"] ?? {}).map((
    [f, counts],
  ): [string, Json] => [f, withoutFalse(counts)]);
  const kept = withoutFalse(verdict) as Verdict;
  return { verdict: { ...kept, "by-f": Object.fromEntries(byFunction) }, explanations: [] };
}

/** A section whose verdicts of false are open. */
function withoutFalse(section: Json): Json {
  if (typeof section !== "object" || section === null || Array.isArray(section)) return section;
  const fields = Object.entries(section);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, name.startsWith("valid") && value === false ? "unknown" : value]),
  );
}
