/**
 * The head of the page: the verdict, the rule behind it, and every finding with links to its operations.
 *
 * @module
 */
import { type Html, html } from "../html.ts";
import type { ReportInput } from "../report_input.ts";
import { findingKind } from "../../findings.ts";
import type { Json } from "../../history.ts";
import { isJsonObject } from "../../json.ts";
import { findingCount } from "../../verdict.ts";
import { FindingWriter } from "./findings.ts";

/** Renders verdict, rule and findings. */
export function verdictSection(run: ReportInput): Html {
  const { valid } = run.results;
  const missed = (run.targets ?? []).filter((target) => !target.met);
  const kind = valid === true ? (missed.length === 0 ? "good" : "unsure") : valid === false ? "bad" : "unsure";
  const word = valid === true ? "Valid" : valid === false ? "Invalid" : "Unknown";
  return html`
    <section id="verdict" class="verdict ${kind}">
      <p class="badge">${word}${missed.length > 0
        ? `, ${missed.length} target${missed.length > 1 ? "s" : ""} missed`
        : ""}</p>
      <p><strong>The rule.</strong> ${run.workload.rule} ${summaryOf(run)}</p>
      ${run.failure === undefined ? "" : html`
        <h3 class="failure">The run ended early</h3>
        <p class="text">${run.failure}</p>
      `} ${new FindingWriter(run).groups()}
    </section>
  `;
}

function isWorkloadValid(section: Json): boolean {
  return isJsonObject(section) && section.valid === true;
}

function summaryOf(run: ReportInput): string {
  const broken = run.explanations.filter(({ severity }) => severity === "error");
  const errors = findingCount(broken);
  if (run.results.valid === true) {
    const warnings = findingCount(run.explanations);
    return warnings === 0 ? "It held." : `It held; ${warnings} warning${warnings > 1 ? "s" : ""} beside it.`;
  }
  if (run.results.valid === false && isWorkloadValid(run.results.workload ?? null)) {
    const names = [...new Set(broken.map(({ anomaly }) => anomaly))];
    return `That is not what was broken, but ${names.length > 1 ? "other rules" : "another rule"}: ${
      names.map((name) => findingKind(name).rule).join(" ")
    }`;
  }
  if (run.results.valid === false) {
    const count = errors > 0 ? `: ${errors} finding${errors > 1 ? "s" : ""}` : "";
    return workloadHolds(run)
      ? `It was not seen to be broken, but another rule was${count}.`
      : `It was broken${count}.`;
  }
  return "The history does not settle whether it held.";
}

/** Availability and success of each function are asked beside the workload's own rule. */
function workloadHolds({ results: { workload } }: ReportInput): boolean {
  return typeof workload === "object" && workload !== null && "valid" in workload && workload.valid !== false;
}
