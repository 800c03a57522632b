/**
 * One run as one HTML page: verdict, numbers, plots, messages, playback, operations.
 *
 * The page needs nothing but itself: style, script and data are in it, and its content security policy forbids anything
 * else. Texts of the run are escaped, its data is unpacked by the page's script and put into the document as text.
 *
 * @module
 */
import type { LeftOut } from "./encode/encode_run.ts";
import { type Html, html, render, trusted } from "./html.ts";
import { type PackedRun, packRun, type PageTools } from "./pack_run.ts";
import { chosenPaletteCss, paletteCss, PLOT_CSS } from "./plots/palette.ts";
import { plotDataOf } from "./plots/plot_data.ts";
import type { ReportInput } from "./report_input.ts";
import { CLIENT_SCRIPT, THEME_SCRIPT } from "./script.ts";
import { accountSections } from "./sections/account_sections.ts";
import { closingSection } from "./sections/closing_section.ts";
import { kafkaSection, messagesSection, operationsSection, playbackSection } from "./sections/explorer_sections.ts";
import { logSection } from "./sections/log_section.ts";
import { numbersSection } from "./sections/numbers_section.ts";
import { plotsSection } from "./sections/plots_section.ts";
import { verdictSection } from "./sections/verdict_section.ts";
import accountCss from "./client/account.css" with { type: "text" };
import pageCss from "./client/page.css" with { type: "text" };

/** Renders the page. With the same input and tools it gives the same bytes. */
export function renderPage(run: ReportInput, tools: PageTools): string {
  const { text, leftOut } = tools.packed ?? packRun(run, tools);
  const plots = plotDataOf(run);
  const hasLogs = run.workload.valueKind === "message";
  const page = html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${policy(tools, leftOut)}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${verdictWord(run)}: ${run.title}</title>
        <link rel="icon" href="data:,">
        <script>${trusted(THEME_SCRIPT)}</script>
        <style>${trusted(paletteCss(":root") + chosenPaletteCss() + PLOT_CSS + pageCss + accountCss)}</style>
      </head>
      <body>
        <a class="skip" href="#main">To the verdict and what broke it</a>
        ${pageHead(run)}
        <main id="main" tabindex="-1">
          <p id="page-problem" role="alert"></p>
          ${verdictSection(run)} ${numbersSection(run)} ${accountSections(run, plots)} ${hasLogs
            ? kafkaSection(leftOut)
            : ""} ${plotsSection(plots)}
          ${messagesSection(leftOut)} ${playbackSection(run.workload.valueKind, leftOut)}
          ${operationsSection(leftOut)} ${logSection(run)} ${closingSection(run, leftOut)}
        </main>
        ${trusted(dataElement({ text, leftOut }, tools.compress !== undefined))}
        <script type="module">${trusted(CLIENT_SCRIPT)}</script>
      </body>
    </html>
  `;
  return `${render(page).trimStart()}\n`;
}

/** The data as a script element that does not run. */
export function dataElement({ text }: PackedRun, isCompressed = true): string {
  const packing = isCompressed ? "gzip" : "none";
  return `<script type="application/json" id="run-data" data-packing="${packing}">${text}</script>`;
}

function pageHead(run: ReportInput): Html {
  const { seed, bin } = run.options;
  const facts = [
    // Without a stage the title has the program.
    ...(run.stage !== undefined && typeof bin === "string" ? [bin.split(/[\\/]/).at(-1) ?? bin] : []),
    `workload ${run.workload.name}`,
    ...(run.stage === undefined ? [] : [`stage ${run.stage}`]),
    `${run.nodes.length} node${run.nodes.length === 1 ? "" : "s"}`,
    ...(seed === undefined ? [] : [`seed ${String(seed)}`]),
  ];
  return html`
    <header>
      <h1>${run.title}</h1>
      <p class="soft">${facts.join(", ")}</p>
    </header>
    <nav aria-label="Parts of the page">
        <a href="#verdict">Verdict</a> <a href="#numbers">Numbers</a>
        ${run.account?.latency === undefined ? "" : html`<a href="#time">Time</a>`}
        ${run.account === undefined ? "" : html`<a href="#traffic">Traffic</a>`}
        ${run.workload.valueKind === "message" ? html`<a href="#kafka">Logs</a>` : ""} <a href="#plots">Over time</a>
        <a href="#messages">Messages</a> <a href="#playback">Playback</a> <a href="#operations">Operations</a>
        <a href="#printed">Printed</a> <a href="#closing">Again</a>
        <button type="button" id="theme" data-tip="Change between light and dark.">Light or dark</button>
      </nav>
  `;
}

function verdictWord(run: ReportInput): string {
  return run.results.valid === true ? "Valid" : run.results.valid === false ? "Invalid" : "Unknown";
}

/** Only the page's own scripts run: an injected one would have another hash. What is left out they may ask for. */
function policy({ sha256 }: PageTools, leftOut: LeftOut): string {
  const script = sha256 === undefined
    ? "'unsafe-inline'"
    : [THEME_SCRIPT, CLIENT_SCRIPT].map((text) => `'sha256-${sha256(text)}'`).join(" ");
  const connections = leftOut.events === undefined ? "" : " connect-src 'self';";
  return `default-src 'none'; script-src ${script};${connections} style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
}
