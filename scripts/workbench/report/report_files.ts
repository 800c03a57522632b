/**
 * Makes the report's files with the tools of Deno.
 *
 * @module
 */
import { DENO_TOOLS } from "./pack.ts";
import { renderPlots } from "./plots/render_plots.ts";
import { renderPage } from "./render_report.ts";
import type { ReportInput } from "./report_input.ts";

/** What to make beside the page. */
export interface ReportOptions {
  /** Also makes the plots as SVG files. Default: false. */
  readonly plots?: boolean;
  /** See `PageTools.tidy`. */
  tidy?(): void;
}

/** Renders a run as one self-contained HTML page. */
export function renderReport(run: ReportInput, { tidy }: Pick<ReportOptions, "tidy"> = {}): string {
  return renderPage(run, { ...DENO_TOOLS, ...(tidy === undefined ? {} : { tidy }) });
}

/** The report's files: file name to content. `index.html`, and with `plots` the SVG files of `renderPlots`. */
export function reportFiles(run: ReportInput, options: ReportOptions = {}): Record<string, string> {
  return { "index.html": renderReport(run, options), ...(options.plots === true ? renderPlots(run) : {}) };
}
