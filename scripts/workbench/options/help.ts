/**
 * The text of `--help`, made from the same tables as the parser.
 *
 * @module
 */
import type { Option, OptionTable } from "./option.ts";
import { PROGRAM } from "../program.ts";

/** What a command says of itself. */
export interface CommandHelp {
  /** How the program is called; default: the bench. */
  readonly program?: string;
  /** After the program's name: `test -w NAME --bin FILE [OPTIONS] [-- ARGS]`. */
  readonly usage: string;
  readonly description: string;
  readonly options: OptionTable;
  /** Command lines without the program's name, each with what it does. */
  readonly examples?: readonly (readonly [command: string, meaning: string])[];
}

/** Options start here, descriptions there. */
const INDENT = 2;
const COLUMN = 34;
const WIDTH_MAX = 110;
/** Narrower, and descriptions would be a word a line. */
const WIDTH_MIN = 60;

/**
 * Renders the help of a command; ends with a line end.
 *
 * @param columns Of the terminal, where there is one.
 */
export function renderHelp(help: CommandHelp, columns = WIDTH_MAX): string {
  const width = Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, columns));
  const program = help.program ?? PROGRAM;
  const blocks = [`Usage: ${program} ${help.usage}`, ...wrap(help.description, 0, width), ""];
  const groups = Map.groupBy(Object.entries(help.options), ([, option]) => option.group);
  for (const [group, options] of groups) {
    blocks.push(`${group}:`);
    for (const [name, option] of options) blocks.push(...optionLines(name, option, width));
    blocks.push("");
  }
  if (help.examples !== undefined && help.examples.length > 0) {
    blocks.push("Examples:");
    for (const [command, meaning] of help.examples) {
      blocks.push(`${" ".repeat(INDENT)}${program} ${command}`, `${" ".repeat(2 * INDENT)}${meaning}`);
    }
    blocks.push("");
  }
  return blocks.join("\n");
}

function optionLines(name: string, option: Option<unknown>, width: number): string[] {
  const alias = option.alias === undefined ? "    " : `-${option.alias}, `;
  const head = `${" ".repeat(INDENT)}${alias}--${name}${option.valueName === undefined ? "" : ` ${option.valueName}`}`;
  const [first = "", ...more] = wrap(descriptionOf(option), COLUMN, width);
  if (head.length < COLUMN - 1) return [head.padEnd(COLUMN) + first.trimStart(), ...more];
  return [head, first, ...more];
}

function descriptionOf(option: Option<unknown>): string {
  const parts = [option.description];
  if (option.ignoredBecause !== undefined) parts.push(`Accepted, without effect: ${option.ignoredBecause}.`);
  if (option.choices !== undefined) parts.push(`One of ${option.choices.join(", ")}.`);
  if (option.isRepeatable) parts.push("May be repeated.");
  if (option.defaultText !== undefined) parts.push(`Default: ${option.defaultText}.`);
  return parts.join(" ");
}

/** Breaks a text into lines that start at a column and end before the width. */
function wrap(text: string, column: number, width: number): string[] {
  const margin = " ".repeat(column);
  const lines: string[] = [];
  let line = margin;
  for (const word of text.split(" ")) {
    if (line.length + 1 + word.length > width && line !== margin) {
      lines.push(line);
      line = margin;
    }
    line += line === margin ? word : ` ${word}`;
  }
  lines.push(line);
  return lines;
}
