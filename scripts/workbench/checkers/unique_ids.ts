/**
 * Judges the unique-ids workload: no id may be issued twice.
 *
 * As in the original, ids must have an order (see `compareValues`): where a number stands beside a string, the verdict
 * is unknown. The explanation then still names ids that are equal by structure.
 *
 * @module
 */
import { labelOf } from "../findings.ts";
import { type History, type Json, pairOperations } from "../history.ts";
import type { CheckerResult, Explanation } from "../verdict.ts";
import { IssuedIds } from "./equal_beginnings.ts";
import { compareValues, kindOf, sortValues, type ValueKey, valueKey } from "./values.ts";
import { count, type Finding, OperationLookup, show, showList, tellFindings } from "./wording.ts";

/** Duplicates that the verdict lists, the most frequent first; the count is never cut. */
const DUPLICATES_LISTED_MAX = 48;

/** An id that was issued more than once, and the positions of the completions that hold it. */
interface Repeated {
  readonly id: Json;
  readonly positions: number[];
}

/** Checks that all acknowledged ids differ. */
export function checkUniqueIds(history: History): CheckerResult {
  let attempted = 0;
  const firstIssues = new Map<ValueKey, number>();
  const repeated = new Map<ValueKey, Repeated>();
  const issues: number[] = [];
  history.forEach(({ process, type, f, value }, position) => {
    if (process === "nemesis" || f !== "generate") return;
    if (type === "invoke") attempted++;
    if (type !== "ok") return;
    issues.push(position);
    const key = valueKey(value ?? null);
    const first = firstIssues.get(key);
    if (first === undefined) firstIssues.set(key, position);
    else repeatedId(repeated, key, value ?? null, first).positions.push(position);
  });
  const lookup = new OperationLookup(history, pairOperations(history));
  const duplicated = [...repeated.values()];
  const issued = duplicated.length === 0 ? undefined : new IssuedIds(issues, lookup);
  const range = rangeOf([...firstIssues.values()], duplicated, lookup);
  if (isFailure(range)) return incomparable(range, duplicated, lookup);
  return {
    verdict: {
      valid: duplicated.length === 0,
      "attempted-count": attempted,
      "acknowledged-count": issues.length,
      "duplicated-count": duplicated.length,
      duplicated: listDuplicates(duplicated),
      range,
    },
    explanations: tellFindings(
      labelOf("duplicated"),
      duplicated.map((entry) => explainDuplicate(entry, lookup, issued)),
      "Also issued more than once",
    ),
  };
}

function repeatedId(repeated: Map<ValueKey, Repeated>, key: ValueKey, id: Json, first: number): Repeated {
  const known = repeated.get(key);
  if (known !== undefined) return known;
  const entry = { id, positions: [first] };
  repeated.set(key, entry);
  return entry;
}

/** Two completions whose ids have no order. */
interface Incomparable {
  readonly first: number;
  readonly second: number;
}

function isFailure(range: readonly Json[] | Incomparable): range is Incomparable {
  return !Array.isArray(range);
}

/** Least and greatest id, nulls where there are none; or two completions whose ids do not compare. */
function rangeOf(
  positions: readonly number[],
  duplicated: readonly Repeated[],
  lookup: OperationLookup,
): readonly [Json, Json] | Incomparable {
  // An object does not even compare with a second copy of itself.
  for (const { id, positions: [first = 0, second = 0] } of duplicated) {
    if (kindOf(id) === "object") return { first, second };
  }
  const idAt = (position: number) => lookup.at(position).value ?? null;
  // The original passes over null.
  const [first, ...others] = positions.filter((position) => idAt(position) !== null);
  if (first === undefined) return [null, null];
  let [least, greatest] = [first, first];
  for (const position of others) {
    const id = idAt(position);
    const low = compareValues(id, idAt(least));
    const high = compareValues(id, idAt(greatest));
    if (low === undefined) return { first: least, second: position };
    if (high === undefined) return { first: greatest, second: position };
    if (low < 0) least = position;
    if (high > 0) greatest = position;
  }
  return [idAt(least), idAt(greatest)];
}

/** Pairs [id, times]: the most frequent, of equally frequent the greatest; shown in ascending order of id. */
function listDuplicates(duplicated: readonly Repeated[]): Json {
  const times = new Map(duplicated.map(({ id, positions }) => [valueKey(id), positions.length]));
  const timesOf = (id: Json) => times.get(valueKey(id)) ?? 0;
  const descending = sortValues(duplicated.map(({ id }) => id)).reverse();
  const kept = descending.sort((a, b) => timesOf(b) - timesOf(a)).slice(0, DUPLICATES_LISTED_MAX);
  return sortValues(kept).map((id) => [id, timesOf(id)]);
}

function explainDuplicate({ id, positions }: Repeated, lookup: OperationLookup, issued?: IssuedIds): Finding {
  const told = positions.slice(0, 4).map((position) => `by ${lookup.who(position)} at ${lookup.when(position)}`);
  const more = positions.length > told.length ? ` and ${positions.length - told.length} more` : "";
  return {
    value: id,
    explain: () => ({
      text: `Id ${show(id)} was issued ${positions.length} times: ${told.join(", ")}${more}.` +
        (issued?.likelyCause(positions.map((position) => lookup.who(position))) ?? ""),
      operations: lookup.indices(positions),
      value: id,
    }),
  };
}

function incomparable(
  { first, second }: Incomparable,
  duplicated: readonly Repeated[],
  lookup: OperationLookup,
): CheckerResult {
  const [a, b] = [lookup.at(first).value ?? null, lookup.at(second).value ?? null];
  const message = `Id ${show(a)} of ${lookup.who(first)} and id ${show(b)} of ${lookup.who(second)} have no ` +
    `order: a ${kindOf(a)} and a ${kindOf(b)} cannot be compared`;
  const repeated = duplicated.length === 0
    ? "Compared for equality alone, no id occurs twice"
    : `Compared for equality alone, ${count(duplicated.length, "id occurs", "ids occur")} more than once: ` +
      showList(duplicated.map(({ id }) => id));
  const explanation: Explanation = {
    ...labelOf("incomparable-ids"),
    text: `${message}, so the original gives no verdict. ${repeated}.`,
    operations: lookup.indices([...new Set([first, second, ...duplicated.flatMap(({ positions }) => positions)])]),
  };
  return {
    verdict: { valid: "unknown", error: { type: "incomparable-ids", message } },
    explanations: [explanation],
  };
}
