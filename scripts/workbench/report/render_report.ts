/**
 * One run as one HTML page: verdict, numbers, plots, messages, playback, operations.
 *
 * The page needs nothing but itself: style, script and data are in it, and its content security policy forbids anything
 * else. Texts of the run are escaped, its data is unpacked by the page's script and put into the document as text.
 *
 * @module
 */
import { encodeRun, type LeftOut, PAGE_LIMITS, type PageLimits } from "./encode/encode_run.ts";
import { type Html, html, render, trusted } from "./html.ts";
import type { PageTools } from "./pack.ts";
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

/** A page that is too large is made again with these limits, in turn. */
const TIGHTER_LIMITS: readonly PageLimits[] = [
  { ...PAGE_LIMITS, textLength: 2_000, listElements: 150_000 },
  { ...PAGE_LIMITS, textLength: 300, listElements: 30_000, events: 600_000 },
  { textLength: 80, listElements: 0, events: 250_000 },
];

/** A journal with more events is not packed whole first: that would take time and memory for nothing. */
const LONG_JOURNAL = 600_000;

/** A history with more entries leaves no room for more than the tightest limits. */
const LONG_HISTORY = 400_000;

/** Packed data may take so much, so that pages of official runs stay under 3 MB. */
const DATA_LENGTH_MAX = 2_400_000;

/** Data that is not packed may take more: only the playground has it, and never writes it to a file. */
const PLAIN_DATA_LENGTH_MAX = 40_000_000;

/** Renders the page. With the same input and tools it gives the same bytes. */
export function renderPage(run: ReportInput, tools: PageTools): string {
  const { data, leftOut } = packedData(run, tools);
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
        ${data}
        <script type="module">${trusted(CLIENT_SCRIPT)}</script>
      </body>
    </html>
  `;
  return `${render(page).trimStart()}\n`;
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

/** The data as a script element that does not run; limits are tightened until it is small enough. */
function packedData(run: ReportInput, tools: PageTools): { data: Html; leftOut: LeftOut } {
  const { compress, tidy } = tools;
  const most = compress === undefined ? PLAIN_DATA_LENGTH_MAX : DATA_LENGTH_MAX;
  const pack = (limits: PageLimits) => {
    const { json, leftOut } = dataJson(run, limits, tidy);
    tidy?.();
    return { text: compress === undefined ? json.replaceAll("<", "\\u003c") : compress(json), leftOut };
  };
  const [first = PAGE_LIMITS, ...tighter] = limitsFor(run);
  let { text, leftOut } = pack(tools.limits ?? first);
  for (const limits of tighter) {
    if (text.length <= most) break;
    ({ text, leftOut } = pack(limits));
  }
  const packing = compress === undefined ? "none" : "gzip";
  const data = html`<script type="application/json" id="run-data" data-packing="${packing}">${trusted(text)}</script>`;
  return { data, leftOut };
}

/** Of what is encoded nothing but the text is kept. */
function dataJson(run: ReportInput, limits: PageLimits, tidy: PageTools["tidy"]): { json: string; leftOut: LeftOut } {
  const { payload, leftOut } = encodeRun(run, limits, tidy);
  return { json: JSON.stringify(payload), leftOut };
}

/** Limits in the order in which they are tried. */
function limitsFor({ journal, history }: ReportInput): readonly PageLimits[] {
  if (history.length > LONG_HISTORY) return TIGHTER_LIMITS.slice(-1);
  if (journal.length <= LONG_JOURNAL) return [PAGE_LIMITS, ...TIGHTER_LIMITS];
  const [events] = TIGHTER_LIMITS.map((limits) => limits.events).sort((a, b) => a - b);
  return TIGHTER_LIMITS.slice(1).map((limits) => ({ ...limits, events: events ?? limits.events }));
}
