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

/** Fields of a body that hold no values. */
const IDS: ReadonlySet<string> = new Set(["type", "msg_id", "in_reply_to"]);

const NOTHING: readonly number[] = [];

/** Parts of places that are no fields: no field has a name like these. */
const [ITEM, NAME, ENTRY, BESIDE] = ["\0item", "\0name", "\0entry", "\0beside"];

/** Numbers in one text, as some nodes write lists. */
const NUMBERS_TEXT = /^-?\d+(?:[,; |]+-?\d+)+$/;

/** A service's key that ends with the number of one, such as `log-3`. */
const NUMBERED_KEY = /^[A-Za-z_.:/ -]+(\d+)$/;

/** Objects of more fields are maps, and no entries of one. */
const FIELDS_MAX = 8;

/** Texts with a number at the end that are remembered, so that a run in which each is another one does no harm. */
const NUMBERED_KEYS_MAX = 100_000;

/** The numbers of the values of one key. */
type KeyValues = ReadonlyMap<string, number>;

const NO_VALUES: KeyValues = new Map();

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
  /** Texts that were looked at for a key at their end. */
  readonly #numberedKeys = new Map<string, KeyValues>();
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
        if (this.#hasKeys) {
          for (const [key, value] of writesOf(operation.value)) {
            if (this.#addPair(key, value, values.length)) values.push({ value: [key, value], invoked });
          }
        } else if (operation.f !== "read" && operation.value !== null) {
          if (this.#addElement(operation.value, values.length)) values.push({ value: operation.value, invoked });
        }
      });
    }
    this.values = values;
  }

  /** The number of a value, -1 where nobody told it. */
  find(value: Json): number {
    if (!this.#hasKeys) return this.#numbers.get(textOf(value)) ?? -1;
    const [key = null, inner = null]: readonly Json[] = Array.isArray(value) ? value : [];
    return this.#valuesByKey.get(textOf(key))?.get(textOf(inner)) ?? -1;
  }

  /**
   * The marks of a body: numbers of places and values, in turn. A reply is looked at together with the key that it answers.
   */
  in(type: string, body: MessageBody, key?: Json): readonly number[] {
    if (this.values.length === 0) return NOTHING;
    this.#marks = [];
    const place = this.#types.at(type);
    if (this.#hasKeys) {
      const content = contentOf(body);
      this.#walkPairs(key === undefined ? content : [key, content], place);
    } else {
      for (const name in body) {
        if (!IDS.has(name)) this.#walkField(name, body[name] ?? null, place);
      }
    }
    return this.#marks;
  }

  /** Numbers an element; returns false where it has a number. */
  #addElement(value: Json, number: number): boolean {
    const name = textOf(value);
    if (this.#numbers.has(name)) return false;
    this.#numbers.set(name, number);
    if (typeof value === "number") this.#numbersOfNumbers.set(value, number);
    return true;
  }

  /** Numbers a value of a key; returns false where it has a number. */
  #addPair(key: Json, value: Json, number: number): boolean {
    if (typeof key !== "string") this.#hasNumberKeys = true;
    let ofKey = this.#valuesByKey.get(textOf(key));
    if (ofKey === undefined) this.#valuesByKey.set(textOf(key), ofKey = new Map());
    if (ofKey.has(textOf(value))) return false;
    ofKey.set(textOf(value), number);
    return true;
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
    const fields = body as Readonly<Record<string, Json>>;
    for (const name in fields) this.#walkField(name, fields[name] ?? null, place);
  }

  #walkField(name: string, field: Json, place: Place): void {
    const number = this.#numbers.get(name);
    if (number !== undefined) this.#mark(place.at(NAME), number);
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

  #markLeaves(body: Json, values: KeyValues, place: Place): void {
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
  #valuesOf(text: string): KeyValues | undefined {
    const found = this.#valuesByKey.get(text);
    if (found !== undefined || !isDigit(text.charCodeAt(text.length - 1))) return found;
    let numbered = this.#numberedKeys.get(text);
    if (numbered === undefined) {
      const end = NUMBERED_KEY.exec(text)?.[1];
      numbered = (end === undefined ? undefined : this.#valuesByKey.get(end)) ?? NO_VALUES;
      if (this.#numberedKeys.size < NUMBERED_KEYS_MAX) this.#numberedKeys.set(text, numbered);
    }
    return numbered === NO_VALUES ? undefined : numbered;
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

/** A body without its type and its ids. */
function contentOf(body: MessageBody): Json {
  const content: Record<string, Json> = {};
  for (const name in body) if (!IDS.has(name)) content[name] = body[name] ?? null;
  return content;
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

/** `[key, value]` of the micro-operations that write. */
function writesOf(value: Json): (readonly [key: Json, value: Json])[] {
  const writes: (readonly [Json, Json])[] = [];
  if (!Array.isArray(value)) return writes;
  for (const microOp of value) {
    if (!Array.isArray(microOp) || microOp.length !== 3 || microOp[0] === "r" || microOp[0] === "poll") continue;
    writes.push([microOp[1] ?? null, microOp[2] ?? null]);
  }
  return writes;
}
