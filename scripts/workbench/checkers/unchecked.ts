/**
 * Tells what of a history no checker looked at, where something was done and yet a verdict of "valid" would say more than
 * is known: models that rule nothing out, registers and logs of which nothing was read, final reads that all failed.
 *
 * @module
 */
import type { History, Operation } from "../history.ts";
import { labelOf } from "../findings.ts";
import type { CheckerOptions, Explanation } from "../verdict.ts";
import {
  CONSISTENCY_MODEL_NAMES,
  DEFAULT_CONSISTENCY_MODELS,
  modelsThatRuleNothingOut,
  rulesNothingOut,
} from "./elle/consistency_models.ts";
import { count } from "./wording.ts";

/** Explains what of a history was not checked; empty where everything was that could be. */
export type Unchecked = (history: History, options: CheckerOptions) => readonly Explanation[];

/** For transactions: models that rule nothing out, and reads that returned null alone. */
export const uncheckedTransactions: Unchecked = (
  history,
  { "consistency-models": models = DEFAULT_CONSISTENCY_MODELS },
) => [
  ...uncheckedModels(models),
  ...(history.some(isReadOfSomething) ? [] : [uncheckedFor("No transaction read a value, only null")]),
];

function uncheckedModels(models: readonly string[]): Explanation[] {
  const vacuous = vacuousModels(models);
  if (vacuous !== undefined) {
    const text = `Nothing was checked: ${vacuous}.`;
    return [{ ...labelOf("vacuous-models"), text, operations: [] }];
  }
  return modelsThatRuleNothingOut(models).map((model) => ({
    ...labelOf("vacuous-models", "warning"),
    text: `The model ${model} rules out no anomaly that this checker looks for, so only the other models were checked.`,
    operations: [],
  }));
}

/** For registers: nothing was read. */
export const uncheckedRegisters: Unchecked = (history) =>
  history.some(tellsState) ? [] : [uncheckedFor(
    "No read returned a value and no cas succeeded, and every order of writes and reads of null is right",
  )];

/** For logs: nothing was polled. */
export const uncheckedLogs: Unchecked = (history) =>
  history.some(isPollOfSomething) ? [] : [uncheckedFor("No poll returned a message")];

/** For counters: nothing was added. */
export const uncheckedCounter: Unchecked = (history) =>
  history.some(({ process, f }) => process !== "nemesis" && f === "add")
    ? []
    : [uncheckedFor("No add was carried out, and 0 is what every counter begins with")];

/** For sets with marked final reads: these were asked for, and none of them ended ok. */
export const uncheckedFinalReads: Unchecked = (history) => {
  const finals = history.filter(({ process, final }) => process !== "nemesis" && final === true);
  const asked = finals.filter(({ type }) => type === "invoke");
  if (asked.length === 0 || finals.some(({ type }) => type === "ok")) return [];
  const text =
    `${count(asked.length, "final read was", "final reads were")} asked for and none ended ok, so what the ` +
    "nodes hold in the end was not checked; the original does not notice.";
  return [{ ...labelOf("no-final-read"), text, operations: asked.slice(0, 4).map(({ index }) => index) }];
};

/** Says that models rule nothing out in this checker; undefined where they do. */
export function vacuousModels(models: readonly string[]): string | undefined {
  if (!rulesNothingOut(models)) return undefined;
  const [names, verb] = [models.join(" and "), models.length === 1 ? "rules" : "rule"];
  const others = CONSISTENCY_MODEL_NAMES.filter((model) => !model.includes("PL-") && !rulesNothingOut([model]));
  return `${names} ${verb} out no anomaly that this checker, or the original's, looks for; these models do: ` +
    others.join(", ");
}

/** An ok read with a value or an ok cas: what a register must have been like. */
function tellsState({ process, type, f, value }: Operation): boolean {
  if (process === "nemesis" || type !== "ok") return false;
  if (f === "cas") return true;
  return f === "read" && Array.isArray(value) && (value[1] ?? null) !== null;
}

/** A transaction that read a value, or a list with elements. */
function isReadOfSomething({ process, type, value }: Operation): boolean {
  if (process === "nemesis" || type !== "ok" || !Array.isArray(value)) return false;
  return value.some((micro) => {
    const [f, , read = null] = Array.isArray(micro) ? micro : [];
    return f === "r" && read !== null && !(Array.isArray(read) && read.length === 0);
  });
}

function isPollOfSomething({ process, type, value }: Operation): boolean {
  if (process === "nemesis" || type !== "ok" || !Array.isArray(value)) return false;
  return value.some((micro) => Array.isArray(micro) && micro[0] === "poll" && holdsMessages(micro[1]));
}

function holdsMessages(polled: unknown): boolean {
  if (typeof polled !== "object" || polled === null) return false;
  return Object.values(polled).some((messages) => Array.isArray(messages) && messages.length > 0);
}

function uncheckedFor(reason: string): Explanation {
  return { ...labelOf("nothing-checked"), text: `${reason}, so nothing was checked.`, operations: [] };
}
