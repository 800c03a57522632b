/**
 * Makes the data of a page as one text, which is most of the work for a page and needs nothing of the rest of it.
 *
 * @module
 */
import { type EncodedParts, encodeRun, type LeftOut, PAGE_LIMITS, type PageLimits } from "./encode/encode_run.ts";

/** The data of a page, and what had to be left out of it. */
export interface PackedRun {
  readonly text: string;
  readonly leftOut: LeftOut;
}

/** What a page needs from its surroundings; the playground, in a browser, has neither. */
export interface PageTools {
  /** Compresses a text with gzip and writes it as base64. */
  readonly compress?: (text: string) => string;
  /** SHA-256 of a text as base64. */
  readonly sha256?: (text: string) => string;
  /** The data, where they are packed already: by another thread, with the same tools. */
  readonly packed?: PackedRun;
  /** How much of the run the page may hold. Default: what no official run reaches. */
  readonly limits?: PageLimits;
  /** Collects garbage, where there is much: a page is made in a few large steps. */
  tidy?(): void;
}

/** A page that is too large is made again with these limits, in turn. */
const TIGHTER_LIMITS: readonly PageLimits[] = [
  { ...PAGE_LIMITS, textLength: 2_000, listElements: 150_000 },
  { ...PAGE_LIMITS, textLength: 300, listElements: 30_000, events: 600_000 },
  { textLength: 80, listElements: 0, events: 250_000 },
];

/** A journal with more events is not packed whole first: that would take time and memory for nothing. */
const LONG_JOURNAL = 600_000;

/** A history with more entries leaves no room for more than the tightest limits. */
const LONG_HISTORY = 400_000;

/** Packed data may take so much, so that pages of official runs stay under 3 MB. */
const DATA_LENGTH_MAX = 2_400_000;

/** Data that is not packed may take more: only the playground has it, and never writes it to a file. */
const PLAIN_DATA_LENGTH_MAX = 40_000_000;

/** Packs what a page knows of a run; limits are tightened until it is small enough. */
export function packRun(run: EncodedParts, { compress, tidy, limits: wanted }: PageTools): PackedRun {
  const most = compress === undefined ? PLAIN_DATA_LENGTH_MAX : DATA_LENGTH_MAX;
  const pack = (limits: PageLimits): PackedRun => {
    const { json, leftOut } = dataJson(run, limits, tidy);
    tidy?.();
    return { text: compress === undefined ? json.replaceAll("<", "\\u003c") : compress(json), leftOut };
  };
  const [first = PAGE_LIMITS, ...tighter] = limitsFor(run);
  let packed = pack(wanted ?? first);
  for (const limits of tighter) {
    if (packed.text.length <= most) break;
    packed = pack(limits);
  }
  return packed;
}

/** Of what is encoded nothing but the text is kept. */
function dataJson(run: EncodedParts, limits: PageLimits, tidy: PageTools["tidy"]): { json: string; leftOut: LeftOut } {
  const { payload, leftOut } = encodeRun(run, limits, tidy);
  return { json: JSON.stringify(payload), leftOut };
}

/** Limits in the order in which they are tried. */
function limitsFor({ journal, history }: EncodedParts): readonly PageLimits[] {
  if (history.length > LONG_HISTORY) return TIGHTER_LIMITS.slice(-1);
  if (journal.length <= LONG_JOURNAL) return [PAGE_LIMITS, ...TIGHTER_LIMITS];
  const [events] = TIGHTER_LIMITS.map((limits) => limits.events).sort((a, b) => a - b);
  return TIGHTER_LIMITS.slice(1).map((limits) => ({ ...limits, events: events ?? limits.events }));
}
