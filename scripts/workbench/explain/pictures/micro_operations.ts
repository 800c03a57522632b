/**
 * The micro-operations of transactions, and of the operations on logs: what each says, and which of them touch a key.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { isJsonObject } from "../../json.ts";
import type { Span } from "../run_facts.ts";
import { textOf } from "./message_text.ts";

/** A micro-operation: what it is, on which key, and what was read or written. */
export interface MicroOperation {
  readonly isRead: boolean;
  readonly key: Json;
  /** What was written; of a read all that it shows: one value, or the elements of a list. */
  readonly values: readonly Json[];
  readonly text: string;
}

/** The micro-operations of a call as it ended, or as it was asked for where it did not end well. */
export function microOperationsOf(
  { invocation, completion }: Span,
  focus: ReadonlySet<string>,
): readonly MicroOperation[] {
  const value = completion?.type === "ok" ? completion.value : invocation.value;
  if (!Array.isArray(value) || !value.every((part) => Array.isArray(part))) {
    return [{ isRead: false, key: null, values: [], text: `${invocation.f} ${textOf(value ?? null)}` }];
  }
  return (value as readonly (readonly Json[])[]).flatMap((part) => microOperationOf(part, focus));
}

function microOperationOf(
  [f = null, key = null, value = null]: readonly Json[],
  focus: ReadonlySet<string>,
): MicroOperation[] {
  const name = typeof f === "string" ? f : JSON.stringify(f);
  if (name === "poll" && isJsonObject(key)) {
    const entries = Object.entries(key);
    const shown = entries.filter(([entry]) => focus.has(entry));
    return (shown.length > 0 ? shown : entries.slice(0, 1)).map(([entry, pairs]) => {
      const values = messagesOf(pairs);
      return { isRead: true, key: entry, values, text: `poll ${entry}: [${values.map(textOf).join(",")}]` };
    });
  }
  const isRead = name === "r";
  const values = isRead && Array.isArray(value)
    ? value as readonly Json[]
    : name === "send"
    ? messagesOf([value])
    : [value];
  return [{ isRead, key, values, text: `${name} ${textOf(key)} ${textOf(value)}` }];
}

/** The messages of pairs of offset and message. */
function messagesOf(pairs: Json): readonly Json[] {
  if (!Array.isArray(pairs)) return [];
  return (pairs as readonly Json[]).map((pair) => Array.isArray(pair) ? (pair[1] as Json) : pair);
}

/** Position of the micro-operation that wrote a value to a key, or of the last that wrote to it at all; -1 for none. */
export function writeOf(all: readonly MicroOperation[], key: Json, value: Json | undefined): number {
  const writes = all.map((one, at) => ({ one, at })).filter(({ one }) => !one.isRead && isSame(one.key, key));
  const exact = writes.find(({ one }) => value !== undefined && one.values.some((written) => isSame(written, value)));
  return exact?.at ?? writes.at(-1)?.at ?? -1;
}

/** Position of the read of a key that shows a value, or of the last that reads it at all; -1 for none. */
export function readOf(all: readonly MicroOperation[], key: Json, value: Json | undefined): number {
  const reads = all.map((one, at) => ({ one, at })).filter(({ one }) => one.isRead && isSame(one.key, key));
  const exact = reads.find(({ one }) => value !== undefined && one.values.some((shown) => isSame(shown, value)));
  return exact?.at ?? reads.at(-1)?.at ?? -1;
}

/** Values are the same where their texts are; keys of objects are texts. */
export function isSame(a: Json, b: Json): boolean {
  return textOf(a) === textOf(b);
}
