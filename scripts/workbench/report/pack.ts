/**
 * The tools of Deno for a page: they pack its data, and find the hashes that its content security policy names.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { PageTools } from "./pack_run.ts";

/** One below that of gzip: 3/5 of the time for 1 to 5 % more bytes. */
const LEVEL = 5;

/** The tools of Deno: zlib and hashes. */
export const DENO_TOOLS: PageTools = {
  compress: (text) => gzipSync(Buffer.from(text), { level: LEVEL }).toString("base64"),
  sha256: (text) => createHash("sha256").update(text).digest("base64"),
};
