/**
 * The command line that repeats a run.
 *
 * @module
 */
import { PROGRAM } from "../program.ts";
import type { OptionTable } from "./option.ts";
import { type ParsedOptions, toArguments } from "./parse_options.ts";
import { shellCommand } from "../text/shell.ts";

/** Options that say how to tell of a run, or which of several, but do not change it. */
const LEFT_OUT = ["seed", "test-count", "junit", "json", "maelstrom", "expect-hash"];

/** Digits of a journal's hash in a command line: 48 bits, so that no two journals of a lifetime share them. */
const HASH_DIGITS = 12;

/** The options given that a repetition needs, the seed aside, as arguments. */
export function ownArguments<Table extends OptionTable>(table: Table, parsed: ParsedOptions<Table>): string[] {
  return toArguments(table, new Map([...parsed.given].filter(([name]) => !LEFT_OUT.includes(name))));
}

/**
 * Writes the command line.
 *
 * @param words The command and its words, for example `glomers` and `3b`.
 */
export function reproduction<Table extends OptionTable>(
  words: readonly string[],
  { table, parsed, seed, programArgs, journalHash }: {
    readonly table: Table;
    readonly parsed: ParsedOptions<Table>;
    readonly seed: number;
    readonly programArgs: readonly string[];
    /** The hash that the repetition must have; absent where real time passes. */
    readonly journalHash?: string | undefined;
  },
): string {
  const tail = programArgs.length === 0 ? [] : ["--", ...programArgs];
  const hash = journalHash === undefined ? [] : hashArguments(journalHash);
  const args = [...words, ...ownArguments(table, parsed), "--seed", String(seed), ...hash, ...tail];
  return `${PROGRAM} ${shellCommand(args)}`;
}

/** The option that makes a repetition compare its journal, where that was kept. */
export function hashArguments(journalHash: string): string[] {
  return journalHash === "" ? [] : ["--expect-hash", journalHash.slice(0, HASH_DIGITS)];
}
