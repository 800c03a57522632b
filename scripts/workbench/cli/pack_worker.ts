/**
 * A worker that packs the data of a page from the record of a run, while the worker that has the run explains its
 * figures. It loads far less than that one.
 *
 * @module
 */
import type { PackedRun } from "../report/pack_run.ts";
import { packStored, type PlainParts } from "../report/pack_stored.ts";
import { serveWatched } from "../run/watched_worker.ts";

/** What to pack. */
export interface PackJob {
  /** Holds the record. */
  readonly folder: string;
  readonly parts: PlainParts;
}

serveWatched<PackJob, PackedRun>(({ folder, parts }) => Promise.resolve(packStored(folder, parts)));
