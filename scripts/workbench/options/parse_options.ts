/**
 * Reads a command line by a table of options, over parseArgs of @std/cli.
 *
 * Stricter than parseArgs: an unknown option is an error that names the nearest known one, values are checked by their
 * rows. Friendlier: a negative number may follow its option, and dashes that a web page made longer are understood.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "../usage_error.ts";
import { didYouMean } from "../text/nearest_name.ts";
import { badValue, type OptionTable, type OptionValues } from "./option.ts";

/** A command line, read. */
export interface ParsedOptions<Table extends OptionTable> {
  readonly values: OptionValues<Table>;
  /** The texts of the options that were given, by long name. Flags have the text "true" or "false". */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** Arguments that are no options, in order. */
  readonly words: readonly string[];
  /** Arguments after `--`. */
  readonly rest: readonly string[];
  /** What was understood other than written, or accepted without effect; one sentence each. */
  readonly notes: readonly string[];
}

/** Typographic dashes: hyphen, figure dash, en dash, em dash, bar, minus sign. */
const LONG_DASHES = /^(?=[-\u2010-\u2015\u2212]*[\u2010-\u2015\u2212])[-\u2010-\u2015\u2212]+/;

/** Values that would be taken for an option, or for nothing, if they stood alone. */
const MISLEADING_VALUE = /^(?:[-\u2010-\u2015\u2212]|$)/;

/**
 * Reads a command line.
 *
 * @throws {UsageError} For unknown options and values that do not fit.
 */
export function parseOptions<Table extends OptionTable>(
  table: Table,
  args: readonly string[],
): ParsedOptions<Table> {
  const notes: string[] = [];
  const end = args.indexOf("--");
  const before = end < 0 ? args : args.slice(0, end);
  const plain = before.map((arg) => straighten(arg, table, notes));
  const { values: raw, words } = readTexts(
    table,
    joinOddValues(plain.flatMap((arg) => splitFlag(splitAlias(arg, table), table)), table),
  );
  const given = new Map<string, readonly string[]>();
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(table)) {
    const texts = raw.get(name);
    values[name] = texts === undefined ? option.absent : option.read(name, texts);
    if (texts === undefined) continue;
    given.set(name, texts);
    if (option.ignoredBecause !== undefined) notes.push(`--${name} has no effect here: ${option.ignoredBecause}`);
  }
  return {
    values: values as OptionValues<Table>,
    given,
    words,
    rest: end < 0 ? [] : args.slice(end + 1),
    notes,
  };
}

/**
 * Writes options as arguments again, in the order of the table; parsed again they have the same values. A value that looks
 * like an option, or is empty, stands behind an equals sign.
 */
export function toArguments(table: OptionTable, given: ReadonlyMap<string, readonly string[]>): string[] {
  const args: string[] = [];
  for (const [name, option] of Object.entries(table)) {
    for (const given_ of given.get(name) ?? []) {
      if (!option.isFlag) {
        args.push(...(MISLEADING_VALUE.test(given_) ? [`--${name}=${given_}`] : [`--${name}`, given_]));
      } else if (given_ !== "false") args.push(`--${name}`);
    }
  }
  return args;
}

interface RawOptions {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
}

function readTexts(table: OptionTable, args: readonly string[]): RawOptions {
  const names = Object.keys(table);
  const flags = names.filter((name) => table[name]?.isFlag);
  const texts = names.filter((name) => !table[name]?.isFlag);
  const unknown: string[] = [];
  const parsed: Record<string, unknown> = parseArgs(args, {
    boolean: flags,
    string: [...texts, "_"],
    collect: texts,
    alias: Object.fromEntries(names.flatMap((name) => aliasOf(table, name))),
    unknown: (arg, key) => {
      if (key !== undefined) unknown.push(arg);
      return key === undefined;
    },
  });
  if (unknown.length > 0) throw unknownOptions(unknown, table);
  const values = new Map<string, readonly string[]>();
  for (const name of flags) {
    if (isNamed(args, name, table[name]?.alias)) values.set(name, [String(parsed[name])]);
  }
  for (const name of texts) {
    const list = parsed[name];
    if (Array.isArray(list) && list.length > 0) values.set(name, list.map(String));
  }
  return { values, words: Array.isArray(parsed._) ? parsed._.map(String) : [] };
}

