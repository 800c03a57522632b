/**
 * The pages of the server: the list of runs, the files of a run, and two runs side by side.
 *
 * @module
 */
import { fieldAt } from "../../json.ts";
import { PROGRAM } from "../../program.ts";
import { figureOfPath, figureText, numberText, TABLE_FIGURES } from "../../figures.ts";
import type { Json } from "../../history.ts";
import { type Html, html, type HtmlValue, render, trusted } from "../html.ts";
import { chosenPaletteCss, paletteCss, PLOT_CSS } from "../plots/palette.ts";
import { meaningOf } from "../sections/meanings.ts";
import { RUNS_MAX, type StoredRun } from "./stored_runs.ts";
import pageCss from "../client/page.css" with { type: "text" };

const LIST_CSS = `
main { padding-bottom: 2rem; }
td.valid { color: var(--good); font-weight: 600; } td.invalid { color: var(--bad); font-weight: 600; } td.unknown { color: var(--unsure); font-weight: 600; }
.compare :is(th, td) { overflow-wrap: anywhere; }
@media (max-width: 40rem) { .compare { font-size: 12px; } .compare :is(th, td) { padding-right: .3rem; } }
.list .time { white-space: nowrap; font-variant-numeric: tabular-nums; }
th details { margin: 0; font-weight: 400; } th summary { font-weight: 600; }
.sides > div { min-width: 0; } .sides .plot-room { margin-bottom: .8rem; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1rem; }
.list th.number { text-align: right; }
dd { text-align: left; margin-bottom: .4rem; }
.compare th:nth-child(n + 2), .compare td { text-align: right; }
.compare .better { color: var(--good); } .compare .worse { color: var(--bad); }
`;

/** The list of runs, newest first, with a form that compares two of them. */
export function listPage(runs: readonly StoredRun[]): string {
  if (runs.length === 0) {
    return page("Runs", html`<p>No runs yet. Make one: <code>${PROGRAM} glomers 3b</code></p>`);
  }
  const note = runs.length >= RUNS_MAX
    ? html`<p class="left-out">Only the newest ${RUNS_MAX} runs are listed.</p>`
    : "";
  return page(
    "Runs",
    html`
      ${note}
      <form action="/compare" method="get">
        <p class="buttons"><button type="submit">Compare the two chosen runs</button></p>
        <div class="scroll">
          <table class="list">
            <thead>
              <tr><th>compare</th><th>verdict</th><th>run</th><th>started</th>${TABLE_FIGURES.map(({ heading }) =>
                html`<th class="number">${heading}</th>`
              )}<th>targets</th><th>files</th></tr>
            </thead>
            <tbody>${runs.map(runRow)}</tbody>
          </table>
        </div>
      </form>
      <h2>What the columns mean</h2>
      <dl>
        <dt>started</dt>
        <dd>Coordinated universal time, newest first.</dd>
        ${TABLE_FIGURES.map(({ heading, path }) =>
          html`
            <dt>${heading}</dt>
            <dd>${meaningOf(path)}</dd>
          `
        )}
        <dt>targets</dt>
        <dd>Whether the limits of the stage, or those of --expect, were met.</dd>
      </dl>
    `,
  );
}

/** The files of a run's folder. */
export function folderPage(pathname: string, names: readonly string[]): string {
  const base = pathname.endsWith("/") ? pathname : `${pathname}/`;
  return page(
    `Files of ${decodeURIComponent(base)}`,
    html`
      <p><a href="/">All runs</a></p>
      <ul>${names.map((name) => html`<li><a href="${base}${encodedName(name)}">${name}</a></li>`)}</ul>
    `,
  );
}

/** A page for what went wrong. */
export function problemPage(problem: string): string {
  return page(
    "Nothing here",
    html`
      <p>${problem}</p>
      <p><a href="/">All runs</a></p>
    `,
  );
}

/** Two runs side by side: verdicts, every number with its difference, options that differ, plots. */
export function comparePage(
  sides: readonly [StoredRun, StoredRun],
  plots: readonly [readonly string[], readonly string[]],
): string {
  const [first, second] = sides;
  const heads = sides.map((run) => html`<th><a href="${addressOf(run)}">${titleOf(run)}</a><br>${startOf(run)}</th>`);
  return page(
    "Two runs side by side",
    html`
      <p><a href="/">All runs</a></p>
      <div class="scroll">
        <table class="compare">
          <thead>
            <tr><th></th>${heads}<th>difference</th></tr>
          </thead>
          <tbody>
            <tr><th scope="row">verdict</th>${sides.map(verdictCell)}<td></td></tr>
            ${figureRows(first.results, second.results)} ${optionRows(first, second)}
          </tbody>
        </table>
      </div>
      <h2>Over time</h2>
      <div class="sides">${plots.map((drawings, side) =>
        html`<div><h3>${titleOf(side === 0 ? first : second)}</h3>${
          drawings.length === 0
            ? html`<p class="soft">No history to plot.</p>`
            : drawings.map((drawing) => html`<div class="scroll plot-room">${trusted(drawing)}</div>`)
        }</div>`
      )}</div>
    `,
  );
}

