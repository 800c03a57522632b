/**
 * Two runs side by side: verdicts, what broke, every number with its difference, options that differ, and the plots on
 * the same axes.
 *
 * @module
 */
import { figureAt, figureOfPath } from "../../figures.ts";
import { FINDINGS } from "../../findings.ts";
import type { Json } from "../../history.ts";
import { fieldAt, isJsonObject } from "../../json.ts";
import { type Html, html } from "../html.ts";
import type { ComparedPlot } from "../plots/compared_plots.ts";
import { figureGroups, withUnitOf } from "../sections/figure_groups.ts";
import { meaningOf } from "../sections/meanings.ts";
import { accountRows } from "./compared_accounts.ts";
import { differenceText, judged, type RowGroup } from "./compared_rows.ts";
import { addressOf, servedPage, startOf, titleOf, verdictCell } from "./page.ts";
import type { StoredRun } from "./stored_runs.ts";

/** A run with what it found. */
export interface ComparedRun {
  readonly run: StoredRun;
  /** explanations.json. */
  readonly explanations: Json;
}

/** Fields of the results, besides the known figures, of which less speaks for the nodes. */
const LESS_IS_BETTER =
  /(?:^|\.)(?:lost-count|never-read-count|stale-count|duplicated-count|unexpected-count|fail-count|info-count|count|lost-latencies\.[\d.]+)$/;
/** What fields of the results are called where no figure of that place has a name. */
const PLAIN_NAMES: Readonly<Record<string, string>> = {
  "ok-count": "certainly took effect (ok)",
  "fail-count": "certainly did not (fail)",
  "info-count": "nobody knows (info)",
  "valid-unwrapped": "each function succeeded",
  "send-count": "sent",
  "recv-count": "received",
  "msg-count": "messages",
  "msgs-per-op": "messages per operation",
  "attempt-count": "values asked for",
  "stable-count": "values that stayed",
  "lost-count": "values lost",
  "stale-count": "values that some read missed for a time",
  "never-read-count": "values that no read could tell of",
  "duplicated-count": "values doubled",
  "attempted-count": "ids asked for",
  "acknowledged-count": "ids given out",
};

/** Numbers of the whole run, which neither speak for nor against the nodes. */
const NEUTRAL = /^(?:stats\.count|stats\.by-f\.)/;

/** Renders the comparison; `problem` says why there are no plots. */
export function comparePage(
  sides: readonly [ComparedRun, ComparedRun],
  { plots, problem }: { readonly plots: readonly ComparedPlot[]; readonly problem?: string },
): string {
  const [first, second] = [sides[0].run, sides[1].run];
  const groups = [
    findingRows(sides),
    ...numberRows(first, second),
    ...accountRows(first, second),
    optionRows(first, second),
  ];
  const differing = groups.map(({ title, rows }) => ({ title, rows: rows.filter(({ isSame }) => !isSame) }));
  const same = groups.map(({ title, rows }) => ({ title, rows: rows.filter(({ isSame }) => isSame) }));
  const sameCount = same.reduce((sum, { rows }) => sum + rows.length, 0);
  const heads = [first, second].map((run) =>
    html`<th scope="col"><a href="${addressOf(run)}">${titleOf(run)}</a><br><span class="soft">${
      startOf(run)
    }</span></th>`
  );
  const table = (shown: readonly RowGroup[], verdicts: Html | "") =>
    html`
      <div class="scroll" tabindex="0" role="group" aria-label="Comparison">
        <table class="compare">
          <thead>
            <tr><td></td>${heads}<th scope="col">second, compared with the first</th></tr>
          </thead>
          <tbody>${verdicts}${shown.filter(({ rows }) => rows.length > 0).map(groupRows)}</tbody>
        </table>
      </div>
    `;
  const verdicts = html`<tr><th scope="row">verdict</th>${[first, second].map(verdictCell)}<td></td></tr>`;
  return servedPage(
    "Two runs side by side",
    html`
      <p><a href="/">All runs</a></p>
      <h2>What differs</h2>
      ${table(differing, verdicts)}
      ${sameCount === 0 ? "" : html`
        <details>
          <summary>${sameCount} figures and options are the same on both sides</summary>
          ${table(same, "")}
        </details>
      `}
      <h2>Over time</h2>
      ${plots.length === 0 ? html`<p class="soft">${problem ?? "There is nothing to plot."}</p>` : html`
        <p class="soft">Left the first run, right the second, on the same axes.</p>
        <div class="pairs">${plots.map(({ title, sides: drawings }) =>
          html`<h3>${title}</h3>${
            drawings.map((drawing, side) =>
              html`
                <figure>
                  <figcaption class="soft">${side === 0 ? "first" : "second"}: ${titleOf(
                    side === 0 ? first : second,
                  )}</figcaption>
                  <div class="scroll plot-room" tabindex="0" role="group"
                    aria-label="${title} of the ${side === 0 ? "first" : "second"} run">${drawing}</div>
                </figure>
              `
            )
          }`
        )}</div>
      `}
    `,
  );
}

