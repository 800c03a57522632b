/**
 * Finds in message bodies the values that clients told nodes, all of them at once.
 *
 * What stands in a body is judged without knowing the names of its fields: a mark is a place in bodies of one type together
 * with a value that stands there. Which places really carry values, and which hold counters that look alike, is found
 * out in knowledge.ts. Values of a key (kafka, transactions) are pairs: the value stands beside its key, inside the field
 * or the entry of the key, as in value_holder.ts.
 *
 * @module
 */
import type { History, Json } from "../../history.ts";
import { isRawNumber } from "../../json.ts";
import type { MessageBody } from "../../net/message.ts";
import type { Workload } from "../../workloads/workload.ts";

/** Lists so short may be tuples, whose items mean different things. */
const TUPLE_LENGTH_MAX = 3;

const NOTHING: readonly number[] = [];

/** Parts of places that are no fields: no field has a name like these. */
const [ITEM, NAME, ENTRY, BESIDE] = ["\0item", "\0name", "\0entry", "\0beside"];

/** Numbers in one text, as some nodes write lists. */
const NUMBERS_TEXT = /^-?\d+(?:[,; |]+-?\d+)+$/;

/** A service's key that ends with the number of one, such as `log-3`. */
const NUMBERED_KEY = /^[A-Za-z_.:/ -]+(\d+)$/;

/** Objects of more fields are maps, and no entries of one. */
const FIELDS_MAX = 8;

/** A value that a client asked nodes to keep. */
export interface ToldValue {
  /** The element, or `[key, value]`. */
  readonly value: Json;
  /** The history position of its first invocation. */
  readonly invoked: number;
}

/** The values of a run, numbered in the order in which they were told, and the places where they stand. */
export class ValueMarks {
  readonly values: readonly ToldValue[];
  /** Places so far. */
  placeCount = 0;
  readonly #numbers = new Map<string, number>();
  /** Elements that are numbers, as those of the workloads are. */
  readonly #numbersOfNumbers = new Map<number, number>();
  /** By key: its values with their numbers. */
  readonly #valuesByKey = new Map<string, Map<string, number>>();
  #hasNumberKeys = false;
  readonly #types = new Place();
  readonly #hasKeys: boolean;
  #marks: number[] = [];

  constructor(history: History, { valueKind }: Pick<Workload, "valueKind">) {
    this.#hasKeys = valueKind === "message" || valueKind === "version";
    const values: ToldValue[] = [];
    if (this.#hasKeys || valueKind === "element") {
      history.forEach((operation, invoked) => {
        if (operation.type !== "invoke" || operation.process === "nemesis") return;
        for (const value of this.#hasKeys ? writesOf(operation.value) : elementOf(operation.f, operation.value)) {
          const name = this.#nameOf(value);
          if (this.#numbers.has(name)) continue;
          this.#numbers.set(name, values.length);
          if (typeof value === "number") this.#numbersOfNumbers.set(value, values.length);
          if (this.#hasKeys && Array.isArray(value)) this.#addPair(value, values.length);
          values.push({ value, invoked });
        }
      });
    }
    this.values = values;
  }

  /** The number of a value, -1 where nobody told it. */
  find(value: Json): number {
    return this.#numbers.get(this.#nameOf(value)) ?? -1;
  }

  /**
   * The marks of a body: numbers of places and values, in turn. A reply is looked at together with the key that it answers.
   */
  in(type: string, body: MessageBody, key?: Json): readonly number[] {
    if (this.values.length === 0) return NOTHING;
    this.#marks = [];
    const place = this.#types.at(type);
    if (this.#hasKeys) {
      const { type: _type, msg_id: _id, in_reply_to: _reply, ...content } = body;
      this.#walkPairs(key === undefined ? content as Json : [key, content as Json], place);
    } else {
      for (const name in body) {
        if (name !== "type" && name !== "msg_id" && name !== "in_reply_to") {
          this.#walkField(name, body[name] ?? null, place);
        }
      }
    }
    return this.#marks;
  }

  #addPair([key = null, value = null]: readonly Json[], number: number): void {
    if (typeof key !== "string") this.#hasNumberKeys = true;
    const ofKey = this.#valuesByKey.get(textOf(key)) ?? new Map<string, number>();
    this.#valuesByKey.set(textOf(key), ofKey.set(textOf(value), number));
  }

  #nameOf(value: Json): string {
    if (!this.#hasKeys || !Array.isArray(value)) return textOf(value);
    return `${textOf(value[0] ?? null)}\n${textOf(value[1] ?? null)}`;
  }

  #mark(place: Place, number: number): void {
    if (place.number < 0) place.number = this.placeCount++;
    this.#marks.push(place.number, number);
  }

