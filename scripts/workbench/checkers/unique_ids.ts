/**
 * Judges the unique-ids workload: no id may be issued twice.
 *
 * As in the original, ids must have an order (see `compareValues`): where a number stands beside a string, the verdict
 * is unknown. The explanation then still names ids that are equal by structure.
 *
 * @module
 */
import { type History, type Json, pairOperations } from "../history.ts";
import type { CheckerResult, Explanation } from "../verdict.ts";
import { compareValues, kindOf, sortValues, type ValueKey, valueKey } from "./values.ts";
import { count, type Finding, show, showList, tellFindings, Witnesses } from "./wording.ts";

/** Duplicates that the verdict lists, the most frequent first; the count is never cut. */
const DUPLICATES_LISTED_MAX = 48;

/** An id and the positions of the completions that hold it. */
interface Issued {
  readonly id: Json;
  readonly positions: number[];
}

/** Checks that all acknowledged ids differ. */
export function checkUniqueIds(history: History): CheckerResult {
  let attempted = 0;
  let acknowledged = 0;
  const issued = new Map<ValueKey, Issued>();
  history.forEach(({ process, type, f, value }, position) => {
    if (process === "nemesis" || f !== "generate") return;
    if (type === "invoke") attempted++;
    if (type !== "ok") return;
    acknowledged++;
    const id = value ?? null;
    const key = valueKey(id);
    const entry = issued.get(key);
    if (entry === undefined) issued.set(key, { id, positions: [position] });
    else entry.positions.push(position);
  });
  const all = [...issued.values()];
  const duplicated = all.filter(({ positions }) => positions.length > 1);
  const witnesses = new Witnesses(history, pairOperations(history));
  const range = rangeOf(all);
  if (isFailure(range)) return incomparable(range, duplicated, witnesses);
  return {
    verdict: {
      valid: duplicated.length === 0,
      "attempted-count": attempted,
      "acknowledged-count": acknowledged,
      "duplicated-count": duplicated.length,
      duplicated: listDuplicates(duplicated),
      range,
    },
    explanations: tellFindings(
      { anomaly: "duplicated", severity: "error" },
      duplicated.map((entry) => explainDuplicate(entry, witnesses)),
      "Also issued more than once",
    ),
  };
}

/** Two ids that have no order. */
interface Incomparable {
  readonly a: Issued;
  readonly b: Issued;
}

function isFailure(range: readonly Json[] | Incomparable): range is Incomparable {
  return !Array.isArray(range);
}

/** Least and greatest id, nulls where there are none; or two ids that do not compare. */
function rangeOf(all: readonly Issued[]): readonly [Json, Json] | Incomparable {
  let least = all[0];
  let greatest = all[0];
  if (least === undefined || greatest === undefined) return [null, null];
  for (const entry of all) {
    // An object does not even compare with a second copy of itself.
    if (kindOf(entry.id) === "object" && entry.positions.length > 1) return { a: entry, b: entry };
    const low = entry === least ? 0 : compareValues(entry.id, least.id);
    const high = entry === greatest ? 0 : compareValues(entry.id, greatest.id);
    if (low === undefined) return { a: least, b: entry };
    if (high === undefined) return { a: greatest, b: entry };
    if (low < 0) least = entry;
    if (high > 0) greatest = entry;
  }
  return [least.id, greatest.id];
}

/** Pairs [id, times]: the most frequent, of equally frequent the greatest; shown in ascending order of id. */
function listDuplicates(duplicated: readonly Issued[]): Json {
  const times = new Map(duplicated.map(({ id, positions }) => [valueKey(id), positions.length]));
  const timesOf = (id: Json) => times.get(valueKey(id)) ?? 0;
  const descending = sortValues(duplicated.map(({ id }) => id)).reverse();
  const kept = descending.sort((a, b) => timesOf(b) - timesOf(a)).slice(0, DUPLICATES_LISTED_MAX);
  return sortValues(kept).map((id) => [id, timesOf(id)]);
}

function explainDuplicate({ id, positions }: Issued, witnesses: Witnesses): Finding {
  const told = positions.slice(0, 4).map((position) => `by ${witnesses.who(position)} at ${witnesses.when(position)}`);
  const more = positions.length > told.length ? ` and ${positions.length - told.length} more` : "";
  return {
    value: id,
    explain: () => ({
      text: `Id ${show(id)} was issued ${positions.length} times: ${told.join(", ")}${more}.`,
      operations: witnesses.indices(positions),
      value: id,
    }),
  };
}

function incomparable({ a, b }: Incomparable, duplicated: readonly Issued[], witnesses: Witnesses): CheckerResult {
  const first = a.positions[0] ?? 0;
  const second = b.positions[a === b ? 1 : 0] ?? 0;
  const message =
    `Id ${show(a.id)} of ${witnesses.who(first)} and id ${show(b.id)} of ${witnesses.who(second)} have no ` +
    `order: a ${kindOf(a.id)} and a ${kindOf(b.id)} cannot be compared`;
  const repeated = duplicated.length === 0
    ? "Compared for equality alone, no id occurs twice"
    : `Compared for equality alone, ${count(duplicated.length, "id occurs", "ids occur")} more than once: ` +
      showList(duplicated.map(({ id }) => id));
  const explanation: Explanation = {
    anomaly: "incomparable-ids",
    severity: "unknown",
    text: `${message}, so the original gives no verdict. ${repeated}.`,
    operations: witnesses.indices([...new Set([first, second, ...duplicated.flatMap(({ positions }) => positions)])]),
  };
  return {
    verdict: { valid: "unknown", error: { type: "incomparable-ids", message } },
    explanations: [explanation],
  };
}
