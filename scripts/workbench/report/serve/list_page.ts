/**
 * The page that lists the runs of a store: filters, sorting, and the choice of two runs to compare.
 *
 * @module
 */
import { PROGRAM } from "../../program.ts";
import { type Html, html } from "../html.ts";
import { addressOf, encodedPath, servedPage, verdictCell } from "./page.ts";
import { chooseRuns, type Column, COLUMNS, FILTERED, type ListQuery, readQuery, textsOf } from "./run_list.ts";
import { RUNS_MAX, type StoredRuns } from "./stored_runs.ts";

/** Renders the list that an address asks for. */
export function listPage({ runs, leftOutCount, store, isThere }: StoredRuns, parameters: URLSearchParams): string {
  if (runs.length === 0) {
    const why = isThere ? `the folder ${store} has none` : `there is no folder ${store}`;
    return servedPage(
      "Runs",
      html`
        <p>No runs yet: ${why}. Make one: <code>${PROGRAM} glomers 3b${store.endsWith("/store")
          ? ""
          : ` --store ${store}`}</code></p>
      `,
    );
  }
  const query = readQuery(parameters);
  const shown = chooseRuns(runs, query);
  return servedPage(
    "Runs",
    html`
      ${leftOutCount === 0 ? "" : html`
        <p class="left-out">Only the newest ${RUNS_MAX} runs are listed; ${leftOutCount} older ones are in ${store}.</p>
      `} ${filterForm(runs, query, parameters)}
      <form action="/compare" method="get" id="compare">
        <div class="choice-bar">
          <p class="status" role="status">${shown.length === runs.length
            ? `${runs.length} runs`
            : `${shown.length} of ${runs.length} runs`}</p>
          <button type="submit">Compare the two chosen runs</button>
        </div>
        <div class="scroll" tabindex="0" role="group" aria-label="Runs">
          <table class="list">
            <thead>
              <tr>
                <th scope="col">compare</th>
                ${COLUMNS.map((column) => heading(column, query, parameters))}
                <th scope="col">files</th>
              </tr>
            </thead>
            <tbody>${shown.map((run) =>
              html`
                <tr>
                  <td><input type="checkbox" name="run" value="${run.path}" aria-label="compare ${run.path}"></td>
                  ${COLUMNS.map((column) => cell(column, run))}
                  <td><a href="/${encodedPath(run)}/" aria-label="files of ${run.path}">files</a></td>
                </tr>
              `
            )}</tbody>
          </table>
        </div>
      </form>
      <details>
        <summary>What the columns mean</summary>
        <dl>${COLUMNS.map(({ heading, meaning }) =>
          html`
            <dt>${heading}</dt>
            <dd>${meaning}</dd>
          `
        )}</dl>
      </details>
    `,
  );
}

function filterForm(runs: StoredRuns["runs"], { words, chosen }: ListQuery, parameters: URLSearchParams): Html {
  const sort = parameters.get("sort");
  return html`
    <form action="/" method="get" class="controls" id="filters" role="search">
      <label>Search <input type="search" name="search" value="${words.join(" ")}" placeholder="program, path, seed"
          autocomplete="off" spellcheck="false"></label>
      ${FILTERED.map((key) => {
        const texts = textsOf(runs, key);
        return html`
          <label>${key} <select name="${key}">
              <option value="">all</option>
              ${texts.map((text) =>
                html`<option value="${text}" ${chosen.get(key) === text ? html`selected` : ""}>${text}</option>`
              )}
            </select></label>
        `;
      })} ${sort === null ? "" : html`<input type="hidden" name="sort" value="${sort}">`}
      <span class="buttons">
        <button type="submit">Show</button>
        ${words.length + chosen.size === 0 ? "" : html`<a href="/">Show all</a>`}
      </span>
    </form>
  `;
}

/** A heading sorts by its column, numbers from the greatest; pressed again the other way round. */
function heading(column: Column, query: ListQuery, parameters: URLSearchParams): Html {
  const isSorted = query.sort === column;
  const startsDescending = column.isNumber || column.key === "started";
  const isDescendingNext = isSorted ? !query.isDescending : startsDescending;
  const next = new URLSearchParams(parameters);
  next.set("sort", `${isDescendingNext ? "-" : ""}${column.key}`);
  const order = isSorted ? (query.isDescending ? "descending" : "ascending") : "none";
  const arrow = isSorted ? (query.isDescending ? " ▼" : " ▲") : "";
  return html`
    <th scope="col" class="${column.isNumber ? "number" : ""}" aria-sort="${order}"><a href="/?${next.toString()}"
        title="${column.meaning}">${column.heading}${arrow}</a></th>
  `;
}

function cell(column: Column, run: StoredRuns["runs"][number]): Html {
  const text = column.text(run);
  if (column.key === "verdict") return verdictCell(run);
  if (column.key === "run") return html`<th scope="row"><a href="${addressOf(run)}">${text}</a></th>`;
  return html`<td class="${column.isNumber ? "number" : column.key}">${text}</td>`;
}
