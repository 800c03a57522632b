/**
 * Reads the `#!` line of a script.
 *
 * @module
 */

/** A `#!` line, taken apart. */
export interface Shebang {
  /** The absolute path after `#!`. */
  readonly interpreter: string;
  /** For `/usr/bin/env NAME`: the name that env looks up in PATH. */
  readonly program?: string;
  /** What follows the interpreter, or the program of env. */
  readonly args: readonly string[];
  /** True for a line with a Windows line end, which the system takes as part of the name. */
  readonly endsWithCarriageReturn: boolean;
}

/**
 * Takes the `#!` line apart. Words are split at white space; quotes inside `env -S` are not known.
 *
 * @param start The first bytes of the file.
 * @returns Undefined where the file does not begin with `#!`.
 */
export function readShebang(start: Uint8Array): Shebang | undefined {
  if (start[0] !== 0x23 || start[1] !== 0x21) return undefined;
  const line = new TextDecoder().decode(start).slice(2).split("\n", 1)[0] ?? "";
  const endsWithCarriageReturn = line.endsWith("\r");
  const [interpreter = "", ...words] = line.trim().split(/\s+/);
  if (!/(^|[/\\])env$/.test(interpreter)) return { interpreter, args: words, endsWithCarriageReturn };
  const position = words.findIndex((word) => !word.startsWith("-") && !word.includes("="));
  // "-Sdeno" is env's short form of "-S deno".
  const glued = words.findIndex((word) => /^-S./.test(word));
  if (glued !== -1 && (position === -1 || glued < position)) {
    return {
      interpreter,
      program: (words[glued] ?? "").slice(2),
      args: words.slice(glued + 1),
      endsWithCarriageReturn,
    };
  }
  const program = words[position];
  if (program === undefined) return { interpreter, args: words, endsWithCarriageReturn };
  return { interpreter, program, args: words.slice(position + 1), endsWithCarriageReturn };
}
