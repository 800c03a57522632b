/**
 * Writing to files without asynchrony, and why it failed.
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

/** Why the system refused, in words for a sentence. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied) return "no permission";
  if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
    return "a file is in the way";
  }
  if (error instanceof Error && /os error (28|112|122)\b/.test(error.message)) return "the disk is full";
  if (error instanceof Error && /os error 30\b/.test(error.message)) return "the file system is read-only";
  return error instanceof Error ? error.message : String(error);
}
