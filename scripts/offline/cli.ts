/**
 * Stand-in for `parseArgs` of `@std/cli`, for networks that do not reach JSR.
 *
 * @module
 */

/** What parseArgs returns: option values by name and alias, `_` for the rest, `--` for what follows a double dash. */
export interface Args {
  [name: string]: unknown;
  _: (string | number)[];
  "--"?: string[];
}

/** Options of parseArgs. Option names with dots (nested objects) are not supported here. */
export interface ParseOptions {
  /** Puts arguments after `--` into the field `--` instead of `_`. */
  "--"?: boolean;
  alias?: Readonly<Record<string, string | readonly string[]>>;
  boolean?: string | readonly string[];
  string?: string | readonly string[];
  /** Options that may be given several times; their values become a list. */
  collect?: string | readonly string[];
  /** Options that `--no-NAME` sets to false. */
  negatable?: string | readonly string[];
  default?: Readonly<Record<string, unknown>>;
  /** Puts everything after the first argument that is no option into `_`. */
  stopEarly?: boolean;
  /** Called with every argument that no option is declared for; false leaves it out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

type Value = string | boolean;

/** Parses command line arguments. Numbers become numbers unless the option is declared a string. */
export function parseArgs(args: readonly string[], options: ParseOptions = {}): Args {
  return new Parser(options).parse(args);
}

class Parser {
  readonly #aliases: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #booleans: ReadonlySet<string>;
  readonly #strings: ReadonlySet<string>;
  readonly #collected: ReadonlySet<string>;
  readonly #negatable: ReadonlySet<string>;
  readonly #options: ParseOptions;
  readonly #args: Args = { _: [] };

  constructor(options: ParseOptions) {
    this.#options = options;
    this.#aliases = aliasGroups(options.alias ?? {});
    this.#booleans = this.#withAliases(options.boolean);
    this.#strings = this.#withAliases(options.string);
    this.#collected = this.#withAliases(options.collect);
    this.#negatable = this.#withAliases(options.negatable);
  }

  parse(args: readonly string[]): Args {
    const dashes = args.indexOf("--");
    const before = dashes < 0 ? args : args.slice(0, dashes);
    const after = dashes < 0 ? [] : args.slice(dashes + 1);
    for (let position = 0; position < before.length;) {
      const arg = before[position] ?? "";
      const next = before[position + 1];
      if (/^--./s.test(arg)) {
        position += this.#long(arg, next);
      } else if (/^-./s.test(arg)) {
        position += this.#short(arg, next);
      } else {
        this.#positional(arg);
        position++;
        if (this.#options.stopEarly) {
          this.#args._.push(...before.slice(position));
          break;
        }
      }
    }
    this.#fillDefaults();
    if (this.#options["--"]) this.#args["--"] = after;
    else this.#args._.push(...after);
    return this.#args;
  }

  /** Takes `--name`, `--name=value`, `--name value` or `--no-name`; returns how many arguments it used. */
  #long(arg: string, next: string | undefined): number {
    const equals = arg.indexOf("=", 3);
    const name = arg.slice(2, equals < 0 ? undefined : equals);
    if (equals >= 0) {
      const text = arg.slice(equals + 1);
      const key = name.replace(/^no-(?=.)/, ""); // As the original does, negatable or not.
      this.#set(key, this.#booleans.has(key) ? text !== "false" : text, arg);
      return 1;
    }
    if (name.startsWith("no-") && this.#negatable.has(name.slice(3))) {
      this.#assign(name.slice(3), false, false);
      return 1;
    }
    return this.#valueFrom(name, next, arg, (text) => text.startsWith("-"));
  }

  /** Takes `-n value`, `-n=value`, `-n5` or a group such as `-abc`. */
  #short(arg: string, next: string | undefined): number {
    const letters = arg.slice(1);
    for (let position = 0; position < letters.length - 1; position++) {
      const letter = letters.charAt(position);
      const rest = letters.slice(position + 1);
      const attached = /^[A-Za-z]$/.test(letter) && /^=./s.test(rest)
        ? rest.slice(1)
        : /^[A-Za-z]$/.test(letter) && /^-?\d+(\.\d*)?(e-?\d+)?$/.test(rest)
        ? rest
        : /^\W/.test(rest)
        ? rest.replace(/^=$/, "")
        : undefined;
      if (attached !== undefined) {
        this.#set(letter, attached, arg);
        return 1;
      }
      this.#set(letter, this.#strings.has(letter) ? "" : true, arg);
    }
    return this.#valueFrom(letters.slice(-1), next, arg, (text) => /^--?[^-]/.test(text));
  }

  /** Uses the next argument as the value where the option takes one. */
  #valueFrom(name: string, next: string | undefined, arg: string, looksLikeOption: (text: string) => boolean): number {
    if (next !== undefined && next !== "") {
      if (!this.#booleans.has(name) && !looksLikeOption(next)) {
        this.#set(name, next, arg);
        return 2;
      }
      if (next === "true" || next === "false") {
        this.#set(name, next === "true", arg);
        return 2;
      }
    }
    this.#set(name, this.#strings.has(name) ? "" : true, arg);
    return 1;
  }

  #positional(arg: string): void {
    if (this.#options.unknown?.(arg) === false) return;
    this.#args._.push(this.#strings.has("_") || !isNumeric(arg) ? arg : Number(arg));
  }

  #set(name: string, value: Value, arg: string): void {
    const declared = [this.#booleans, this.#strings, this.#collected, this.#aliases].some((names) => names.has(name));
    if (!declared && this.#options.unknown?.(arg, name, value) === false) return;
    this.#assign(name, value, this.#collected.has(name));
  }

  #assign(name: string, value: Value, collect: boolean): void {
    const typed = typeof value === "string" && !this.#strings.has(name) && isNumeric(value) ? Number(value) : value;
    for (const key of [name, ...this.#aliases.get(name) ?? []]) {
      if (key === "__proto__") continue;
      const former = this.#args[key];
      this.#args[key] = !collect ? typed : Array.isArray(former) ? [...former, typed] : [typed];
    }
  }

  #fillDefaults(): void {
    for (const [name, value] of Object.entries(this.#options.default ?? {})) {
      if (Object.hasOwn(this.#args, name)) continue;
      for (const key of [name, ...this.#aliases.get(name) ?? []]) this.#args[key] = value;
    }
    for (const name of this.#booleans) {
      if (!Object.hasOwn(this.#args, name)) this.#args[name] = this.#collected.has(name) ? [] : false;
    }
    for (const name of this.#strings) {
      if (!Object.hasOwn(this.#args, name) && this.#collected.has(name)) this.#args[name] = [];
    }
  }

  #withAliases(names: string | readonly string[] | undefined): Set<string> {
    return new Set(list(names).flatMap((name) => [name, ...this.#aliases.get(name) ?? []]));
  }
}

/** For each name the other names of the same option. */
function aliasGroups(alias: NonNullable<ParseOptions["alias"]>): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const [name, aliases] of Object.entries(alias)) {
    const all = [name, ...list(aliases)];
    for (const one of all) groups.set(one, new Set(all.filter((other) => other !== one)));
  }
  return groups;
}

function list(names: string | readonly string[] | undefined): readonly string[] {
  return (typeof names === "string" ? [names] : names ?? []).filter((name) => name !== "");
}

function isNumeric(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text));
}
