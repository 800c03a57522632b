/**
 * The head of the page: the verdict, the rule behind it, and every finding with links to its operations.
 *
 * @module
 */
import type { CycleEdge, Explanation } from "../../verdict.ts";
import { callsOf } from "../calls.ts";
import { followTerm } from "../encode/encode_run.ts";
import { type Html, html } from "../html.ts";
import type { ReportInput } from "../report_input.ts";
import { cycleGraph } from "./cycle_graph.ts";
import { anomalyRule, workloadRule } from "./rules.ts";

/** Findings and links beyond these are counted, not shown. */
const FINDINGS_MAX = 60;
const LINKS_MAX = 16;
/** Drawn cycles on a page. */
const GRAPHS_MAX = 12;

/** Renders verdict, rule and findings. */
export function verdictSection(run: ReportInput): Html {
  const { valid } = run.results;
  const missed = (run.targets ?? []).filter((target) => !target.met);
  const kind = valid === true ? (missed.length === 0 ? "good" : "unsure") : valid === false ? "bad" : "unsure";
  const word = valid === true ? "Valid" : valid === false ? "Invalid" : "Unknown";
  const shown = run.explanations.slice(0, FINDINGS_MAX);
  const left = run.explanations.length - shown.length;
  const titles = operationTitles(run);
  let graphs = 0;
  return html`
    <section id="verdict" class="verdict ${kind}">
      <p class="badge">${word}${missed.length > 0
        ? `, ${missed.length} target${missed.length > 1 ? "s" : ""} missed`
        : ""}</p>
      <p><strong>The rule.</strong> ${workloadRule(run.workload)} ${summaryOf(run)}</p>
      ${run.failure === undefined
        ? ""
        : html`<p class="failure"><strong>The run ended early.</strong> ${run.failure}</p>`}
      <ol class="findings">
        ${shown.map((finding) => {
          const graph = finding.cycle !== undefined && graphs < GRAPHS_MAX
            ? (graphs++, cycleGraph(finding.cycle, titles))
            : "";
          return findingItem(finding, titles, graph);
        })}
      </ol>
      ${left > 0 ? html`<p>${left} more findings are in explanations.json beside this page.</p>` : ""}
    </section>
  `;
}

/** Short names of operations by history index, for invocations and completions: `12 broadcast p3`. */
function operationTitles(run: ReportInput): ReadonlyMap<number, string> {
  const titles = new Map<number, string>();
  for (const { invocation, completion } of callsOf(run.history)) {
    const what = `${invocation.f} p${invocation.process}`;
    titles.set(invocation.index, `${invocation.index} ${what}`);
    if (completion !== undefined) titles.set(completion.index, `${completion.index} ${what}`);
  }
  return titles;
}

function summaryOf(run: ReportInput): string {
  const errors = run.explanations.filter(({ severity }) => severity === "error").length;
  if (run.results.valid === true) {
    const warnings = run.explanations.length;
    return warnings === 0 ? "It held." : `It held; ${warnings} warning${warnings > 1 ? "s" : ""} beside it.`;
  }
  if (run.results.valid === false) {
    return `It was broken${errors > 0 ? `: ${errors} finding${errors > 1 ? "s" : ""}` : ""}.`;
  }
  return "The history does not settle whether it held.";
}

function findingItem(finding: Explanation, titles: ReadonlyMap<number, string>, graph: Html | ""): Html {
  const rule = anomalyRule(finding.anomaly);
  const links = finding.operations.slice(0, LINKS_MAX);
  const left = finding.operations.length - links.length;
  const follow = followTerm(finding);
  return html`
    <li class="finding ${finding.severity}">
      <h3>${finding.severity === "error" ? "" : `${finding.severity}: `}${finding.anomaly}</h3>
      ${rule === undefined ? "" : html`<p class="soft">${rule}</p>`}
      <p class="text">${finding.text}</p>
      <p class="links">
        ${links.map((index) =>
          html`
            <a href="#op-${index}">operation ${titles.get(index) ?? index}</a>
          `
        )}
        ${left > 0
          ? html`
            <span>and ${left} more</span>
          `
          : ""}
        ${follow === "" ? "" : html`<a href="#follow=${encodeURIComponent(follow)}">follow ${cut(follow)}</a>`}
      </p>
      ${finding.cycle === undefined ? "" : cycleWords(finding.cycle, titles)} ${graph}
    </li>
  `;
}

/** The cycle in words, one line an edge. */
function cycleWords(cycle: readonly CycleEdge[], titles: ReadonlyMap<number, string>): Html {
  return html`
    <ol class="cycle">
      ${cycle.map((edge) =>
        html`
          <li>
            <a href="#op-${edge.from}">${titles.get(edge.from) ?? edge.from}</a> → <a href="#op-${edge
              .to}">${titles.get(
                edge.to,
              ) ?? edge.to}</a> (${edge.type}): ${edge.because}
          </li>
        `
      )}
    </ol>
  `;
}

function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
