/**
 * The end of the page: how to repeat the run, its options, the raw results, and what is not on the page.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import type { LeftOut } from "../encode/encode_run.ts";
import { type Html, html } from "../html.ts";
import type { ReportInput } from "../report_input.ts";
import { leftOutNote } from "./left_out_note.ts";

/** Longest text of raw results on the page. */
const RESULTS_LENGTH = 60_000;

/** Renders the closing section. */
export function closingSection(run: ReportInput, leftOut: LeftOut): Html {
  const results = JSON.stringify(run.results, null, 2);
  const cut = results.length > RESULTS_LENGTH
    ? `${results.slice(0, RESULTS_LENGTH)}\n… cut; results.json has it whole`
    : results;
  return html`
    <section id="closing">
      <h2>Again, and in full</h2>
      <p>This command repeats the run:</p>
      <pre class="command">${run.reproduce}</pre>
      <p class="buttons"><button type="button" data-copy="${run.reproduce}">Copy</button></p>
      ${leftOut.events === undefined && leftOut.texts === undefined
        ? html`
          <p>Nothing of the run is left out of this page: it holds every operation and every message.</p>
        `
        : [leftOutNote(leftOut.events), leftOutNote(leftOut.texts)]}
      <details>
        <summary>Options</summary>
        <dl class="options">${Object.entries(run.options).map(([name, value]) =>
          html`
            <div>
              <dt>${name}</dt>
              <dd>${textOf(value)}</dd>
            </div>
          `
        )}</dl>
      </details>
      <details>
        <summary>Results as JSON</summary>
        <pre role="group" aria-label="Results as JSON">${cut}</pre>
      </details>
    </section>
  `;
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
