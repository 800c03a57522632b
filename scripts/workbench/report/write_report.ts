/**
 * Makes the report's files with the tools of Deno.
 *
 * @module
 */
import { join } from "node:path";
import { DENO_TOOLS } from "./pack.ts";
import { renderPlots } from "./plots/render_plots.ts";
import { renderPage } from "./render_report.ts";
import type { ReportInput } from "./report_input.ts";

/** What to write beside the page. */
export interface WriteReportOptions {
  /** Also writes the plots as SVG files. Default: false. */
  readonly plots?: boolean;
}

/** Renders a run as one self-contained HTML page. */
export function renderReport(run: ReportInput): string {
  return renderPage(run, DENO_TOOLS);
}

/** The report's files: file name to content. `index.html`, and with `plots` the SVG files of `renderPlots`. */
export function reportFiles(run: ReportInput, options: WriteReportOptions = {}): Record<string, string> {
  return { "index.html": renderReport(run), ...(options.plots === true ? renderPlots(run) : {}) };
}

/**
 * Writes the report into a folder that exists.
 *
 * @returns The path of the page.
 */
export function writeReport(folder: string, run: ReportInput, options: WriteReportOptions = {}): string {
  for (const [name, content] of Object.entries(reportFiles(run, options))) {
    Deno.writeTextFileSync(join(folder, name), content);
  }
  return join(folder, "index.html");
}
