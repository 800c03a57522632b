/**
 * A run in an address: stage, options, seed, program and what was done to it, compressed in the fragment after `#run=`.
 * A fragment is never sent to the web host.
 *
 * The form is JSON, deflated with a checksum, in base64 for addresses. It comes from anybody, so it is read with suspicion: its size
 * before and after, its fields and their types are checked, and whatever is wrong is told in one sentence.
 *
 * @module
 */
import * as v from "valibot";
import { EVENTS_MAX } from "../workbench/nemesis/schedule.ts";
import { UsageError } from "../workbench/usage_error.ts";
import { stagePosition } from "./stage_keys.ts";

/** What the page's fragments begin with. */
export const RUN_FRAGMENT = "#run=";

/** Longest fragment in characters: what browsers, chats and mails carry is less. */
export const FRAGMENT_LENGTH_MAX = 64_000;

/** Largest state in characters, so that a small fragment cannot fill the memory. */
const STATE_LENGTH_MAX = 1_000_000;

/** The form of the state; another number is from another version of this page. */
const VERSION = 1;

const TEXTS_MAX = 200;
const text = v.pipe(v.string(), v.maxLength(STATE_LENGTH_MAX));
const args = v.pipe(v.array(text), v.maxLength(EVENTS_MAX));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const FUTURE = v.object({
  label: v.pipe(text, v.maxLength(TEXTS_MAX)),
  /** Arguments of the bench that it runs with. */
  args,
  /** From when on it differs from the run, in ns; absent for one that is another run altogether. */
  forkNs: v.optional(v.pipe(v.number(), v.minValue(0))),
  hash: v.optional(hash),
});

const STATE = v.object({
  version: v.literal(VERSION),
  stage: v.pipe(v.string(), v.check((key) => stagePosition(key) !== undefined, "no stage of this page")),
  options: v.record(v.string(), text),
  seed: v.pipe(v.string(), v.regex(/^\d{1,16}$/)),
  source: text,
  /** Name and arguments of a compiled program, which is too large for an address. */
  compiled: v.optional(v.object({ name: text, args })),
  hash: v.optional(hash),
  future: v.optional(FUTURE),
});

/** A run as an address holds it. */
export type SharedRun = Omit<v.InferOutput<typeof STATE>, "version">;

/** The fragment for a run, with its `#`. @throws {UsageError} Where it would be too long. */
export async function writeFragment(run: SharedRun): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify({ version: VERSION, ...run }));
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  const fragment = RUN_FRAGMENT + toBase64(new Uint8Array(await new Response(packed).arrayBuffer()));
  if (fragment.length <= FRAGMENT_LENGTH_MAX) return fragment;
  throw new UsageError(
    `Cannot put this run into a link: it would have ${fragment.length} characters, expected ` +
      `${FRAGMENT_LENGTH_MAX} at most; download the program and send it as a file`,
  );
}

/** The run of a fragment that begins with `#run=`. @throws {UsageError} With what is wrong, in one sentence. */
export async function readFragment(fragment: string): Promise<SharedRun> {
  if (fragment.length > FRAGMENT_LENGTH_MAX) {
    throw brokenLink(`it has ${fragment.length} characters, expected ${FRAGMENT_LENGTH_MAX} at most`);
  }
  const encoded = fragment.slice(RUN_FRAGMENT.length);
  if (!/^[\w-]+$/.test(encoded)) throw brokenLink("it has characters that no link of this page has");
  const state = parseJson(await inflate(fromBase64(encoded)));
  const read = v.safeParse(STATE, state);
  if (!read.success) throw brokenLink(problemOf(state, read.issues[0]));
  const { version: _, ...run } = read.output;
  return run;
}

function problemOf(state: unknown, issue: v.BaseIssue<unknown>): string {
  const field = issue.path?.map(({ key }) => String(key)).join(".") ?? "";
  if (field === "version") return "it was made by another version of this page";
  if (field === "stage" && typeof state === "object" && state !== null && "stage" in state) {
    return `this page has no stage ${JSON.stringify(state.stage).slice(0, TEXTS_MAX)}`;
  }
  return field === "" ? "it holds no run" : `its field "${field}" is not what this page writes`;
}

function brokenLink(reason: string): UsageError {
  return new UsageError(`Cannot open the run of this link: ${reason}; ask for the link again, or pick a stage below`);
}

/** The text that was deflated, unless it is too large or damaged. */
async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let state = "";
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      state += decoder.decode(part.value, { stream: true });
      if (state.length > STATE_LENGTH_MAX) {
        void reader.cancel();
        break;
      }
    }
    state += decoder.decode();
  } catch {
    throw brokenLink("it is damaged, perhaps cut off");
  }
  if (state.length > STATE_LENGTH_MAX) throw brokenLink("what it holds is too large");
  return state;
}

function parseJson(state: string): unknown {
  try {
    return JSON.parse(state);
  } catch {
    throw brokenLink("it is damaged, perhaps cut off");
  }
}

function toBase64(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64(encoded: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  } catch {
    throw brokenLink("it is damaged, perhaps cut off");
  }
}
