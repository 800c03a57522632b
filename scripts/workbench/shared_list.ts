/**
 * Lists that only grow, such as all values that a node of a broadcast knows: each answer repeats the one before it and
 * adds a little. A record that kept every answer would grow with the square of a run's length. Here such a list is kept
 * once, and an answer is the number of its first items that it holds (a part).
 *
 * Only lists of whole numbers are shared, whose text is the same whoever writes it.
 *
 * @module
 */
import type { Json } from "./history.ts";
import { ownCopy } from "./text/own_copy.ts";

/** Under this key an object with such a list in one of its fields carries which field and which part it is. */
const SHARED = Symbol("shared list");

/** What the two halves of a digest are multiplied by for each character. */
const DIGEST_FACTORS = [31, 16_777_619] as const;

/** Bits of the second half of a digest that still fit a double. */
const DIGEST_SHIFT = 2 ** 32;
const DIGEST_MASK = 0x1fffff;

/** The first items of a list. */
export interface ListPart {
  readonly list: GrowingList;
  /** Number of items. */
  readonly count: number;
  /** Length of their text, in characters. */
  readonly textLength: number;
  /** A number for their text: different texts have different ones, but for chance. */
  readonly digest: number;
}

/** A text with such a part in it: `{"type":"read_ok","messages":[` and `],"in_reply_to":7}` around the items. */
export interface SplitText {
  readonly head: string;
  readonly part: ListPart;
  readonly tail: string;
}

/** A field that holds a part. */
export interface SharedField {
  readonly field: string;
  readonly part: ListPart;
}

/** Characters from which on the last piece of a text is one to which nothing is added. */
const PIECE_LENGTH = 1 << 13;

/** A list of whole numbers that only grows. */
export class GrowingList {
  readonly #items: number[] = [];
  /** Its text in pieces: in one, all of it would be copied whenever it has grown. */
  readonly #pieces: string[] = [];
  #textLength = 0;
  #digest: [number, number] = [0, 0];

  /** Number of items. */
  get count(): number {
    return this.#items.length;
  }

  /** Length of the items as JSON without brackets, in characters. */
  get textLength(): number {
    return this.#textLength;
  }

  /** All of it, as it is now. */
  get whole(): ListPart {
    const [low, high] = this.#digest;
    const digest = (high & DIGEST_MASK) * DIGEST_SHIFT + (low >>> 0);
    return { list: this, count: this.#items.length, textLength: this.#textLength, digest };
  }

  /**
   * Adds items.
   *
   * @param more Their text, with a comma before it where there are items already.
   */
  grow(more: string): void {
    const items: number[] = JSON.parse(`[${more.startsWith(",") ? more.slice(1) : more}]`);
    for (const item of items) this.#items.push(item);
    this.#textLength += more.length;
    const last = this.#pieces.at(-1) ?? "";
    if (last.length > 0 && last.length < PIECE_LENGTH) this.#pieces[this.#pieces.length - 1] = [last, more].join("");
    else this.#pieces.push(ownCopy(more));
    let [low, high] = this.#digest;
    for (let place = 0; place < more.length; place++) {
      const code = more.charCodeAt(place);
      low = Math.imul(low, DIGEST_FACTORS[0]) + code | 0;
      high = Math.imul(high ^ code, DIGEST_FACTORS[1]);
    }
    this.#digest = [low, high];
  }

  /** Its items from one place to before another. */
  items(from: number, to: number): readonly number[] {
    return this.#items.slice(from, to);
  }

  /** Its text without brackets, from one character to before another. */
  textBetween(from: number, to: number): string {
    const texts: string[] = [];
    let start = 0;
    for (const piece of this.#pieces) {
      const end = start + piece.length;
      if (end > from && start < to) texts.push(piece.slice(Math.max(0, from - start), to - start));
      start = end;
    }
    return texts.join("");
  }

  /** True where all of its text stands at this place of another one. */
  standsAt(place: number, text: string): boolean {
    let start = place;
    for (const piece of this.#pieces) {
      const end = start + piece.length;
      // Comparing two texts of one length is one call of memcmp, which startsWith is not.
      if (text.slice(start, end) !== piece) return false;
      start = end;
    }
    return true;
  }
}

/**
 * Lets a field of an object hold a part. Whoever reads the field gets a list like any other, made when it is read, which
 * for a long one takes time; who can do with less asks `sharedFieldOf` first.
 */
export function holdPart<T extends object>(holder: T, shared: SharedField): T {
  Object.defineProperty(holder, SHARED, { value: shared, configurable: true });
  return Object.defineProperty(holder, shared.field, LIST);
}

/** A field that holds a part: one for all, so that objects keep a common shape. */
const LIST: PropertyDescriptor = { get: itemsOf, enumerable: true, configurable: true };

function itemsOf(this: Marked): readonly number[] {
  const part = this[SHARED]?.part;
  return part === undefined ? [] : part.list.items(0, part.count);
}

/** Which field of an object holds a part; undefined where none does. */
export function sharedFieldOf(holder: unknown): SharedField | undefined {
  return typeof holder === "object" && holder !== null ? (holder as Marked)[SHARED] : undefined;
}

/** The part in a field; undefined where that holds something else. */
export function partIn(holder: unknown, field: string): ListPart | undefined {
  const shared = sharedFieldOf(holder);
  return shared?.field === field ? shared.part : undefined;
}

/** The fields of both objects, `{ ...first, ...second }`, without reading a list that one of them shares. */
export function merged<A extends object, B extends object>(first: A, second: B): A & B {
  const firstShared = sharedFieldOf(first);
  const secondShared = sharedFieldOf(second);
  if (secondShared !== undefined) {
    const { field } = secondShared;
    return holderOf({ ...first, ...without(second, [field]), [field]: null }, secondShared) as A & B;
  }
  if (firstShared === undefined || Object.hasOwn(second, firstShared.field)) return { ...first, ...second };
  const { field } = firstShared;
  return holderOf({ ...without(first, [field]), ...second, [field]: null }, firstShared) as A & B;
}

/**
 * An object with these fields that holds a part. It takes a third of the memory of one in which `holdPart` has changed a
 * field, which a history of many reads shows.
 */
function holderOf(fields: Readonly<Record<string, unknown>>, shared: SharedField): object {
  const holder: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    if (name === shared.field) Object.defineProperty(holder, name, LIST);
    else holder[name] = fields[name];
  }
  return Object.defineProperty(holder, SHARED, { value: shared, configurable: true });
}

