/**
 * Why a file cannot be read or written, in words for the end of a message.
 *
 * @module
 */

/** Errors of the system that Deno has no class for, by their numbers on Linux and Windows. */
const SYSTEM_PROBLEMS = [
  [/os error (28|112|122)\b/, "the disk is full"],
  [/os error 30\b/, "the file system is read-only"],
] as const;

/** Says what went wrong, without capital and full stop. */
export function fileProblem(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file or folder";
  if (error instanceof Deno.errors.PermissionDenied) return "the permission is missing";
  if (error instanceof Deno.errors.AlreadyExists) return "the file exists already";
  if (error instanceof Deno.errors.NotADirectory) return "a file is in the way";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder, expected a file";
  const text = error instanceof Error ? error.message : String(error);
  return SYSTEM_PROBLEMS.find(([pattern]) => pattern.test(text))?.[1] ?? text;
}
