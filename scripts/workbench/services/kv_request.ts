/**
 * The requests that the three key-value services share: read, write and cas, each about one key.
 *
 * Keys and values may be any JSON value and compare by structure: `{"a":1,"b":2}` is the same key as `{"b":2,"a":1}`, 1 is
 * not "1". As in the original a missing field is null, so a request is never malformed: a read without `key` reads the
 * key null.
 *
 * @module
 */
import type { Json } from "../history.ts";
import type { MessageBody } from "../net/message.ts";
import { canonicalJson, ednText } from "./values.ts";

/** What a request comes to: the reply and, where it changes or confirms the key, the value to store. */
export interface KvAnswer {
  readonly reply: MessageBody;
  readonly stored?: Json;
}

const KEY_DOES_NOT_EXIST: KvAnswer = { reply: { type: "error", code: 20, text: "key does not exist" } };

/** Returns the key of a request as a text that is the same for equal keys. */
export function canonicalKey(body: MessageBody): string {
  return canonicalJson(body.key ?? null);
}

/**
 * Evaluates a request against the present value of its key.
 *
 * @param present The value, or `undefined` where the key does not exist.
 * @returns `undefined` for an unknown type of request.
 */
export function answerKvRequest(body: MessageBody, present: Json | undefined): KvAnswer | undefined {
  switch (body.type) {
    case "read":
      return present === undefined ? KEY_DOES_NOT_EXIST : { reply: { type: "read_ok", value: present } };
    case "write":
      return { reply: { type: "write_ok" }, stored: body.value ?? null };
    case "cas":
      return compareAndSet(body, present);
    default:
      return undefined;
  }
}

function compareAndSet(body: MessageBody, present: Json | undefined): KvAnswer {
  const succeeded: KvAnswer = { reply: { type: "cas_ok" }, stored: body.to ?? null };
  if (present === undefined) return isTruthy(body.create_if_not_exists) ? succeeded : KEY_DOES_NOT_EXIST;
  const from = body.from ?? null;
  if (canonicalJson(from) === canonicalJson(present)) return succeeded;
  const text = `current value ${ednText(present)} is not ${ednText(from)}`;
  return { reply: { type: "error", code: 22, text } };
}

/** Everything but null and false is true, as in the original. */
function isTruthy(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== false;
}
