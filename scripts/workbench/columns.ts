/**
 * Columns of numbers and texts as bytes, and back: what blocks of a record are made of.
 *
 * First the length of a heading, then the heading as JSON, then the columns, each at a multiple of eight bytes, so that
 * numbers are read where they lie. Numbers have the byte order of the machine, which is little-endian wherever Deno runs.
 *
 * @module
 */
import type { Json } from "./history.ts";

/** Numbers of one kind. */
export type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const KINDS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f64: Float64Array } as const;

/** A kind of numbers by its name. */
export type ColumnKind = keyof typeof KINDS;

const ALIGNMENT = 8;

/** A heading's length is kept in eight bytes, so that what follows it is aligned. */
const LENGTH_BYTES = 8;

interface Heading {
  readonly fields: Json;
  /** Kind and length of each column. */
  readonly columns: readonly (readonly [kind: ColumnKind, length: number])[];
}

/** Puts a heading and columns into one piece. */
export function packColumns(fields: Json, columns: readonly Column[]): Uint8Array {
  const heading: Heading = { fields, columns: columns.map((column) => [kindOf(column), column.length]) };
  const head = new TextEncoder().encode(JSON.stringify(heading));
  const size = columns.reduce((sum, { byteLength }) => sum + aligned(byteLength), LENGTH_BYTES + aligned(head.length));
  const bytes = new Uint8Array(size);
  new Float64Array(bytes.buffer, 0, 1)[0] = head.length;
  bytes.set(head, LENGTH_BYTES);
  let place = LENGTH_BYTES + aligned(head.length);
  for (const { buffer, byteOffset, byteLength } of columns) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), place);
    place += aligned(byteLength);
  }
  return bytes;
}

/** What was put into one piece. */
export class Columns {
  /** What the heading says beside the columns. */
  readonly fields: Json;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #columns: Heading["columns"];
  readonly #places: readonly number[];

  constructor(bytes: Uint8Array) {
    // Columns can only be read in place where the whole piece is aligned.
    this.#bytes = isAligned(bytes) ? bytes : bytes.slice();
    const [length = 0] = new Float64Array(this.#bytes.buffer, this.#bytes.byteOffset, 1);
    const head = this.#bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
    const heading: Heading = JSON.parse(new TextDecoder().decode(head));
    this.fields = heading.fields;
    this.#columns = heading.columns;
    let place = LENGTH_BYTES + aligned(length);
    this.#places = heading.columns.map(([kind, count]) => {
      const start = place;
      place += aligned(count * KINDS[kind].BYTES_PER_ELEMENT);
      return start;
    });
  }

  /** The numbers of a column by its place. */
  numbers(place: number): Column {
    const [kind, length] = this.#columns[place] ?? ["u8", 0];
    return new KINDS[kind](this.#bytes.buffer, this.#bytes.byteOffset + (this.#places[place] ?? 0), length);
  }

  /** The texts of a column that `packTexts` made. */
  texts(place: number): readonly string[] {
    const bytes = this.numbers(place);
    return bytes.length === 0 ? [] : new TextDecoder().decode(bytes).split(SEPARATOR);
  }
}

/** No text in JSON has a line end. */
const SEPARATOR = "\n";

/** Texts of JSON as a column; not one empty text alone. */
export function packTexts(texts: readonly string[]): Uint8Array {
  return new TextEncoder().encode(texts.join(SEPARATOR));
}

/** Numbers as a column of the least width that holds them. */
export function packNumbers(numbers: readonly number[]): Column {
  let greatest = 0;
  let isWhole = true;
  for (let place = 0; place < numbers.length; place++) {
    const number = numbers[place] ?? 0;
    if (number > greatest) greatest = number;
    if (number < 0 || !Number.isInteger(number)) isWhole = false;
  }
  if (!isWhole || greatest >= 2 ** 32) return Float64Array.from(numbers);
  if (greatest >= 2 ** 16) return Uint32Array.from(numbers);
  return greatest >= 2 ** 8 ? Uint16Array.from(numbers) : Uint8Array.from(numbers);
}

function kindOf(column: Column): ColumnKind {
  if (column instanceof Uint8Array) return "u8";
  if (column instanceof Uint16Array) return "u16";
  return column instanceof Uint32Array ? "u32" : "f64";
}

function isAligned(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.byteOffset % ALIGNMENT === 0 && bytes.buffer instanceof ArrayBuffer;
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
