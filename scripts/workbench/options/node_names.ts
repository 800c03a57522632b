/**
 * Names of the nodes of a run, from the options that can give them.
 *
 * @module
 */
import { fileProblem } from "../files.ts";
import { SERVICE_NAMES } from "../services/registry.ts";
import { UsageError } from "../usage_error.ts";
import type { RunOptions } from "./options.ts";

/** Nodes where no option names any, as in the original. */
const DEFAULT_NODES = ["n1", "n2", "n3", "n4", "n5"];

/** Longer names are no names: a whole file was taken for one, say. */
const NAME_LENGTH_MAX = 255;

/** From a `#` or `;` at the start of a line or after a blank: a comment in a file of names. */
const COMMENT = /(?:^|\s)[#;].*$/;

/**
 * The names, in order: `--node-count` beats the lists, which are joined.
 *
 * @throws {UsageError} For names that are taken, or cannot be told apart or written.
 */
export function nodeNames(options: RunOptions): readonly string[] {
  const count = options["node-count"];
  if (count !== undefined) return Array.from({ length: count }, (_, index) => `n${index}`);
  const fromFile = options["nodes-file"] === undefined ? [] : readNodesFile(options["nodes-file"]);
  const named = [...fromFile, ...options.nodes, ...options.node];
  const nodes = named.length === 0 ? DEFAULT_NODES : named;
  const known = new Set<string>();
  for (const node of nodes) {
    checkName(node);
    if (known.has(node)) throw new UsageError(`Cannot name two nodes "${node}": expected names that differ`);
    known.add(node);
  }
  return nodes;
}

function checkName(node: string): void {
  const refuse = (problem: string) => {
    throw new UsageError(`Cannot name a node ${shown(node)}: ${problem}, expected names such as n1`);
  };
  if (node.trim() === "") refuse("it is blank");
  if (node.length > NAME_LENGTH_MAX) refuse(`it has ${node.length} characters, more than ${NAME_LENGTH_MAX}`);
  if (/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\uFFFD]/u.test(node)) refuse("it has characters that cannot be seen or read");
  if (/\s/.test(node)) refuse("it has a blank");
  if (/["'`[\]{}]/.test(node)) refuse("it has quotes or brackets, as a list in JSON has");
  if (node === "-") refuse("it is a dash, as in a list in YAML");
  if (SERVICE_NAMES.includes(node)) refuse("a service has this name");
  if (node.startsWith("c")) refuse('names that begin with "c" belong to clients');
}

/** Reads one name a line; commas and blanks between names, comments and empty lines are understood. */
function readNodesFile(path: string): string[] {
  const names = textOf(path).split(/\r\n|\n|\r/).flatMap((line) =>
    line.replace(COMMENT, "").split(/[\s,]+/).filter((name) => name !== "")
  );
  if (names.length === 0) {
    throw new UsageError(`Cannot use --nodes-file ${path}: it names no node, expected one name a line`);
  }
  return names;
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    throw new UsageError(`Cannot use --nodes-file ${path}: ${fileProblem(cause)}`, { cause });
  }
}

/** A name as JSON, so that nothing in it is hidden, and not too much of it. */
function shown(name: string): string {
  const text = JSON.stringify(name).replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return text.length <= 60 ? text : `${text.slice(0, 60)}..."`;
}
