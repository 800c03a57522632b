/**
 * The kinds of command line options. One row of a table says all about an option: how to read it, what to show in
 * `--help`, what its default is; parser and help are made from the same rows.
 *
 * @module
 */
import { UsageError } from "../usage_error.ts";

/** One option. `T` is what `read` makes of the texts that the user gave. */
export interface Option<T> {
  /** One letter, for `-w`. */
  readonly alias?: string;
  /** How the value is called in the help: `NAME`, `MS`. Absent for flags. */
  readonly valueName?: string;
  readonly isFlag: boolean;
  /** True where the option may be given several times and all values count. */
  readonly isRepeatable: boolean;
  /** Heading in the help. */
  readonly group: string;
  readonly description: string;
  /** The default as the help shows it; absent: none. */
  readonly defaultText?: string;
  readonly choices?: readonly string[];
  /** For options that are accepted for compatibility: why they do nothing here. */
  readonly ignoredBecause?: string;
  /** The value when the option is not given. */
  readonly absent: T;
  /** Makes a value of the texts given, at least one. @throws {UsageError} with what was expected. */
  read(name: string, texts: readonly string[]): T;
}

/** Options by their long names. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** The values that a table's options have after parsing. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Option<infer T> ? T : never;
};

/** What every kind of option can say. */
export interface OptionRow {
  readonly alias?: string;
  readonly group: string;
  readonly description: string;
  readonly ignoredBecause?: string;
}

interface TextRow extends OptionRow {
  readonly valueName: string;
  readonly choices?: readonly string[];
}

interface NumberRow extends OptionRow {
  readonly valueName: string;
  readonly min?: number;
  readonly max?: number;
  /** True where `min` itself is too small. */
  readonly isAboveMin?: boolean;
}

/** A switch: on when given. */
export function flag(row: OptionRow): Option<boolean> {
  return {
    ...row,
    isFlag: true,
    isRepeatable: false,
    absent: false,
    read: (_name, texts) => texts.at(-1) !== "false",
  };
}

/** A text, one of `choices` where those are given. */
export function text(row: TextRow & { readonly default: string }): Option<string>;
export function text(row: TextRow): Option<string | undefined>;
export function text(row: TextRow & { readonly default?: string }): Option<string | undefined> {
  return {
    ...row,
    ...shownDefault(row.default),
    isFlag: false,
    isRepeatable: false,
    absent: row.default,
    read: (name, texts) => readChoice(name, texts.at(-1) ?? "", row.choices),
  };
}

/** A comma separated list; blanks around commas do not matter. */
export function list(row: TextRow & { readonly default?: readonly string[] }): Option<readonly string[]> {
  const absent = row.default ?? [];
  return {
    ...row,
    ...shownDefault(absent.length === 0 ? undefined : absent.join(",")),
    isFlag: false,
    isRepeatable: true,
    absent,
    read: (name, texts) => {
      const items = texts.flatMap(splitList);
      return (items.length === 0 ? [""] : items).map((item) => readChoice(name, item, row.choices));
    },
  };
}

/** A text that may be given several times. */
export function repeated(row: TextRow): Option<readonly string[]> {
  return {
    ...row,
    isFlag: false,
    isRepeatable: true,
    absent: [],
    read: (name, texts) => texts.map((item) => readChoice(name, item, row.choices)),
  };
}

/** A number within bounds. */
export function number(row: NumberRow & { readonly default: number }): Option<number>;
export function number(row: NumberRow): Option<number | undefined>;
export function number(row: NumberRow & { readonly default?: number }): Option<number | undefined> {
  return {
    ...row,
    ...shownDefault(row.default?.toString()),
    isFlag: false,
    isRepeatable: false,
    absent: row.default,
    read: (name, texts) => readNumber(name, texts.at(-1) ?? "", row),
  };
}

/** A whole number within bounds. */
export function integer(row: NumberRow & { readonly default: number }): Option<number>;
export function integer(row: NumberRow): Option<number | undefined>;
export function integer(row: NumberRow & { readonly default?: number }): Option<number | undefined> {
  return {
    ...row,
    ...shownDefault(row.default?.toString()),
    isFlag: false,
    isRepeatable: false,
    absent: row.default,
    read: (name, texts) => readNumber(name, texts.at(-1) ?? "", row, true),
  };
}

/** Anything else: `read` gets the last text given. */
export function custom<T>(
  row: TextRow & { readonly absent: T; readonly defaultText?: string; read(name: string, text: string): T },
): Option<T> {
  return {
    ...row,
    isFlag: false,
    isRepeatable: false,
    read: (name, texts) => row.read(name, texts.at(-1) ?? ""),
  };
}

/** As `custom`, for an option that may be repeated: `read` gets all texts with commas between them. */
export function joined<T>(row: TextRow & { readonly absent: T; read(given: string): T }): Option<T> {
  return { ...row, isFlag: false, isRepeatable: true, read: (_name, texts) => row.read(texts.join(",")) };
}

/** The error for a value that does not fit. */
export function badValue(name: string, given: string, expected: string): UsageError {
  const what = given === "" ? "no value given" : JSON.stringify(given);
  return new UsageError(`Cannot use --${name}: ${what}, expected ${expected}`);
}

/** Cuts a comma separated list; empty items are dropped. */
export function splitList(given: string): string[] {
  return given.split(",").map((item) => item.trim()).filter((item) => item !== "");
}

function shownDefault(defaultText: string | undefined): { readonly defaultText?: string } {
  return defaultText === undefined ? {} : { defaultText };
}

function readChoice(name: string, given: string, choices: readonly string[] | undefined): string {
  if (given === "") throw badValue(name, given, choices === undefined ? "a text" : oneOf(choices));
  if (choices !== undefined && !choices.includes(given)) throw badValue(name, given, oneOf(choices));
  return given;
}

function oneOf(choices: readonly string[]): string {
  return choices.length === 1 ? String(choices[0]) : `one of ${choices.join(", ")}`;
}

function readNumber(name: string, given: string, row: NumberRow, isWhole = false): number {
  const value = Number(given);
  const isPlain = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(given);
  const isInside = (row.isAboveMin ? value > (row.min ?? -Infinity) : value >= (row.min ?? -Infinity)) &&
    value <= (row.max ?? Infinity);
  if (isPlain && isInside && Number.isFinite(value) && (!isWhole || Number.isSafeInteger(value))) return value;
  throw badValue(name, given, `${isWhole ? "a whole number" : "a number"}${boundsText(row)}`);
}

function boundsText({ min, max, isAboveMin }: NumberRow): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return isAboveMin ? ` above ${min}` : ` of at least ${min}`;
  return max === undefined ? "" : ` of at most ${max}`;
}
