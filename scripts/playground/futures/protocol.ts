/**
 * What can be asked of a run besides that it runs: what else could have happened, what a node waits for, and which
 * smaller run fails in the same way.
 *
 * @module
 */
import * as v from "valibot";
import type { ForkAct, Inspection, ReportSaying } from "../../workbench/report/live_messages.ts";

export type { ForkAct, Inspection };

const name = v.pipe(v.string(), v.maxLength(100));
const ns = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const lastsS = v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3600)));

/** What a report may say. Anybody's program may have written it. */
export const REPORT_SAYING: v.GenericSchema<unknown, ReportSaying> = v.variant("kind", [
  v.object({ kind: v.literal("report-ready") }),
  v.object({ kind: v.literal("inspect"), node: name, timeNs: ns }),
  v.object({
    kind: v.literal("fork"),
    forkNs: ns,
    act: v.variant("kind", [
      v.object({ kind: v.literal("cut"), a: name, b: name, lastsS }),
      v.object({ kind: v.picklist(["isolate", "kill", "pause"]), node: name, lastsS }),
      v.object({ kind: v.literal("lose"), from: v.optional(name), to: v.optional(name) }),
    ]),
  }),
]);

/** A run that is the same as another until a moment. */
export type ForkRequest =
  & { readonly forkNs: number }
  & ({ readonly act: ForkAct } | { readonly args: readonly string[]; readonly label: string });

/** Asks for the state of a node at a moment. */
export type InspectRequest = Pick<Inspection, "node" | "timeNs">;

/** Another run of the same program. */
export interface Future {
  /** What is different, in a few words. */
  readonly label: string;
  /** Arguments of the bench. */
  readonly args: readonly string[];
  /** Until when it is the run that it was made from, in ns; absent for one that is another run altogether. */
  readonly forkNs?: number | undefined;
  readonly comparison?: Comparison;
}

/** Two runs beside each other. */
export interface Comparison {
  /** Events of the network that both have in common from the start on. */
  readonly sameEvents: number;
  /** True where nothing differs before the moment of the fork. */
  readonly isSameUntilFork: boolean;
  readonly rows: readonly ComparedRow[];
  /** The first events from which on they differ, as texts. */
  readonly eventsBefore: readonly string[];
  readonly eventsAfter: readonly string[];
}

/** One figure of both runs. */
export interface ComparedRow {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** How the second stands against the first, where one of two values is better. */
  readonly change?: "better" | "worse";
}
