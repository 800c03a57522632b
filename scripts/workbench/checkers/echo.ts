/**
 * Judges the echo workload: the reply's field `echo` must equal what was sent.
 *
 * As in the original, an operation that failed counts as a wrong echo, because its completion holds no reply; one that
 * ended without a definite answer (`info`), or never ended, does not count.
 *
 * @module
 */
import { labelOf } from "../findings.ts";
import { type History, type Json, NO_COMPLETION, type Operation, pairOperations } from "../history.ts";
import type { CheckerResult } from "../verdict.ts";
import { sameValue } from "./values.ts";
import { type Finding, OperationLookup, show, tellFindings } from "./wording.ts";

/** Checks that every completed echo returned what was sent. */
export function checkEcho(history: History): CheckerResult {
  const partners = pairOperations(history);
  const lookup = new OperationLookup(history, partners);
  const errors: Json[] = [];
  const findings: Finding[] = [];
  history.forEach((invocation, position) => {
    const end = partners[position] ?? NO_COMPLETION;
    if (invocation.type !== "invoke" || end === NO_COMPLETION) return;
    const completion = lookup.at(end);
    if (completion.type === "info" || sameValue(invocation.value ?? null, echoOf(completion.value))) return;
    errors.push([
      "Expected a message with :echo",
      invocation.value ?? null,
      "But received",
      completion.value ?? null,
    ]);
    findings.push({ value: invocation.value, explain: () => explain(lookup, position, end) });
  });
  return {
    verdict: { valid: errors.length === 0, errors },
    explanations: tellFindings(labelOf("wrong-echo"), findings, "Also answered wrongly"),
  };
}

function echoOf(reply: Json): Json {
  if (typeof reply !== "object" || reply === null || Array.isArray(reply)) return null;
  return (reply as { readonly [field: string]: Json }).echo ?? null;
}

function explain(lookup: OperationLookup, start: number, end: number) {
  const sent = show(lookup.at(start).value);
  return {
    text: `At ${lookup.when(end)} ${lookup.who(end)} ${answer(lookup.at(end))}, expected ${sent}, ` +
      `which was sent at ${lookup.when(start)}.`,
    operations: lookup.indices([end, start]),
    value: lookup.at(start).value,
  };
}

function answer(completion: Operation): string {
  if (completion.type === "ok") return `answered the echo ${show(echoOf(completion.value))}`;
  return `answered an error${completion.error === undefined ? "" : ` ${show(completion.error)}`} instead of an echo`;
}
