/**
 * What a node prints on stdout: one JSON message a line, `{"src", "dest", "body"}` and perhaps an `id`, which is ignored.
 *
 * As tolerant as the original: spaces around and a carriage return are fine, a missing body is an empty one, text after
 * the message is ignored. Integers beyond 2^53 keep their digits (json.ts).
 *
 * @module
 */
import type { Json } from "../history.ts";
import { printable } from "../text/excerpt.ts";
import { fieldAt, isJsonObject, isRawNumber, LargeNumberError, parseJson } from "../json.ts";
import { sharedFieldOf } from "../shared_list.ts";

/** A message as a node sends it, before the network numbers it. */
export interface OutgoingMessage {
  readonly ok: true;
  readonly src: string;
  readonly dest: string;
  readonly body: { readonly [field: string]: Json };
  /** What followed the message on its line, where something did. */
  readonly rest?: string;
}

/** Why a line is not a message. */
export interface BadLine {
  readonly ok: false;
  /** What is wrong, a clause without a full stop. */
  readonly reason: string;
  /** What most probably went wrong in the program and what to do, a sentence without a full stop. */
  readonly likelyCause: string;
}

/** Deepest nesting of arrays and objects, as in Jackson, the JSON library of the original. */
const DEPTH_MAX = 1000;

/** Longest piece of a line that an error text shows, in characters. */
export const SHOWN_LINE_LENGTH = 200;

/**
 * Reads one line of a node's stdout.
 *
 * @param parse Parses like `parseJson`, which is the default.
 *
 * @example
 * ```ts
 * import { parseNodeLine } from "./node_output.ts";
 *
 * const message = parseNodeLine('{"src": "n0", "dest": "c1", "body": {"type": "echo_ok", "in_reply_to": 1}}');
 * if (!message.ok) throw new Error(message.reason);
 * ```
 */
export function parseNodeLine(line: string, parse = parseJson): OutgoingMessage | BadLine {
  let value: Json;
  try {
    value = parse(line);
  } catch (error) {
    if (error instanceof RangeError) return TOO_DEEP;
    return error instanceof LargeNumberError ? bad(error.message, LARGE_NUMBER_CAUSE) : parseFirstValue(line);
  }
  return checkMessage(value, line.length);
}

const TOO_DEEP = bad(
  `it nests arrays or objects more than ${DEPTH_MAX} deep`,
  "The node builds a value that contains itself, or wraps a value anew each time; most JSON libraries refuse such depths",
);

const LARGE_NUMBER_CAUSE =
  "A computation of the node overflowed; other nodes would read an infinity, null or nothing. " +
  "Send large values as integers, which keep their digits, or as strings";

function isDeeperThan(levels: number, value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  const shared = sharedFieldOf(value)?.field;
  if (shared !== undefined && levels > 1) {
    return Object.keys(value).some((name) => name !== shared && isDeeperThan(levels - 1, fieldAt(value, name)));
  }
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part));
}

/** A text in quotes, every control character escaped. */
function quoted(text: string): string {
  return printable(JSON.stringify(text));
}

/** Cuts a line for an error text. */
export function showLine(line: string): string {
  if (line.length <= SHOWN_LINE_LENGTH) return quoted(line);
  return `${quoted(line.slice(0, SHOWN_LINE_LENGTH))}... (${line.length} characters)`;
}

/**
 * Says why messages to a participant that does not exist go nowhere, in sentences.
 *
 * @param participants Names of the nodes and services.
 */
export function describeUnknownDestination(dest: string, count: number, participants: readonly string[]): string {
  return `${count === 1 ? "One message was" : `${count} messages were`} sent to ${quoted(dest)}, which is no ` +
    `participant, and dropped. Expected one of ${
      participants.join(", ")
    } or the "src" of a request; take the names of ` +
    'nodes from "node_ids" of the init message.';
}

/** Reads a line that is parsed: `value` is what it, or the first part of it, is as JSON. */
export function checkMessage(value: Json, lineLength: number): OutgoingMessage | BadLine {
  const mayBeDeep = lineLength > 2 * DEPTH_MAX;
  if (mayBeDeep && isDeeperThan(DEPTH_MAX, value)) return TOO_DEEP;
  if (!isJsonObject(value)) {
    return bad(
      `it is ${describeType(value)}, expected an object with "src", "dest" and "body"`,
      'The node prints something that is no message; print {"src": ..., "dest": ..., "body": {...}} on stdout and ' +
        "everything else on stderr",
    );
  }
  const { src, dest, body } = value;
  for (const key in value) {
    if (key !== "src" && key !== "dest" && key !== "body" && key !== "id") return describeWrongKey(key);
  }
  if (typeof src !== "string") return describeWrongName("src", src, "the node's own id");
  if (typeof dest !== "string") return describeWrongName("dest", dest, 'the "src" of the request');
  if (body === undefined) return { ok: true, src, dest, body: {} };
  if (!isJsonObject(body)) {
    return bad(`its "body" is ${describeType(body)}, expected an object`, describeBodyCause(body));
  }
  return { ok: true, src, dest, body };
}

