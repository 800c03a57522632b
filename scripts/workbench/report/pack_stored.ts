/**
 * Packs the data of a page from the record that a run has left, for a thread that does not have the run itself.
 *
 * @module
 */
import { join } from "node:path";
import type { EncodedParts } from "./encode/encode_run.ts";
import { DENO_TOOLS } from "./pack.ts";
import { type PackedRun, packRun } from "./pack_run.ts";
import { HISTORY_FILE, JOURNAL_FILE, openHistory, openJournal } from "./stored_record.ts";

/** What the record does not say, as data that can travel. */
export interface PlainParts extends Pick<EncodedParts, "nodes" | "explanations"> {
  readonly valueKind: EncodedParts["workload"]["valueKind"];
}

/** Packs the run in a folder as `renderPage` would. @throws {UsageError} Where its record cannot be read. */
export function packStored(folder: string, { nodes, explanations, valueKind }: PlainParts): PackedRun {
  using history = openHistory(join(folder, HISTORY_FILE));
  using journal = openJournal(join(folder, JOURNAL_FILE));
  const run = { history: [...history], journal: [...journal], nodes, explanations, workload: { valueKind } };
  return packRun(run, DENO_TOOLS);
}
