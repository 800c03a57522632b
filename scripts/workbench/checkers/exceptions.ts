/**
 * Groups the operations that ended in an exception (a malformed reply, say) by the exception's class.
 *
 * It never makes a run invalid; it tells what went wrong behind operations of type `info`.
 *
 * @module
 */
import type { History, Json, Operation } from "../history.ts";
import type { CheckerResult } from "../verdict.ts";
import { valueKey } from "./values.ts";

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
    explanations: [],
  };
}

/** The class in Jepsen's form `{via: [{type: ...}]}`, or in a plain field, or the exception itself where it is a text. */
function classOf(exception: Json): Json {
  const via = field(exception, "via");
  const first = Array.isArray(via) ? via[0] ?? null : null;
  return field(first, "type") ?? field(exception, "class") ?? field(exception, "type") ?? plain(exception);
}

function field(value: Json, name: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return (value as { readonly [field: string]: Json })[name] ?? null;
}

function plain(exception: Json): Json {
  return typeof exception === "string" ? exception : null;
}