function groupRows({ title, rows }: RowGroup): Html {
  return html`
    <tr class="group">
      <th colspan="4" scope="colgroup">${title}</th>
    </tr>
    ${rows.map(({ name, meaning, cells, difference, judgement }) =>
      html`
        <tr>
          <th scope="row">${meaning === "" ? name : html`<details><summary>${name}</summary>${meaning}</details>`}</th>
          ${cells.map((text) => html`<td>${text}</td>`)}
          <td class="${judgement}">${difference}${judgement === "" ? "" : ` ${judgement}`}</td>
        </tr>
      `
    )}
  `;
}

/** How often each kind of finding was made. */
function findingRows(sides: readonly [ComparedRun, ComparedRun]): RowGroup {
  const [first, second] = sides.map(({ explanations }) => countFindings(explanations));
  const names = [...new Set([...first?.keys() ?? [], ...second?.keys() ?? []])];
  return {
    title: "What broke, and warnings",
    rows: names.map((name) => {
      const [a, b] = [first?.get(name) ?? 0, second?.get(name) ?? 0];
      return {
        name,
        meaning: Object.entries(FINDINGS).find(([known]) => known === name)?.[1].rule ?? "",
        cells: [String(a), String(b)],
        difference: differenceText(b - a, String),
        judgement: judged(b - a, "less"),
        isSame: a === b,
      };
    }),
  };
}

function countFindings(explanations: Json): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of Array.isArray(explanations) ? explanations : []) {
    const name = fieldAt(finding, "anomaly");
    const count = fieldAt(finding, "count");
    if (typeof name !== "string") continue;
    counts.set(name, (counts.get(name) ?? 0) + (typeof count === "number" ? count : 1));
  }
  return counts;
}

/** Every number of the two results in the groups of the report; those that only one has are shown as well. */
function numberRows(first: StoredRun, second: StoredRun): RowGroup[] {
  const [left, right] = [first, second].map((run) => figureGroups(run.results, run.workload));
  const titles = [...new Set([...left ?? [], ...right ?? []].map(({ title }) => title))];
  return titles.map((title) => {
    const [a, b] = [left, right].map((groups) => groups?.find((group) => group.title === title)?.figures ?? []);
    const paths = new Map([...a ?? [], ...b ?? []].map(({ path, name }) => [path, name]));
    return {
      title,
      rows: [...paths].map(([path, name]) => {
        const texts = [a, b].map((figures) => figures?.find((figure) => figure.path === path)?.value ?? "–");
        const [cell = "–", other = "–"] = texts;
        const [from, to] = [figureAt(first.results, path), figureAt(second.results, path)];
        const difference = from === null || to === null || cell === "–" || other === "–" ? 0 : to - from;
        return {
          name: figureOfPath(path)?.label ?? plainName(name),
          meaning: meaningOf(path),
          cells: [cell, other],
          difference: differenceText(difference, (value) => withUnitOf(path, value)),
          judgement: judged(difference, betterOf(path)),
          isSame: cell === other,
        };
      }),
    };
  });
}

/** `lost-latencies median` as `time until lost, median`. */
function plainName(name: string): string {
  const latency = /^lost-latencies (.+)$/.exec(name)?.[1];
  return PLAIN_NAMES[name] ?? (latency === undefined ? name : `time until lost, ${latency}`);
}

function betterOf(path: string): "less" | "more" | undefined {
  const known = figureOfPath(path)?.better;
  if (known !== undefined) return known;
  return LESS_IS_BETTER.test(path) && !NEUTRAL.test(path) ? "less" : undefined;
}

function optionRows(first: StoredRun, second: StoredRun): RowGroup {
  const options = [first, second].map(({ run }) => fieldAt(run, "options"));
  const names = new Set(options.flatMap((held) => isJsonObject(held) ? Object.keys(held) : []));
  return {
    title: "Options",
    rows: [...names].map((name) => {
      const [a = "–", b = "–"] = options.map((held) => optionText(fieldAt(held, name)));
      return { name, meaning: "", cells: [a, b], difference: "", judgement: "", isSame: a === b };
    }),
  };
}

function optionText(value: Json): string {
  if (value === null) return "–";
  if (Array.isArray(value)) return value.map(optionText).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
