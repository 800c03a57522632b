/**
 * The numbers of a run: against limits and bests first, then all of them with a sentence each.
 *
 * @module
 */
import { fieldAt, isJsonObject } from "../../json.ts";
import { figureAt, FIGURES, numberText } from "../../figures.ts";
import type { Json } from "../../history.ts";
import { type Html, html } from "../html.ts";
import type { ReportInput, ReportTarget } from "../report_input.ts";
import { type FigureGroup, figureGroups } from "./figure_groups.ts";
import { meaningOf } from "./meanings.ts";

/** Renders the limits and all figures. */
export function numbersSection(run: ReportInput): Html {
  const { results } = run;
  return html`
    <section id="numbers">
      <h2>Numbers</h2>
      ${targetsTable(run)}
      <div class="figures">
        ${figureGroups(results, run.workload.name).map(figureGroup)}
      </div>
      ${byFunctionTable(fieldAt(results.stats, "by-f"))}
    </section>
  `;
}

function targetsTable({ targets = [], publicBest, results }: ReportInput): Html {
  const best = publicBest === undefined
    ? ""
    : html`<p class="soft">Best that others have published: ${publicBest}.</p>`;
  if (targets.length === 0) {
    const { path, label } = FIGURES.messagesPerOperation;
    const own = figureAt(results, path);
    if (publicBest === undefined || own === null) return html`${best}`;
    return html`
      <p>This run: <span tabindex="0" data-tip="${meaningOf(path)}">${numberText(own)}</span> ${label}.</p>
      ${best}
    `;
  }
  return html`
    <div class="scroll">
      <table class="targets">
        <thead>
          <tr>
            <th>figure</th>
            <th>this run</th>
            <th>limit</th>
            <th>best published</th>
            <th>met</th>
          </tr>
        </thead>
        <tbody>
          ${targets.map((target) =>
            html`
              <tr class="${target.met ? "met" : "missed"}">
                <th scope="row">${target.name}</th>
                <td class="number">${figureValue(target, "the measured value, as in results.json", target.value)}</td>
                <td class="number">${figureValue(
                  target,
                  "the limit for this stage",
                  target.limit,
                  target.comparison,
                )}</td>
                <td class="number">${target.best === undefined
                  ? "–"
                  : figureValue(target, "the best that others have published, by their own claim", target.best)}</td>
                <td>${target.met ? "✓ met" : "✗ missed"}</td>
              </tr>
            `
          )}
        </tbody>
      </table>
    </div>
    ${best}
  `;
}

function figureValue(target: ReportTarget, what: string, value: number | string | null, comparison?: string): Html {
  const text = value === null ? "not measured" : typeof value === "number" ? numberText(value) : value;
  const shown = comparison === undefined ? text : `${comparison} ${text}`;
  return html`<span tabindex="0" data-tip="${target.name}: ${what}.">${shown}</span>`;
}

function figureGroup({ title, figures }: FigureGroup): Html {
  return html`
    <div class="figure-group">
      <h3>${title}</h3>
      <dl>
        ${figures.map(({ name, path, value }) =>
          html`
            <div>
              <dt>${name}</dt>
              <dd tabindex="0" data-tip="${meaningOf(path)}">${value}</dd>
            </div>
          `
        )}
      </dl>
    </div>
  `;
}

function byFunctionTable(byFunction: Json): Html | "" {
  if (!isJsonObject(byFunction) || Object.keys(byFunction).length === 0) return "";
  const columns = ["count", "ok-count", "fail-count", "info-count"];
  return html`
    <div class="scroll">
      <table class="counts">
        <thead>
          <tr><th>function</th>${columns.map((column) => html`<th>${column}</th>`)}</tr>
        </thead>
        <tbody>
          ${Object.entries(byFunction).map(([f, counts]) =>
            html`
              <tr>
                <th scope="row">${f}</th>
                ${columns.map((column) =>
                  html`<td class="number"><span tabindex="0" data-tip="${meaningOf(`stats.by-f.${f}.${column}`)}">${
                    numberText(Number(fieldAt(counts, column) ?? 0))
                  }</span></td>`
                )}
              </tr>
            `
          )}
        </tbody>
      </table>
    </div>
  `;
}
