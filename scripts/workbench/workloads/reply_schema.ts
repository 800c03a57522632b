/**
 * Schemas of requests and replies; their titles are what `workbench doc` prints. Those of replies are closed: beside `in_reply_to` and an optional `msg_id` only the listed fields may be there,
 * as in the original, where a reply with a further field leaves its operation indeterminate.
 *
 * @module
 */
import * as v from "valibot";

/** Schema of a reply, with the schemas of its fields. */
export type ReplySchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;

/** An integer, as far as JSON in JavaScript can tell (3.0 is 3). */
export const INTEGER = v.pipe(v.number(), v.integer(), v.title("integer"));

/** A text. */
export const TEXT = v.pipe(v.string(), v.title("text"));

/** Any value, which must be there. */
export const ANY = v.pipe(v.unknown(), v.title("any value"));

/**
 * A list of any values. Elements are not looked at, which keeps long replies cheap; null counts as a list, because the
 * original takes it for one (a Go node's empty slice is null).
 */
export const LIST = v.pipe(
  v.custom<readonly unknown[] | null>(
    (value) => value === null || Array.isArray(value),
    (issue) => `Invalid type: Expected Array but received ${issue.received}`,
  ),
  v.title("list of any values"),
);

/** Makes the schema of a reply body of one type. */
export function replySchema(type: string, fields: v.ObjectEntries = {}): ReplySchema {
  return v.strictObject({
    type: v.literal(type),
    ...fields,
    in_reply_to: INTEGER,
    msg_id: v.optional(INTEGER),
  });
}
