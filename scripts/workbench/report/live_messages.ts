/**
 * What a report and the page that holds it say to each other, where that page can repeat the run.
 *
 * @module
 */

/** What a reader may do to a run at one moment. `lastsS` is absent for the rest of the main phase. */
export type ForkAct =
  | { readonly kind: "cut"; readonly a: string; readonly b: string; readonly lastsS?: number | undefined }
  | { readonly kind: "isolate" | "kill" | "pause"; readonly node: string; readonly lastsS?: number | undefined }
  /** The next message between two participants, or of anybody, is lost. */
  | { readonly kind: "lose"; readonly from?: string | undefined; readonly to?: string | undefined };

/** What is known of a node besides its messages. Times are those of the run, in ns. */
export interface Inspection {
  readonly node: string;
  readonly timeNs: number;
  readonly log: readonly { readonly timeNs: number; readonly line: string }[];
  readonly timers: readonly {
    readonly dueNs: number;
    readonly everyMs?: number | undefined;
    readonly origin?: string | undefined;
  }[];
}

/** What the report says. */
export type ReportSaying =
  | { readonly kind: "report-ready" }
  | { readonly kind: "inspect"; readonly node: string; readonly timeNs: number }
  | { readonly kind: "fork"; readonly act: ForkAct; readonly forkNs: number };

/** What the page says: that it can repeat the run, and at which moment the playback should be; and what it found. */
export type PageSaying =
  | { readonly kind: "show-playback" }
  | { readonly kind: "live"; readonly timeUs?: number }
  | { readonly kind: "inspected"; readonly inspection: Inspection };
