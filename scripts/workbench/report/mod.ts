/**
 * The report of a run: one page, and on request the plots as files.
 *
 * @module
 */
export { type ReportInput, type ReportResults, type ReportTarget } from "./report_input.ts";
export { renderPlots } from "./plots/render_plots.ts";
export { renderReport, reportFiles, type ReportOptions } from "./report_files.ts";