  #walk(body: Json, place: Place): void {
    if (typeof body === "number") {
      const number = this.#numbersOfNumbers.get(body);
      if (number !== undefined) this.#mark(place, number);
      return;
    }
    if (typeof body === "string") {
      const inner = listIn(body);
      return inner === undefined ? this.#look(body, place) : this.#walk(inner, place.at("$"));
    }
    if (typeof body !== "object" || body === null) return;
    if (isRawNumber(body)) return this.#look(body.rawJSON, place);
    if (Array.isArray(body)) {
      const isTuple = body.length <= TUPLE_LENGTH_MAX;
      const inner = place.at(ITEM);
      for (let at = 0; at < body.length; at++) this.#walk(body[at] ?? null, isTuple ? place.at(at) : inner);
      return;
    }
    for (const [name, field] of Object.entries(body)) this.#walkField(name, field, place);
  }

  #walkField(name: string, field: Json, place: Place): void {
    this.#look(name, place.at(NAME));
    this.#walk(field, place.field(name));
  }

  #look(text: string, place: Place): void {
    const number = this.#numbers.get(text);
    if (number !== undefined) this.#mark(place, number);
  }

  #walkPairs(body: Json, place: Place): void {
    const whole = typeof body === "string" ? listIn(body) : body;
    if (typeof whole !== "object" || whole === null || isRawNumber(whole)) return;
    if (Array.isArray(whole)) {
      if (whole.length <= TUPLE_LENGTH_MAX) this.#markBeside(whole, place);
      const inner = place.at(ITEM);
      for (const item of whole) this.#walkPairs(item, inner);
      return;
    }
    const names = Object.keys(whole);
    const parts: readonly Json[] = Object.values(whole);
    if (parts.length <= FIELDS_MAX) this.#markBeside(parts, place, names);
    for (let at = 0; at < names.length; at++) {
      const name = names[at] ?? "";
      const field = parts[at] ?? null;
      const values = this.#valuesOf(name);
      if (values !== undefined) this.#markLeaves(field, values, place.at(NAME));
      if (typeof field === "object" || typeof field === "string") this.#walkPairs(field, place.field(name));
    }
  }

  /** Marks what stands beside a key in a list or an object. */
  #markBeside(parts: readonly Json[], place: Place, names?: readonly string[]): void {
    for (let keyAt = 0; keyAt < parts.length; keyAt++) {
      const part = parts[keyAt] ?? null;
      const isKey = typeof part === "string" || (this.#hasNumberKeys && typeof part === "number");
      const values = isKey ? this.#valuesOf(textOf(part)) : undefined;
      if (values === undefined) continue;
      for (let at = 0; at < parts.length; at++) {
        const other = parts[at] ?? null;
        if (at === keyAt || (typeof other === "number" && !values.has(String(other)))) continue;
        this.#markLeaves(other, values, place.at(BESIDE).at(names?.[keyAt] ?? keyAt).at(names?.[at] ?? at));
      }
    }
  }

  #markLeaves(body: Json, values: ReadonlyMap<string, number>, place: Place): void {
    const whole = typeof body === "string" ? listIn(body) ?? body : body;
    if (typeof whole !== "object" || whole === null || isRawNumber(whole)) {
      const number = values.get(textOf(whole));
      if (number !== undefined) this.#mark(place, number);
      return;
    }
    if (Array.isArray(whole)) {
      const inner = place.at(ITEM);
      const isTuple = whole.length <= TUPLE_LENGTH_MAX;
      whole.forEach((item, at) => this.#markLeaves(item, values, isTuple ? place.at(at) : inner));
      return;
    }
    for (const [name, field] of Object.entries(whole)) {
      const number = values.get(name);
      if (number !== undefined) this.#mark(place.at(NAME), number);
      this.#markLeaves(field, values, place.field(name));
    }
  }

  /** The values of the key that a text is, or that it ends with. */
  #valuesOf(text: string): ReadonlyMap<string, number> | undefined {
    const found = this.#valuesByKey.get(text);
    if (found !== undefined || !isDigit(text.charCodeAt(text.length - 1))) return found;
    const end = NUMBERED_KEY.exec(text)?.[1];
    return end === undefined ? undefined : this.#valuesByKey.get(end);
  }
}

/** A place in bodies: a field, an item of a list, a name, or what stands beside a key. Places form a tree. */
class Place {
  /** -1 while nothing was found there. */
  number = -1;
  readonly #parts = new Map<string | number, Place>();

  at(part: string | number): Place {
    let place = this.#parts.get(part);
    if (place === undefined) this.#parts.set(part, place = new Place());
    return place;
  }

  /** Fields whose names begin or end with digits are entries of a map: they share a place. */
  field(name: string): Place {
    const isEntry = isDigit(name.charCodeAt(0)) || isDigit(name.charCodeAt(name.length - 1));
    return this.at(isEntry ? ENTRY : name);
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A list or an object that stands in a text; undefined for other texts. */
function listIn(text: string): Json | undefined {
  const first = text[0];
  if (first === "[" || first === "{") {
    try {
      return JSON.parse(text);
    } catch {
      return undefined; // It only begins like one.
    }
  }
  return NUMBERS_TEXT.test(text) ? text.match(/-?\d+/g) ?? undefined : undefined;
}

/** A number and a text of the same digits are the same value: nodes write either. */
function textOf(value: Json): string {
  return isRawNumber(value) ? value.rawJSON : typeof value === "object" ? JSON.stringify(value) : String(value);
}

function elementOf(f: string, value: Json): readonly Json[] {
  return f === "read" || value === null ? [] : [value];
}

/** `[key, value]` of the micro-operations that write. */
function writesOf(value: Json): readonly Json[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((microOp) => {
    if (!Array.isArray(microOp) || microOp.length !== 3 || microOp[0] === "r" || microOp[0] === "poll") return [];
    return [[microOp[1] ?? null, microOp[2] ?? null]];
  });
}
