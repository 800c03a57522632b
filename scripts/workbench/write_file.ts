/**
 * Writing to files without asynchrony.
 *
 * @module
 */

/** Writes all of the content at the file's place; returns the number of bytes. */
export function writeAll(file: Deno.FsFile, content: string | Uint8Array): number {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  let written = 0;
  while (written < bytes.length) written += file.writeSync(bytes.subarray(written));
  return written;
}