function page(title: string, content: HtmlValue): string {
  return render(html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>${title}</title>
        <link rel="icon" href="data:,">
        <style>${trusted(paletteCss(":root") + chosenPaletteCss() + PLOT_CSS + pageCss + LIST_CSS)}</style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
        </header>
        <main>${content}</main>
      </body>
    </html>
  `).trimStart();
}

function runRow(run: StoredRun): Html {
  const met = fieldAt(run.run, "targets-met");
  const targets = fieldAt(run.run, "targets");
  const hasTargets = Array.isArray(targets) && targets.length > 0;
  return html`
    <tr>
      <td><input type="checkbox" name="run" value="${run.path}" aria-label="compare ${run.path}"></td>
      ${verdictCell(run)}
      <td><a href="${addressOf(run)}">${titleOf(run)}</a></td>
      <td class="time">${startOf(run)}</td>
      ${TABLE_FIGURES.map((figure) => html`<td class="number">${figureText(figure, run.results) ?? "–"}</td>`)}
      <td>${!hasTargets ? "–" : met === true ? "✓ met" : "✗ missed"}</td>
      <td><a href="/${encodedPath(run)}/">files</a></td>
    </tr>
  `;
}

function verdictCell(run: StoredRun): Html {
  const valid = fieldAt(run.results, "valid");
  const word = valid === true ? "valid" : valid === false ? "invalid" : "unknown";
  return html`<td class="${word}">${run.results === null ? "no results" : word}</td>`;
}

/** Every number of two results, by its place; those that only one has are shown as well. */
function figureRows(first: Json, second: Json): Html[] {
  const a = new Map(numbersIn(first, []));
  const b = new Map(numbersIn(second, []));
  return [...new Set([...a.keys(), ...b.keys()])].map((path) => {
    const left = a.get(path);
    const right = b.get(path);
    const difference = left === undefined || right === undefined ? 0 : right - left;
    return html`
      <tr>
        <th scope="row">
          <details><summary>${path}</summary>${meaningOf(path)}</details>
        </th>
        <td class="number">${numberOrDash(left)}</td>
        <td class="number">${numberOrDash(right)}</td>
        <td class="number ${judged(path, difference)}">${formatDifference(difference)}</td>
      </tr>
    `;
  });
}

/** Whether the second value speaks more for the nodes than the first, where that is known. */
function judged(path: string, difference: number): "" | "better" | "worse" {
  const better = figureOfPath(path)?.better;
  if (better === undefined || difference === 0) return "";
  return (difference < 0) === (better === "less") ? "better" : "worse";
}

function numbersIn(value: Json, path: readonly string[]): [string, number][] {
  if (typeof value === "number") return [[path.join("."), value]];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => numbersIn(field, [...path, name]));
}

function optionRows(first: StoredRun, second: StoredRun): Html[] {
  const names = new Set([first, second].flatMap((run) => {
    const options = fieldAt(run.run, "options");
    return typeof options === "object" && options !== null ? Object.keys(options) : [];
  }));
  return [...names].flatMap((name) => {
    const texts = [first, second].map((run) => optionText(fieldAt(run.run, "options", name)));
    if (texts[0] === texts[1]) return [];
    return [
      html`<tr><th scope="row">option ${name}</th>${
        texts.map((text) => html`<td class="number">${text}</td>`)
      }<td></td></tr>`,
    ];
  });
}

function optionText(value: Json): string {
  if (value === null) return "–";
  if (Array.isArray(value)) return value.map(optionText).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The start of a run, which its folder is named for: `20261125T185635.576Z` as `2026-11-25 18:56:35`. */
function startOf({ time }: StoredRun): string {
  return time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d).*$/, "$1-$2-$3 $4:$5:$6");
}

function titleOf(run: StoredRun): string {
  const title = fieldAt(run.run, "title");
  const challenge = fieldAt(run.run, "challenge");
  if (typeof title !== "string") return run.workload;
  return typeof challenge === "string" && !title.includes(challenge) ? `${title} (${challenge})` : title;
}

function addressOf(run: StoredRun): string {
  return run.hasReport ? `/${encodedPath(run)}/index.html` : `/${encodedPath(run)}/`;
}

function encodedPath(run: StoredRun): string {
  return run.path.split("/").map(encodeURIComponent).join("/");
}

/** A folder's name keeps the slash at its end. */
function encodedName(name: string): string {
  return name.endsWith("/") ? `${encodeURIComponent(name.slice(0, -1))}/` : encodeURIComponent(name);
}

function formatDifference(value: number): string {
  return value === 0 ? "" : `${value > 0 ? "+" : ""}${numberText(value)}`;
}

function numberOrDash(value: number | undefined): string {
  return value === undefined ? "–" : numberText(value);
}
