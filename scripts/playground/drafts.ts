/**
 * Drafts: what the reader works on, kept in the browser from one visit to the next.
 *
 * @module
 */
import * as v from "valibot";
import { stagePosition } from "./stage_keys.ts";
import { readStored, store } from "./storage.ts";

const DRAFT = v.object({
  stage: v.pipe(v.string(), v.check((key) => stagePosition(key) !== undefined)),
  options: v.record(v.string(), v.string()),
  seed: v.string(),
  source: v.string(),
});

/** A program with its stage and options. */
export type Draft = v.InferOutput<typeof DRAFT>;

const LAST_KEY = "last";

/** The draft of a name; undefined where there is none, or none of this version of the page. */
export function readDraft(name: string): Draft | undefined {
  const text = readStored(draftKey(name));
  if (text === undefined) return undefined;
  try {
    const read = v.safeParse(DRAFT, JSON.parse(text));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a draft; undefined forgets it. Returns false where the browser refuses. */
export function keepDraft(name: string, draft: Draft | undefined): boolean {
  return store(draftKey(name), draft === undefined ? undefined : JSON.stringify(draft));
}

/** The name of the draft that was in the editor last. */
export function lastDraft(): string | undefined {
  return readStored(LAST_KEY);
}

/** Remembers which draft is in the editor. */
export function rememberDraft(name: string): void {
  store(LAST_KEY, name);
}

function draftKey(name: string): string {
  return `draft.${name}`;
}
