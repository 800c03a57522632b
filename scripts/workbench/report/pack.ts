/**
 * Packs the data of a page, and finds the hashes that its content security policy names.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { PageLimits } from "./encode/encode_run.ts";

/** What a page needs from its surroundings; the playground, in a browser, has neither. */
export interface PageTools {
  /** Compresses a text with gzip and writes it as base64. */
  readonly compress?: (text: string) => string;
  /** SHA-256 of a text as base64. */
  readonly sha256?: (text: string) => string;
  /** How much of the run the page may hold. Default: what no official run reaches. */
  readonly limits?: PageLimits;
  /** Collects garbage, where there is much: a page is made in a few large steps. */
  tidy?(): void;
}

/** One below that of gzip: 3/5 of the time for 1 to 5 % more bytes. */
const LEVEL = 5;

/** The tools of Deno: zlib and hashes. */
export const DENO_TOOLS: PageTools = {
  compress: (text) => gzipSync(Buffer.from(text), { level: LEVEL }).toString("base64"),
  sha256: (text) => createHash("sha256").update(text).digest("base64"),
};