function bad(reason: string, likelyCause: string): BadLine {
  return { ok: false, reason, likelyCause };
}

function describeWrongKey(key: string): BadLine {
  const inBody = ["type", "msg_id", "in_reply_to", "error", "code", "text"].includes(key);
  return bad(
    `it has the key ${quoted(key)}, expected "src", "dest", "body" and perhaps "id" only`,
    inBody
      ? `${quoted(key)} belongs into "body"`
      : "The node prints a log record on stdout, or puts a field of the body beside it; log on stderr",
  );
}

function describeWrongName(field: "src" | "dest", value: unknown, expected: string): BadLine {
  return bad(
    `its "${field}" is ${value === undefined ? "missing" : describeType(value)}, expected a string`,
    value === undefined || value === null
      ? `The node did not set it: "${field}" is ${expected}${field === "src" ? ', as "node_id" of init gives it' : ""}`
      : `Names of participants are strings such as "n0", also where they look like numbers`,
  );
}

function describeBodyCause(body: unknown): string {
  if (typeof body === "string") return "The node encodes the body twice; put the object itself into the message";
  return 'The node did not build a body; the least one is {"type": ...}';
}

function describeType(value: unknown): string {
  if (value === null) return "null";
  if (isRawNumber(value)) return "a number";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The slow path for text that is not one JSON value: perhaps it begins with one. */
function parseFirstValue(line: string): OutgoingMessage | BadLine {
  const end = findEndOfObject(line);
  if (end !== undefined && line.slice(end).trim() !== "") {
    try {
      const message = checkMessage(parseJson(line.slice(0, end)), line.length);
      if (!message.ok) return message;
      return { ...message, rest: line.slice(end).trim() };
    } catch {
      // Balanced braces, but not JSON: the reason is that of the whole line.
    }
  }
  return bad("it is not JSON, expected one JSON object per line", guessCause(line));
}

/** Says why a line is empty, by the line that follows it. */
export function describeEmptyLine(next: string): BadLine {
  const reason = "it is empty, expected one JSON object a line";
  if (parseNodeLine(next).ok) return bad(reason, "The node prints a line end too many after a message");
  return bad(reason, `${guessCause(next)}; the next line is ${showLine(next)}`);
}

function guessCause(line: string): string {
  const text = line.trim();
  if (text === "") return "The node prints an empty line, perhaps a line end too many after a message";
  if (text.charCodeAt(0) === 0xfeff || line.charCodeAt(0) === 0xfeff) {
    return "The line begins with a byte order mark; print UTF-8 without one";
  }
  if (/[:[,]\s*-?(NaN|Infinity)\b/.test(text)) {
    return "JSON has no NaN and no Infinity; send null or a string in their place";
  }
  if (/^\{\s*'/.test(text) || /: (True|False|None)\b/.test(text)) {
    return "The node prints its language's own notation; encode messages as JSON";
  }
  if (text.includes("\0")) return "The node prints UTF-16 or binary data; print UTF-8";
  if (/^\{\s*"(src|dest|body|id)"/.test(text)) {
    return "A message is cut or broken over several lines; print each one on a line of its own, in one write";
  }
  if (/[{[]\s*$/.test(text) || /^[}\]]/.test(text) || /^"\w+"\s*:/.test(text)) {
    return "The node prints indented JSON; print each message on one line";
  }
  return "The node prints log lines on stdout; print them on stderr (in JavaScript with console.error)";
}

/** Tells whether a text begins with a whole JSON object. */
export function beginsWithObject(text: string): boolean {
  return findEndOfObject(text) !== undefined;
}

/** Position after the object that the text begins with, or undefined where no object begins or ends. */
function findEndOfObject(line: string): number | undefined {
  if (!line.trimStart().startsWith("{")) return undefined;
  let depth = 0;
  let isInString = false;
  for (let position = 0; position < line.length; position++) {
    const character = line[position];
    if (isInString) {
      if (character === "\\") position++;
      else if (character === '"') isInString = false;
    } else if (character === '"') {
      isInString = true;
    } else if (character === "{") {
      depth++;
    } else if (character === "}" && --depth === 0) {
      return position + 1;
    }
  }
  return undefined;
}
