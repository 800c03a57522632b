/**
 * Makes the report's files with the tools of Deno.
 *
 * @module
 */
import { DENO_TOOLS } from "./pack.ts";
import type { PackedRun } from "./pack_run.ts";
import { renderPlots } from "./plots/render_plots.ts";
import { dataElement, renderPage } from "./render_report.ts";
import type { ReportInput } from "./report_input.ts";

/** What to make beside the page. */
export interface ReportOptions {
  /** Also makes the plots as SVG files. Default: false. */
  readonly plots?: boolean;
  /** See `PageTools`. */
  readonly packed?: PackedRun | undefined;
  tidy?(): void;
}

/** Renders a run as one self-contained HTML page. */
export function renderReport(run: ReportInput, { packed, tidy }: Omit<ReportOptions, "plots"> = {}): string {
  return renderPage(run, {
    ...DENO_TOOLS,
    ...(packed === undefined ? {} : { packed }),
    ...(tidy === undefined ? {} : { tidy }),
  });
}

/** The report's files: file name to content. `index.html`, and with `plots` the SVG files of `renderPlots`. */
export function reportFiles(run: ReportInput, options: ReportOptions = {}): Record<string, string> {
  return { "index.html": renderReport(run, options), ...(options.plots === true ? renderPlots(run) : {}) };
}

/** Stands for the data in a page that is made before them. */
const NO_DATA: PackedRun = { text: "data", leftOut: {} };

/** The report's files, of which all but the data of the page is made while another thread packs these. */
export async function reportFilesAround(
  run: ReportInput,
  packing: Promise<PackedRun | undefined>,
  options: ReportOptions = {},
): Promise<Record<string, string>> {
  const { "index.html": page = "", ...plots } = reportFiles(run, { ...options, packed: NO_DATA });
  const packed = await packing;
  // What is left out the page tells at several places.
  const isWhole = packed !== undefined && Object.keys(packed.leftOut).length === 0;
  if (!isWhole) return { "index.html": renderReport(run, { ...options, packed }), ...plots };
  return { "index.html": page.replace(dataElement(NO_DATA), () => dataElement(packed)), ...plots };
}
