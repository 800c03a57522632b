/**
 * The head of the page: the verdict, the rule behind it, and every finding with links to its operations.
 *
 * @module
 */
import { type Html, html } from "../html.ts";
import type { ReportInput } from "../report_input.ts";
import { findingKind } from "../../findings.ts";
import { isJsonObject } from "../../json.ts";
import { findingCount } from "../../verdict.ts";
import { adviceList } from "./account_sections.ts";
import { FindingWriter } from "./findings.ts";

/** Renders verdict, rule and findings. */
export function verdictSection(run: ReportInput): Html {
  const { valid } = run.results;
  const missed = (run.targets ?? []).filter((target) => !target.met);
  const kind = valid === true ? (missed.length === 0 ? "good" : "unsure") : valid === false ? "bad" : "unsure";
  const word = valid === true ? "Valid" : valid === false ? "Invalid" : "Unknown";
  return html`
    <section id="verdict" class="verdict ${kind}">
      <h2 class="badge">${word}${missed.length > 0
        ? `, ${missed.length} target${missed.length > 1 ? "s" : ""} missed`
        : ""}</h2>
      <p><strong>The rule.</strong> ${run.workload.rule} ${summaryOf(run)}</p>
      ${run.failure === undefined ? "" : html`
        <h3 class="failure">The run ended early</h3>
        <p class="text">${run.failure}</p>
      `} ${adviceList(run)} ${new FindingWriter(run).groups()}
    </section>
  `;
}

function summaryOf(run: ReportInput): string {
  const broken = run.explanations.filter(({ severity }) => severity === "error");
  const errors = findingCount(broken);
  if (run.results.valid === true) {
    const warnings = findingCount(run.explanations);
    return warnings === 0 ? "It held." : `It held; ${warnings} warning${warnings > 1 ? "s" : ""} beside it.`;
  }
  if (run.results.valid === false) {
    const workload = run.results.workload ?? null;
    const own = isJsonObject(workload) ? workload.valid : undefined;
    if (own !== true && own !== "unknown") {
      return `It was broken${errors > 0 ? `: ${errors} finding${errors > 1 ? "s" : ""}` : ""}.`;
    }
    const names = [...new Set(broken.map(({ anomaly }) => anomaly))];
    const beginning = own === true ? "That is not what was broken" : "It was not seen to be broken";
    return `${beginning}, but ${names.length > 1 ? "other rules" : "another rule"}: ${
      names.map((name) => findingKind(name).rule).join(" ")
    }`;
  }
  return "The history does not settle whether it held.";
}
