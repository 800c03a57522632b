/**
 * Why a file cannot be read or written, in words for the end of a message.
 *
 * @module
 */

/** Says what went wrong, without capital and full stop. */
export function fileProblem(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file or folder";
  if (error instanceof Deno.errors.PermissionDenied) return "the permission is missing";
  if (error instanceof Deno.errors.AlreadyExists) return "the file exists already";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder, expected a file";
  return error instanceof Error ? error.message : String(error);
}
