/**
 * The findings of a run in words, those of one name together: the rule once, then what broke it, with links.
 *
 * @module
 */
import { findingKind, type FindingLabel, SEVERITIES } from "../../findings.ts";
import type { History, Operation } from "../../history.ts";
import { type Explanation, findingCount } from "../../verdict.ts";
import { callsOf } from "../../recording/calls.ts";
import { followTerm, logPlace } from "../encode/finding_links.ts";
import { type Html, html, type HtmlValue } from "../html.ts";
import type { ReportInput } from "../report_input.ts";
import { pictureFigure } from "../pictures/picture_figure.ts";

/** Findings of one name that are shown; the others of the page are folded, up to the next limit, or counted. */
const SHOWN_MAX = 3;
const FINDINGS_MAX = 60;
const LINKS_MAX = 16;

/** Writes the findings of one run. */
export class FindingWriter {
  readonly #run: ReportInput;
  /** History index, of invocation or completion, to the entries of the same call: how it ended, or its invocation. */
  readonly #operations: ReadonlyMap<number, Operation>;

  constructor(run: ReportInput) {
    this.#run = run;
    // Most runs have no findings, and many operations.
    this.#operations = run.explanations.length === 0 ? new Map() : operationsByIndex(run.history);
  }

  /** All findings: errors first, then those that left the verdict open, then warnings. */
  groups(): Html {
    const { explanations } = this.#run;
    const shown = explanations.slice(0, FINDINGS_MAX);
    const groups = SEVERITIES.flatMap((severity) => {
      const byName = Map.groupBy(shown.filter((one) => one.severity === severity), ({ anomaly }) => anomaly);
      return [...byName].map(([anomaly, findings]) => this.#group({ anomaly, severity }, findings));
    });
    const left = findingCount(explanations.slice(FINDINGS_MAX));
    return html`${groups}${
      left > 0 ? html`<p>${left} more findings are in explanations.json beside this page.</p>` : ""
    }`;
  }

  #group({ anomaly, severity }: FindingLabel, findings: readonly Explanation[]): Html {
    const items = findings.map((finding) => this.#item(finding));
    const folded = items.slice(SHOWN_MAX);
    return html`
      <div class="finding ${severity}">
        <h3>${severity === "error" ? "" : `${severity}: `}${anomaly}</h3>
        <p class="soft">${findingKind(anomaly).rule}</p>
        <ul class="findings">${items.slice(0, SHOWN_MAX)}</ul>
        ${folded.length === 0 ? "" : html`
          <details>
            <summary>${findingCount(findings.slice(SHOWN_MAX))} more</summary>
            <ul class="findings">${folded}</ul>
          </details>
        `}
      </div>
    `;
  }

  #item(finding: Explanation): Html {
    const { parts, named } = this.#linkedText(finding.text);
    const links = this.#operationLinks(finding, named);
    const follow = followTerm(finding, this.#run.workload.valueKind);
    const place = logPlace(finding, this.#run.workload.valueKind);
    if (follow !== "") links.push(html`<a href="#follow=${encodeURIComponent(follow)}">follow ${cut(follow)}</a>`);
    if (place !== undefined) {
      const address = encodeURIComponent(JSON.stringify(place));
      links.push(
        html`<a href="#log=${address}" data-key="${String(place[0])}">log of key ${cut(String(place[0]))}</a>`,
      );
    }
    const pictures = this.#run.pictures?.[this.#run.explanations.indexOf(finding)] ?? [];
    const evidence = finding.evidence === undefined
      ? ""
      : html`<ul class="evidence">${
        finding.evidence.map((text) => html`<li>${this.#linkedText(text).parts}</li>`)
      }</ul>`;
    return html`
      <li id="finding-${this.#run.explanations.indexOf(finding)}">
        <p class="text">${parts}</p>
        ${pictures.length === 0 ? evidence : pictures.map((one, at) => pictureFigure(one, at === 0 ? evidence : ""))}
        ${links.length === 0 ? "" : html`<p class="links">${links}</p>`}
      </li>
    `;
  }

  /** The text with links where it names operations. */
  #linkedText(text: string): { parts: HtmlValue[]; named: Set<number> } {
    const named = new Set<number>();
    const parts = text.split(/\b([Oo]peration \d+)\b/).map((part, position) => {
      if (position % 2 === 0) return part;
      const index = Number(part.slice("operation ".length));
      const call = this.#operations.get(index);
      if (call === undefined) return part;
      named.add(call.index);
      return html`<a href="#op-${index}">${part}</a>`;
    });
    return { parts, named };
  }

  /** Links to the operations of a finding, one a call, without those that its text links to. */
  #operationLinks(finding: Explanation, named: Set<number>): Html[] {
    const indices = finding.operations.filter((index) => {
      const call = this.#operations.get(index)?.index ?? index;
      return !named.has(call) && named.add(call);
    });
    const links = indices.slice(0, LINKS_MAX).map((index) => {
      const operation = this.#operations.get(index);
      const what = operation === undefined ? "" : ` ${operation.f} by p${operation.process}`;
      return html`<a href="#op-${index}">operation ${index}${what}</a>`;
    });
    const left = indices.length - links.length;
    if (left > 0) links.push(html`<span>and ${left} more</span>`);
    return links;
  }
}

/** For each index of a call's entries the entry that tells most: its completion, or its invocation while it is open. */
function operationsByIndex(history: History): ReadonlyMap<number, Operation> {
  const operations = new Map<number, Operation>();
  for (const { invocation, completion } of callsOf(history)) {
    operations.set(invocation.index, completion ?? invocation);
    if (completion !== undefined) operations.set(completion.index, completion);
  }
  return operations;
}

function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
