/**
 * Writes messages as JSON, and of a long list of numbers that only grows, such as all values of a broadcast, just what
 * is new since the message before: to write 100,000 values again for every read would take a millisecond each time.
 *
 * @module
 */

/** Shorter lists are written as they are. */
const LONG_MIN = 1000;

/** From so much of the rest on the others become first items. */
const MORE_SHARE = 1 / 8;

/** Stands for the list while the message around it is written. */
const STAND_IN = "\0growing list";
const STAND_IN_TEXT = JSON.stringify(STAND_IN);

interface Unwritten {
  readonly src: string;
  readonly dest: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Writes the messages of one node, each as JSON.stringify writes it. */
export class MessageWriter {
  /** The last long list, a copy: who has it may change it. */
  #items: number[] = [];
  /** The text of its first items, a part of a line, and that of the others: a line that is kept each time lives long. */
  #start = "[";
  #more = "";

  /** The message as a line without its end. */
  write(src: string, dest: string, body: Readonly<Record<string, unknown>>): string {
    const field = longFieldOf(body);
    return (field === undefined ? undefined : this.#writeAround(field, { src, dest, body })) ??
      JSON.stringify({ src, dest, body });
  }

  /** Undefined where the field does not hold numbers alone, or the text around it cannot be told from it. */
  #writeAround(field: string, { src, dest, body }: Unwritten): string | undefined {
    const around = JSON.stringify({ src, dest, body: { ...body, [field]: STAND_IN } });
    const [head = "", tail, ...more] = around.split(STAND_IN_TEXT);
    if (tail === undefined || more.length > 0 || !this.#take(body[field] as readonly unknown[])) return undefined;
    const line = `${head}${this.#start}${this.#more}]${tail}`;
    if (this.#more.length > this.#start.length * MORE_SHARE) {
      this.#start = line.slice(head.length, line.length - tail.length - 1);
      this.#more = "";
    }
    return line;
  }

  /** Brings items and text up to a list. False where it does not hold numbers alone. */
  #take(list: readonly unknown[]): boolean {
    if (!isContinued(this.#items, list)) [this.#items, this.#start, this.#more] = [[], "[", ""];
    const more = list.slice(this.#items.length);
    if (!more.every((item) => typeof item === "number")) return false;
    if (more.length === 0) return true;
    // In one piece, which a text that is put together is not.
    this.#more = [this.#more, this.#items.length === 0 ? "" : ",", JSON.stringify(more).slice(1, -1)].join("");
    for (const item of more) this.#items.push(item);
    return true;
  }
}

/** The first field of a plain object that is a long list. */
function longFieldOf(body: Readonly<Record<string, unknown>>): string | undefined {
  for (const name in body) {
    const value = body[name];
    if (!Array.isArray(value) || value.length < LONG_MIN) continue;
    return Object.getPrototypeOf(body) === Object.prototype ? name : undefined;
  }
  return undefined;
}

function isContinued(items: readonly number[], list: readonly unknown[]): boolean {
  if (list.length < items.length) return false;
  for (let place = 0; place < items.length; place++) if (items[place] !== list[place]) return false;
  return true;
}
