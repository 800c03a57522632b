/**
 * The numbers of a run: against limits and bests first, then all of them with a sentence each.
 *
 * @module
 */
import { fieldAt, isJsonObject } from "../../json.ts";
import { seconds } from "../../clock.ts";
import { figureAt, FIGURES, numberText } from "../../figures.ts";
import type { Json } from "../../history.ts";
import { type Html, html } from "../html.ts";
import type { ReportInput, ReportTarget } from "../report_input.ts";
import { meaningOf, quantileOf } from "./meanings.ts";

/** Fields of the results that are not numbers to look at, or stand elsewhere on the page. */
const SKIPPED: ReadonlySet<string> = new Set(["valid", "worst-stale", "by-f"]);
/** Items of a list that are shown. */
const ITEMS_MAX = 8;
/** Fields of objects that are times: seconds, and nanoseconds since the start. */
const SECONDS: ReadonlySet<string> = new Set(["worst-realtime-lag.time", "worst-realtime-lag.lag"]);
const NANOSECONDS: ReadonlySet<string> = new Set(["unseen.time"]);

/** A number with its name and its place in the results. */
interface Figure {
  readonly name: string;
  readonly path: string;
  readonly value: string;
}

/** Renders the limits and all figures. */
export function numbersSection(run: ReportInput): Html {
  const { results } = run;
  return html`
    <section id="numbers">
      <h2>Numbers</h2>
      ${targetsTable(run)}
      <div class="figures">
        ${figureGroup("Operations", figuresOf(results.stats ?? null, "stats"))}
        ${figureGroup("Availability", figuresOf(results.availability ?? null, "availability"))}
        ${figureGroup("Messages between servers", figuresOf(fieldAt(results.net, "servers"), "net.servers"))}
        ${figureGroup("Messages with clients", figuresOf(fieldAt(results.net, "clients"), "net.clients"))}
        ${figureGroup("All messages", figuresOf(fieldAt(results.net, "all"), "net.all"))}
        ${figureGroup(`Workload ${run.workload.name}`, figuresOf(results.workload ?? null, "workload"))}
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

/** Numbers, short lists and quantiles of one section, in its order; what is nested deeper is no figure. */
function figuresOf(section: Json, path: string): Figure[] {
  if (!isJsonObject(section)) return [];
  return Object.entries(section).flatMap(([name, value]): Figure[] => {
    if (SKIPPED.has(name) || value === null || `${name}-count` in section) return [];
    const place = `${path}.${name}`;
    if (typeof value !== "object") return [{ name, path: place, value: scalarText(value) }];
    if (!isJsonObject(value)) return listFigure({ name, path: place, value: "" }, value as readonly Json[]);
    const isLatency = name.endsWith("latencies");
    // Fields that look like whole numbers come first in JavaScript: 0, 1, 0.5.
    const fields = Object.entries(value).sort(([a], [b]) => isLatency ? Number(a) - Number(b) : 0);
    return fields.flatMap(([part, held]): Figure[] => {
      if (typeof held === "object") return [];
      const shown = quantileOf(`${name}.${part}`)?.name ?? part;
      const text = isLatency ? `${scalarText(held)} ms` : withUnit(held, `${name}.${part}`);
      return [{ name: `${name} ${shown}`, path: `${place}.${part}`, value: text }];
    });
  });
}

/** A list of numbers or texts, or of ranges; nothing for an empty list or one of objects. */
function listFigure(figure: Figure, items: readonly Json[]): Figure[] {
  const texts = items.slice(0, ITEMS_MAX).map((item) => {
    if (!Array.isArray(item)) return typeof item === "object" ? undefined : scalarText(item);
    const [low, high] = item;
    return typeof low === "number" && typeof high === "number"
      ? `${scalarText(low)} to ${scalarText(high)}`
      : undefined;
  });
  if (texts.length === 0 || texts.includes(undefined)) return [];
  const left = items.length - texts.length;
  return [{ ...figure, value: `${texts.join(", ")}${left > 0 ? ` and ${left} more` : ""}` }];
}

function withUnit(value: string | number | boolean, name: string): string {
  if (NANOSECONDS.has(name)) return seconds(Number(value), 3);
  return SECONDS.has(name) ? `${scalarText(value)} s` : scalarText(value);
}

function scalarText(value: string | number | boolean): string {
  return typeof value === "number" ? numberText(value) : String(value);
}

function figureGroup(title: string, figures: readonly Figure[]): Html | "" {
  if (figures.length === 0) return "";
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
