/**
 * Command lines as text that a person can paste into a shell.
 *
 * @module
 */

/** Joins arguments; those with special characters are quoted for POSIX shells. */
export function shellCommand(args: readonly string[]): string {
  return args.map(quote).join(" ");
}

/** Quotes a path or an argument for a POSIX shell, where it has to be. */
export function quote(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
