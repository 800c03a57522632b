/**
 * Reads most lines of nodes without parsing them: those that are written as JSON.stringify writes, and whose bodies hold
 * texts, numbers, and lists and objects of them, as nearly all bodies do. The text of the body is then what the network
 * carries and the record keeps; nobody parses it before its receiver.
 *
 * Whatever else a line may be, an error among it, is for node_output.ts. Of a field that a line has twice both stay in the
 * text, and who parses it takes the last, as always.
 *
 * @module
 */
import { ownCopy } from "../text/own_copy.ts";

/** A message by the text of its body. */
export interface FlatMessage {
  readonly dest: string;
  /** What JSON.stringify makes of the body. */
  readonly bodyText: string;
}

/** Longer lines are those of list_watch.ts. */
const LENGTH_MAX = 4096;

/** Nothing that JSON escapes; surrogates might stand alone. */
const TEXT = String.raw`"[^"\\\x00-\x1f\ud800-\udfff]*"`;
/** As many digits as any double keeps. */
const INTEGER = String.raw`(?:0|-?[1-9]\d{0,14})`;
const ITEM = `${TEXT}|${INTEGER}|true|false|null`;
/** Lists and objects may hold each other to this depth. Each begins in its own way, so that nothing is tried twice. */
const VALUE = itemOr(itemOr(itemOr(`(?:${ITEM})`)));
const FLAT_BODY = new RegExp(`^${objectOf(VALUE)}$`);

const AFTER_DEST = '","body":';
const CLOSING_BRACE = "}";

/** Reads lines of one node. */
export class FlatLines {
  readonly #beginning: string;

  constructor(node: string) {
    this.#beginning = `{"src":${JSON.stringify(node)},"dest":"`;
  }

  /** Undefined for a line that has to be parsed. */
  read(line: string): FlatMessage | undefined {
    if (line.length > LENGTH_MAX || !line.startsWith(this.#beginning) || !line.endsWith(CLOSING_BRACE)) {
      return undefined;
    }
    const start = this.#beginning.length;
    const end = line.indexOf('"', start);
    if (!line.startsWith(AFTER_DEST, end)) return undefined;
    const dest = line.slice(start, end);
    const bodyText = line.slice(end + AFTER_DEST.length, -CLOSING_BRACE.length);
    return dest.includes("\\") || !FLAT_BODY.test(bodyText) ? undefined : { dest, bodyText: ownCopy(bodyText) };
  }
}

/** An item, or a list or an object of such parts. */
function itemOr(part: string): string {
  return String.raw`(?:${ITEM}|\[${several(part, String.raw`\]`)}*\]|${objectOf(part)})`;
}

/** Names that are whole numbers would come first, whatever their place. */
function objectOf(part: string): string {
  return String.raw`\{${several(String.raw`"[A-Za-z_]\w*":${part}`, String.raw`\}`)}*\}`;
}

/** One of several parts, and the comma after it. The part stands there once: twice, it would double at each level. */
function several(part: string, end: string): string {
  return `(?:${part}(?:,(?!${end})|(?=${end})))`;
}