/** The whole text. */
export function joined({ head, part, tail }: SplitText): string {
  return head + part.list.textBetween(0, part.textLength) + tail;
}

/** An object without some of its fields, without reading a list that it shares. */
export function without(holder: object, fields: readonly string[]): object {
  const shared = sharedFieldOf(holder);
  const left = Object.keys(holder).filter((name) => !fields.includes(name));
  const all = holder as Readonly<Record<string, unknown>>;
  const copy = Object.fromEntries(left.map((name) => [name, name === shared?.field ? null : all[name]]));
  return shared === undefined || !left.includes(shared.field) ? copy : holdPart(copy, shared);
}

interface Marked {
  readonly [SHARED]?: SharedField;
}

/** What stands for the list where the text around it is parsed: no node sends it. */
const STAND_IN = "\0shared list";
const STAND_IN_TEXT = JSON.stringify(STAND_IN);

/**
 * Parses the text around a list, and lets the object that has it as a field hold the part.
 *
 * @param around The text with `[` at the end of its head and `]` at the beginning of its tail.
 * @returns What was parsed; undefined where no field of the object is the list.
 */
export function parseAround(
  { head, part, tail }: SplitText,
  { parse, holderOf }: { parse(text: string): Json; holderOf(parsed: Json): Json | undefined },
): Json | undefined {
  const parsed = parse(head + STAND_IN_TEXT + tail);
  const holder = holderOf(parsed);
  if (typeof holder !== "object" || holder === null) return undefined;
  const found = Object.entries(holder).find(([, value]) =>
    Array.isArray(value) && value.length === 1 && value[0] === STAND_IN
  );
  if (found === undefined) return undefined;
  holdPart(holder, { field: found[0], part });
  return parsed;
}

/** The text of an object, split where it holds a part; undefined where it holds none. */
export function splitTextOf(holder: object | undefined): SplitText | undefined {
  const shared = sharedFieldOf(holder);
  if (holder === undefined || shared === undefined) return undefined;
  const fields = holder as Readonly<Record<string, unknown>>;
  const around = Object.keys(fields).map((name) => [name, name === shared.field ? [STAND_IN] : fields[name]]);
  const [head = "", tail = ""] = JSON.stringify(Object.fromEntries(around)).split(STAND_IN_TEXT);
  return { head, part: shared.part, tail };
}
