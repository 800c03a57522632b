/**
 * The growing lists (see shared_list.ts) that the entries of a record hold parts of, by number, and how their texts get
 * into the blocks of the record and back: with each block goes what was added to them since the block before it.
 *
 * In the text of an entry a part stands as four numbers between two characters that JSON does not have.
 *
 * @module
 */
import { Columns, packColumns, packTexts } from "./columns.ts";
import { GrowingList, joined, type SplitText } from "./shared_list.ts";

const MARK = "\0";

/** Lists by their numbers. */
export class ListTable {
  readonly #lists: GrowingList[] = [];
  readonly #numbers = new Map<GrowingList, number>();
  /** Characters of each list that are in blocks. */
  readonly #written: number[] = [];

  /** A text with a part in it, as blocks hold it. */
  textOf({ head, part: { list, count, textLength, digest }, tail }: SplitText): string {
    let number = this.#numbers.get(list);
    if (number === undefined) {
      number = this.#add(list);
      this.#written[number] = 0;
    }
    return `${head}${MARK}${number},${count},${textLength},${digest}${MARK}${tail}`;
  }

  /** What such a text stands for; the text itself where no part is in it. */
  split(text: string): SplitText | undefined {
    const start = text.indexOf(MARK);
    if (start < 0) return undefined;
    const end = text.indexOf(MARK, start + 1);
    const [number = 0, count = 0, textLength = 0, digest = 0] = text.slice(start + 1, end).split(",").map(Number);
    const list = this.#lists[number];
    if (list === undefined) throw new RangeError(`Cannot read a record: it has no list ${number}`);
    return { head: text.slice(0, start), part: { list, count, textLength, digest }, tail: text.slice(end + 1) };
  }

  /** The whole text that such a text stands for. */
  wholeTextOf(text: string): string {
    const split = this.split(text);
    return split === undefined ? text : joined(split);
  }

  /** What was added to the lists since the last call; empty where that is nothing. */
  pack(): Uint8Array {
    const grown = this.#lists.flatMap((list, number) => {
      const written = this.#written[number] ?? 0;
      if (list.textLength <= written) return [];
      this.#written[number] = list.textLength;
      return [{ number, text: list.textBetween(written, list.textLength) }];
    });
    if (grown.length === 0) return new Uint8Array();
    return packColumns(grown.map(({ number }) => number), [packTexts(grown.map(({ text }) => text))]);
  }

  /** Takes what `pack` gave. */
  unpack(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const columns = new Columns(bytes);
    const texts = columns.texts(0);
    const numbers = columns.fields as readonly number[];
    numbers.forEach((number, place) => {
      while (this.#lists.length <= number) this.#add(new GrowingList());
      this.#lists[number]?.grow(texts[place] ?? "");
    });
  }

  #add(list: GrowingList): number {
    const number = this.#lists.push(list) - 1;
    this.#numbers.set(list, number);
    return number;
  }
}
