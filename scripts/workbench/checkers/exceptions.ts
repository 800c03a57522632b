/**
 * Groups the operations that ended in an exception (a malformed reply, say) by the exception's class.
 *
 * It never makes a run invalid; it tells what went wrong behind operations of type `info`. Replies of the wrong form, which
 * the original only lists, come as warnings.
 *
 * @module
 */
import { fieldAt } from "../json.ts";
import { labelOf } from "../findings.ts";
import type { History, Json, Operation } from "../history.ts";
import type { CheckerResult, Explanation } from "../verdict.ts";
import { valueKey } from "./values.ts";
import { count } from "./wording.ts";

/** The class that the bench's clients give a reply that breaks the workload's protocol. */
export const MALFORMED_REPLY = "malformed-rpc-response";

/** Operations that a warning names. */
const OPERATIONS_NAMED_MAX = 4;

/** Lists the exceptions of a history, the most frequent first; the field is absent where there are none. */
export function checkExceptions(history: History): CheckerResult {
  const groups = new Map<unknown, { readonly name: Json; readonly operations: Operation[] }>();
  for (const operation of history) {
    if (operation.type !== "info" || !operation.exception) continue;
    const name = classOf(operation.exception);
    const key = valueKey(name);
    const group = groups.get(key) ?? { name, operations: [] };
    groups.set(key, group);
    group.operations.push(operation);
  }
  const exceptions = [...groups.values()]
    .sort((a, b) => b.operations.length - a.operations.length)
    .map(({ name, operations }) => ({
      count: operations.length,
      class: name,
      example: { "op-index": operations[0]?.index ?? null },
    }));
  return {
    verdict: exceptions.length === 0 ? { valid: true } : { valid: true, exceptions },
    explanations: warnOfMalformedReplies(history),
  };
}

/** Tells an operation that ended because a reply to it had the wrong form. */
export function isMalformedReply({ type, exception }: Operation): boolean {
  return type === "info" && exception !== undefined && classOf(exception) === MALFORMED_REPLY;
}

/** One warning for each function of which some replies were malformed; where none was good, `stats` says so already. */
function warnOfMalformedReplies(history: History): Explanation[] {
  const malformed = Map.groupBy(history.filter(isMalformedReply), ({ f }) => f);
  return [...malformed].flatMap(([f, operations]): Explanation[] => {
    const endedOk = history.filter((operation) => operation.f === f && operation.type === "ok").length;
    const [first] = operations;
    if (first === undefined || endedOk === 0) return [];
    return [{
      ...labelOf("malformed-reply"),
      text:
        `${count(operations.length, `"${f}" operation`)} got a reply of the wrong form, which counts as no answer; ` +
        `${endedOk} ended ok. The first: ${plain(fieldAt(first.exception ?? null, "message")) ?? "no details"}.`,
      operations: operations.slice(0, OPERATIONS_NAMED_MAX).map(({ index }) => index),
    }];
  });
}

/** The class in Jepsen's form `{via: [{type: ...}]}`, or in a plain field, or the exception itself where it is a text. */
function classOf(exception: Json): Json {
  const via = fieldAt(exception, "via");
  const first = Array.isArray(via) ? via[0] ?? null : null;
  return fieldAt(first, "type") ?? fieldAt(exception, "class") ?? fieldAt(exception, "type") ?? plain(exception);
}

function plain(exception: Json): Json {
  return typeof exception === "string" ? exception : null;
}
