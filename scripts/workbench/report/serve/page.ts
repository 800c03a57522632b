/**
 * What the server's own pages share: head, style, the script that keeps light or dark, and how runs are named and linked.
 *
 * @module
 */
import { fieldAt } from "../../json.ts";
import { type Html, html, type HtmlValue, render, trusted } from "../html.ts";
import { DENO_TOOLS } from "../pack.ts";
import { chosenPaletteCss, paletteCss, PLOT_CSS } from "../plots/palette.ts";
import { LIST_SCRIPT, THEME_SCRIPT } from "../script.ts";
import type { StoredRun } from "./stored_runs.ts";
import pageCss from "../client/page.css" with { type: "text" };
import serveCss from "../client/serve.css" with { type: "text" };

/** Only the pages' own two scripts run, no other page may frame them, and forms lead to this server alone. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `script-src ${[THEME_SCRIPT, LIST_SCRIPT].map((script) => `'sha256-${DENO_TOOLS.sha256?.(script)}'`).join(" ")}`,
  "style-src 'unsafe-inline'",
  "img-src data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Writes a whole page. */
export function servedPage(title: string, content: HtmlValue): string {
  return render(html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>${title}</title>
        <link rel="icon" href="data:,">
        <script>${trusted(THEME_SCRIPT)}</script>
        <style>${trusted(paletteCss(":root") + chosenPaletteCss() + PLOT_CSS + pageCss + serveCss)}</style>
      </head>
      <body class="served">
        <header>
          <h1>${title}</h1>
          <button type="button" id="theme">Light or dark</button>
        </header>
        <main>${content}</main>
        <script type="module">${trusted(LIST_SCRIPT)}</script>
      </body>
    </html>
  `).trimStart();
}

/** The files of a run's folder. */
export function folderPage(pathname: string, names: readonly string[]): string {
  const base = pathname.endsWith("/") ? pathname : `${pathname}/`;
  return servedPage(
    `Files of ${decodeURIComponent(base)}`,
    html`
      <p><a href="/">All runs</a></p>
      <ul>${names.map((name) => html`<li><a href="${base}${encodedName(name)}">${name}</a></li>`)}</ul>
    `,
  );
}

/** A page for what went wrong. */
export function problemPage(title: string, problem: string): string {
  return servedPage(
    title,
    html`
      <p>${problem}</p>
      <p><a href="/">All runs</a></p>
    `,
  );
}

/** The verdict of a run in a cell, or why there is none. */
export function verdictCell(run: StoredRun): Html {
  const word = verdictOf(run);
  const looks = word === "valid" || word === "invalid" ? word : "unknown";
  const tip = run.damaged.length === 0 ? "" : `${run.damaged.join(" and ")} cannot be read`;
  return html`<td class="${looks}">${word}${tip === "" ? "" : html`<br><span class="soft">${tip}</span>`}</td>`;
}

/** `valid`, `invalid`, `unknown`, `damaged`, or `no results` where the run has written none. */
export function verdictOf({ results, damaged }: StoredRun): string {
  if (damaged.length > 0) return "damaged";
  if (results === null) return "no results";
  const valid = fieldAt(results, "valid");
  return valid === true ? "valid" : valid === false ? "invalid" : "unknown";
}

/** The headline of the run's report, with the challenge where it is not in it. */
export function titleOf(run: StoredRun): string {
  const title = fieldAt(run.run, "title");
  const challenge = fieldAt(run.run, "challenge");
  if (typeof title !== "string") return run.workload;
  return typeof challenge === "string" && !title.includes(challenge) ? `${title} (${challenge})` : title;
}

/** The start of a run, which its folder is named for: `20261125T185635.576Z` as `2026-11-25 18:56:35`. */
export function startOf({ time }: StoredRun): string {
  return time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d).*$/, "$1-$2-$3 $4:$5:$6");
}

/** The report of a run, or its files where it has none. */
export function addressOf(run: StoredRun): string {
  return run.hasReport ? `/${encodedPath(run)}/index.html` : `/${encodedPath(run)}/`;
}

/** The folder of a run as a part of an address, without slashes around it. */
export function encodedPath(run: StoredRun): string {
  return run.path.split("/").map(encodeURIComponent).join("/");
}

/** A folder's name keeps the slash at its end. */
function encodedName(name: string): string {
  return name.endsWith("/") ? `${encodeURIComponent(name.slice(0, -1))}/` : encodeURIComponent(name);
}