function aliasOf(table: OptionTable, name: string): [string, string][] {
  const alias = table[name]?.alias;
  return alias === undefined ? [] : [[name, alias]];
}

/** Flags are false when absent; whether they were named decides if they override. */
function isNamed(args: readonly string[], name: string, alias: string | undefined): boolean {
  return args.some((arg) =>
    arg === `--${name}` || arg.startsWith(`--${name}=`) ||
    (alias !== undefined && /^-[A-Za-z]+$/.test(arg) && arg.includes(alias))
  );
}

function unknownOptions(unknown: readonly string[], table: OptionTable): UsageError {
  const names = Object.keys(table);
  const lines = unknown.map((arg) => {
    const given = arg.split("=", 1)[0] ?? arg;
    return `Unknown option "${given}"${didYouMean(given.replace(/^-+/, ""), names, "--")}`;
  });
  return new UsageError(`${lines.join("\n")}\nAdd --help to see all options`);
}

/**
 * `-w` becomes `--workload` and `-wecho` becomes `--workload=echo`: the original takes the value right after the letter as well. `-node-count` is left
 * alone, for a dash is missing there.
 */
function splitAlias(arg: string, table: OptionTable): string {
  if (Object.hasOwn(table, arg.slice(1))) return arg;
  const [, letter, value = ""] = /^-([A-Za-z])((?:[^=].*)?)$/s.exec(arg) ?? [];
  if (letter === undefined) return arg;
  const found = Object.entries(table).find(([, { alias, isFlag }]) => !isFlag && alias === letter);
  if (found === undefined) return arg;
  return value === "" ? `--${found[0]}` : `--${found[0]}=${value}`;
}

/** `--no-store=false` becomes `--no-store false`: parseArgs would take `--no-store=false` for `--store=false`. */
function splitFlag(arg: string, table: OptionTable): string[] {
  const [name = "", value] = arg.split(/=(.*)/s);
  if (value === undefined || !name.startsWith("--") || !Object.hasOwn(table, name.slice(2))) return [arg];
  if (!table[name.slice(2)]?.isFlag) return [arg];
  if (value !== "true" && value !== "false") throw badValue(name.slice(2), value, "true, false or no value");
  return [name, value];
}

/**
 * `--rate -5` becomes `--rate=-5` and `--store -runs` becomes `--store=-runs`: parseArgs would take the value for an
 * option. `--nemesis ""` becomes `--nemesis=`, which it would take for an argument of the program.
 */
function joinOddValues(args: readonly string[], table: OptionTable): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1);
    const option = last?.startsWith("--") ? table[last.slice(2)] : undefined;
    const isValue = arg === "" || (/^-(?!-)/.test(arg) && !isOption(arg, table));
    if (isValue && option !== undefined && !option.isFlag) joined[joined.length - 1] = `${last}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** Tells whether an argument with one dash is an option's letter, or its name with a dash too few. */
function isOption(arg: string, table: OptionTable): boolean {
  const name = arg.slice(1).split("=", 1)[0] ?? "";
  return Object.hasOwn(table, name) || Object.values(table).some(({ alias }) => alias === name);
}

/** An option pasted from a web page may begin with an en dash; that of stage 6c's page does. */
function straighten(arg: string, table: OptionTable, notes: string[]): string {
  if (!LONG_DASHES.test(arg)) return arg;
  const body = arg.replace(LONG_DASHES, "");
  const name = body.split("=", 1)[0] ?? "";
  const isAlias = name.length === 1 && Object.values(table).some((option) => option.alias === name);
  if (!isAlias && !Object.hasOwn(table, name)) return arg;
  const straight = isAlias ? `-${body}` : `--${body}`;
  notes.push(`Read "${arg}" as "${straight}": it begins with a long dash, as copied from a web page`);
  return straight;
}
