/**
 * Turns the anomalies of a history into a verdict under given consistency models.
 *
 * @module
 */
import { type FindingLabel, type FindingName, labelOf } from "../../findings.ts";
import type { Json } from "../../history.ts";
import type { CheckerResult, Explanation, Validity, Verdict } from "../../verdict.ts";
import { count, FINDINGS_TOLD_MAX } from "../wording.ts";
import type { Anomalies, AnomalyInstance } from "./anomalies.ts";
import { anomaliesForbiddenBy, modelBoundary, modelsRuledOutBy } from "./consistency_models.ts";
import { EXISTENCE_SPECS } from "./cycle_specs.ts";
import { SEARCH_TIMEOUT } from "./cycles.ts";
import { GARBAGE_READ } from "./list_order_anomalies.ts";
import type { ObjectKind } from "./transactions.ts";

/** The transactions show no order at all: nothing was tested. */
export const EMPTY_GRAPH = "empty-transaction-graph";

/** Instances of an anomaly that the verdict lists; the counts are never cut. */
const INSTANCES_LISTED_MAX = 4;

/** What a verdict is made for. */
export interface ResultOptions {
  readonly kind: ObjectKind;
  /** Names of the models that the history must satisfy. */
  readonly models: readonly string[];
}

/** Judges the anomalies: those that the models forbid make the history invalid. */
export function judgeAnomalies(anomalies: Anomalies, { kind, models }: ResultOptions): CheckerResult {
  const forbidden = anomaliesForbiddenBy(models).add(GARBAGE_READ);
  // Maelstrom counts every anomaly that is reported for registers, except that it ignores a search that was given up.
  if (kind === "register") forbidden.add(EMPTY_GRAPH);
  const reportable = new Set(forbidden).add(EMPTY_GRAPH);
  if (kind === "list") reportable.add(SEARCH_TIMEOUT);
  const found = anomalies.names().filter((name) => reportable.has(name));
  const reported = withoutRedundantExistence(found).sort();
  const thorough = [...anomalies.thorough()].filter(([name]) => forbidden.has(name));
  const isBroken = thorough.length > 0 || found.some((name) => forbidden.has(name));
  const valid: Validity = isBroken ? false : reported.length > 0 ? "unknown" : true;
  const verdict = reported.length === 0 ? cleanVerdict(valid, kind) : verdictOf(valid, reported, anomalies);
  const explain = (name: FindingName, instances: readonly AnomalyInstance[]) =>
    explainInstances(labelOf(name, forbidden.has(name) ? "error" : "unknown"), instances);
  return {
    verdict: thorough.length === 0 ? verdict : { ...verdict, "thorough-anomaly-counts": countsOf(thorough) },
    explanations: [
      ...reported.flatMap((name) => explain(name, anomalies.of(name))),
      ...thorough.flatMap(([name, instances]) => explain(name, instances)),
    ],
  };
}

/** The verdict where there is nothing to report. */
function cleanVerdict(valid: Validity, kind: ObjectKind): Verdict {
  return kind === "list" ? { valid } : { valid, "anomaly-types": [], anomalies: null, "anomaly-counts": {} };
}

function verdictOf(valid: Validity, reported: readonly FindingName[], anomalies: Anomalies): Verdict {
  const { not, alsoNot } = modelBoundary(anomalies.names());
  const listed: Record<string, Json> = {};
  const counts: Record<string, Json> = {};
  for (const name of reported) {
    const instances = anomalies.of(name);
    counts[name] = instances.length;
    const first = instances.slice(0, INSTANCES_LISTED_MAX).map((instance) => instance.summary());
    listed[name] = { count: instances.length, first };
  }
  return { valid, "anomaly-types": reported, anomalies: listed, not, "also-not": alsoNot, "anomaly-counts": counts };
}

/** Leaves out "a cycle exists" where another anomaly that is reported rules out the same model. */
function withoutRedundantExistence(names: readonly FindingName[]): FindingName[] {
  const modelOf = new Map<string, string>(EXISTENCE_SPECS.map(({ anomaly, model }) => [anomaly, model]));
  const ruledOut = modelsRuledOutBy(names.filter((name) => !modelOf.has(name)));
  return names.filter((name) => !ruledOut.has(modelOf.get(name) ?? ""));
}

/** Ours: anomalies that are there, and for which Elle's search takes too long to name them. */
function countsOf(thorough: readonly (readonly [FindingName, readonly AnomalyInstance[]])[]): Json {
  return Object.fromEntries(thorough.map(([name, instances]) => [name, instances.length]));
}

function explainInstances(label: FindingLabel, instances: readonly AnomalyInstance[]): Explanation[] {
  const told = instances.slice(0, FINDINGS_TOLD_MAX).map((instance) => ({ ...label, ...instance.explain() }));
  const more = instances.length - told.length;
  if (more === 0) return told;
  const text = `${count(more, "further case")} of ${label.anomaly} ${more === 1 ? "is" : "are"} not told one by one.`;
  return [...told, { ...label, text, operations: [], count: more }];
}
