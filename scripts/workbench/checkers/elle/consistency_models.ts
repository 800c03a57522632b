/**
 * Consistency models and the anomalies that rule them out: which anomalies a demanded model forbids, and which models
 * a found anomaly excludes.
 *
 * @module
 */
import {
  CANONICAL_MODEL_NAMES,
  FORBIDDEN_ANOMALIES,
  type ImplicationTable,
  IMPLIED_ANOMALIES,
  IMPLIED_MODELS,
} from "./anomaly_tables.ts";

/** What `--consistency-models` demands where nothing is said. */
export const DEFAULT_CONSISTENCY_MODELS: readonly string[] = ["strict-serializable"];

/** Every name that `--consistency-models` accepts, canonical names included, sorted. */
export const CONSISTENCY_MODEL_NAMES: readonly string[] = listModelNames();

const IMPLYING_ANOMALIES = invert(IMPLIED_ANOMALIES);
const IMPLYING_MODELS = invert(IMPLIED_MODELS);
const FORBIDDING_MODELS = invert(FORBIDDEN_ANOMALIES);
const FRIENDLY_MODEL_NAMES = listFriendlyNames();

/** The weakest models that a history rules out, and the stronger ones that fall with them; friendly names, sorted. */
export interface ModelBoundary {
  readonly not: readonly string[];
  readonly alsoNot: readonly string[];
}

/** Returns the name that tables use; an unknown name is its own canonical name. */
export function canonicalModelName(model: string): string {
  return CANONICAL_MODEL_NAMES[model] ?? model;
}

/** Returns the name in common use, for example `serializable` for `PL-3`. */
export function friendlyModelName(model: string): string {
  return FRIENDLY_MODEL_NAMES.get(model) ?? model;
}

/** Returns the given anomalies and all that they imply. */
export function impliedAnomalies(anomalies: Iterable<string>): Set<string> {
  return closure(IMPLIED_ANOMALIES, anomalies);
}

/** Returns the anomalies that a history must not show if all of the models are to hold. Names of either kind. */
export function anomaliesForbiddenBy(models: Iterable<string>): Set<string> {
  const implied = closure(IMPLIED_MODELS, [...models].map(canonicalModelName));
  const forbidden = [...implied].flatMap((model) => FORBIDDEN_ANOMALIES[model] ?? []);
  return closure(IMPLYING_ANOMALIES, forbidden);
}

/**
 * Tells whether no anomaly is forbidden by any of the models: those of sessions and of single objects, for example, on
 * which neither this checker nor Elle's has anything to look for.
 */
export function rulesNothingOut(models: readonly string[]): boolean {
  return anomaliesForbiddenBy(models).size === 0;
}

/** Returns the models that forbid nothing by themselves and are not implied by another of them. */
export function modelsThatRuleNothingOut(models: readonly string[]): string[] {
  return models.filter((model) => {
    const others = models.filter((other) => other !== model);
    const implied = closure(IMPLIED_MODELS, others.map(canonicalModelName));
    return rulesNothingOut([model]) && !implied.has(canonicalModelName(model));
  });
}

/** Returns the given models and all that are stronger: what cannot hold where these do not. Canonical names. */
export function modelsRuledOutWith(models: Iterable<string>): Set<string> {
  return closure(IMPLYING_MODELS, [...models].map(canonicalModelName));
}

/** Returns the models that cannot hold in a history with these anomalies. Canonical names. */
export function modelsRuledOutBy(anomalies: Iterable<string>): Set<string> {
  const direct = [...impliedAnomalies(anomalies)].flatMap((anomaly) => FORBIDDING_MODELS[anomaly] ?? []);
  return modelsRuledOutWith(direct);
}

/** Splits the models that these anomalies rule out into the weakest and the others. */
export function modelBoundary(anomalies: Iterable<string>): ModelBoundary {
  const ruledOut = modelsRuledOutBy(anomalies);
  const weakest = new Set<string>();
  for (const model of ruledOut) {
    const weaker = closure(IMPLIED_MODELS, [model]);
    weaker.delete(model);
    if (weaker.isDisjointFrom(ruledOut)) weakest.add(model);
  }
  return { not: friendlyNames(weakest), alsoNot: friendlyNames(ruledOut.difference(weakest)) };
}

function friendlyNames(models: ReadonlySet<string>): string[] {
  return [...models].map(friendlyModelName).sort();
}

function closure(table: ImplicationTable, names: Iterable<string>): Set<string> {
  const reached = new Set(names);
  for (const name of reached) {
    for (const next of table[name] ?? []) reached.add(next);
  }
  return reached;
}

function invert(table: ImplicationTable): ImplicationTable {
  const inverted: Record<string, string[]> = {};
  for (const [name, nexts] of Object.entries(table)) {
    for (const next of nexts) (inverted[next] ??= []).push(name);
  }
  return inverted;
}

function listModelNames(): string[] {
  const names = new Set([...Object.keys(CANONICAL_MODEL_NAMES), ...Object.keys(IMPLIED_MODELS)]);
  for (const implied of Object.values(IMPLIED_MODELS)) for (const model of implied) names.add(model);
  return [...names].sort();
}

function listFriendlyNames(): Map<string, string> {
  const names = new Map(Object.entries(CANONICAL_MODEL_NAMES).map(([friendly, canonical]) => [canonical, friendly]));
  // Two models have two names each; the original prints these.
  return names.set("PL-3", "serializable").set("PL-SS", "strong-serializable");
}
