/**
 * Judges histories of transactions over registers and lists, like Elle 0.2.2 in the modes in which Maelstrom uses it:
 * infers which transaction must have come before which, and looks for what no serial order, or no execution that a
 * weaker consistency model allows, can explain (Kingsbury and Alvaro, Elle: Inferring Isolation Anomalies from
 * Experimental Observations, 2020).
 *
 * Differences: a list element that nobody appended kills the original and is the anomaly `garbage-read` here; the search
 * for cycles is bounded by effort, not by time; replies that do not repeat the request are warned of.
 *
 * @module
 */
export { checkListAppend, checkRwRegister } from "./check.ts";
export {
  CONSISTENCY_MODEL_NAMES,
  DEFAULT_CONSISTENCY_MODELS,
  modelsThatRuleNothingOut,
  rulesNothingOut,
} from "./consistency_models.ts";
