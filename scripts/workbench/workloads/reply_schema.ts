/**
 * Schemas of requests and replies; their titles are what `workbench doc` prints, their complaints what users read.
 *
 * Replies are closed, as in the original: beside `in_reply_to` and an optional `msg_id` only the listed fields may be
 * there, else the operation stays indeterminate. As in the original, too, 1.0 is no integer, and a list is no object.
 *
 * @module
 */
import { isInteger } from "../checkers/values.ts";
import { show, showWithKind } from "../checkers/wording.ts";
import type { Json } from "../history.ts";
import { isJsonObject, isWholeFloat } from "../json.ts";
import type { MessageBody } from "../net/message.ts";
import { partIn } from "../shared_list.ts";

/** What a field may hold. */
export interface FieldSchema {
  /** In words, for example `integer` or `list of keys`. */
  readonly title: string;
  /** True where the field may be left out. */
  readonly isOptional?: boolean;
  /** Says what is wrong with a value, a clause about it such as `is a list, expected ...`; undefined for a good one. */
  complaint(value: Json): string | undefined;
}

/** Fields by their names. */
export type FieldSchemas = Readonly<Record<string, FieldSchema>>;

/** A reply of one type. */
export interface ReplySchema {
  readonly type: string;
  /** All fields but the type, `in_reply_to` and `msg_id` included. */
  readonly fields: FieldSchemas;
}

/** An integer of any size. */
export const INTEGER: FieldSchema = {
  title: "integer",
  complaint: (
    value,
  ) => (isInteger(value) ? undefined : `is ${showWithKind(value)}, expected an integer${floatHint(value)}`),
};

/** A text. */
export const TEXT: FieldSchema = {
  title: "text",
  complaint: (value) => (typeof value === "string" ? undefined : `is ${showWithKind(value)}, expected a text`),
};

/** Any value, which must be there. */
export const ANY: FieldSchema = { title: "any value", complaint: () => undefined };

/**
 * A list of any values. Elements are not looked at, which keeps long replies cheap; null counts as a list, because the
 * original takes it for one (a Go node's empty slice is null).
 */
export const LIST: FieldSchema = listOf("list of any values", () => undefined);

/**
 * Makes the schema of a list; null counts as an empty one.
 *
 * @param complaint Says what is wrong with an item, a clause that begins with its name.
 */
export function listOf(
  title: string,
  complaint: (item: Json, position: number) => string | undefined,
): FieldSchema {
  return {
    title,
    complaint(value) {
      if (value === null) return undefined;
      if (!Array.isArray(value)) return `is ${showWithKind(value)}, expected a list${emptyObjectHint(value)}`;
      const items: readonly Json[] = value;
      for (let position = 0; position < items.length; position++) {
        const found = complaint(items[position] ?? null, position);
        if (found !== undefined) return `is wrong: ${found}`;
      }
      return undefined;
    },
  };
}

/** Makes the schema of an object whose fields all hold the same kind of value. */
export function objectOf(title: string, field: FieldSchema): FieldSchema {
  return {
    title,
    complaint(value) {
      if (!isJsonObject(value)) {
        const hint = Array.isArray(value)
          ? "; some languages write an empty map, or one with the keys 0, 1, 2, as a list (in PHP, (object) keeps it an object)"
          : "";
        return `is ${showWithKind(value)}, expected an ${title}${hint}`;
      }
      for (const [name, item] of Object.entries(value)) {
        const found = field.complaint(item);
        if (found !== undefined) return `is wrong: the value of ${show(name)} ${found}`;
      }
      return undefined;
    },
  };
}

/** Makes the schema of a reply body of one type. */
export function replySchema(type: string, fields: FieldSchemas = {}): ReplySchema {
  return { type, fields: { ...fields, in_reply_to: INTEGER, msg_id: { ...INTEGER, isOptional: true } } };
}

/** Lists what is wrong with a reply, in clauses; nothing for a good one. */
export function complaintsOf({ type, fields }: ReplySchema, body: MessageBody): string[] {
  const complaints: string[] = [];
  if (body.type !== type) complaints.push(`its type is ${showWithKind(body.type ?? null)}, expected "${type}"`);
  for (const name in fields) {
    const schema = fields[name];
    if (schema === undefined || schema === LIST && partIn(body, name) !== undefined) continue;
    const value = body[name];
    if (value === undefined) {
      if (!schema.isOptional) complaints.push(`the field "${name}" is missing, expected ${titleWithArticle(schema)}`);
      continue;
    }
    const found = schema.complaint(value);
    if (found !== undefined) complaints.push(`"${name}" ${found}`);
  }
  for (const name in body) {
    if (name !== "type" && !Object.hasOwn(fields, name)) {
      complaints.push(`the field ${show(name)} does not belong into ${article(type)} ${type}`);
    }
  }
  return complaints;
}

function floatHint(value: Json): string {
  return isWholeFloat(value)
    ? "; the original takes a float for no integer, so convert it before it is sent (int() in Python, math.tointeger() in Lua)"
    : "";
}

/** `{}` where a list is expected. */
function emptyObjectHint(value: Json): string {
  return isJsonObject(value) && Object.keys(value).length === 0
    ? "; JSON makes {} of a Set or a Map of JavaScript: spread it, [...set]"
    : "";
}

function titleWithArticle({ title }: FieldSchema): string {
  return title.startsWith("any") ? title : `${article(title)} ${title}`;
}

function article(word: string): string {
  return /^[aeio]/.test(word) ? "an" : "a";
}
