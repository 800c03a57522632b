/**
 * What the nodes printed on stderr, with times: plain text in the page, so that a search of the file finds a line.
 *
 * @module
 */
import { seconds } from "../../clock.ts";
import type { LogLine } from "../../picture.ts";
import { type Html, html } from "../html.ts";
import { FIRST_LINES_MAX } from "../../recording/node_log.ts";
import { grouped } from "../../text/grouped.ts";
import type { ReportInput } from "../report_input.ts";

/** Characters of the log on a page: the first half and the last. The whole is in node-logs/ of the run. */
export const LOG_LENGTH_MAX = 300_000;

/** Renders the section. */
export function logSection({ logLines = [], logLinesLeftOut = 0 }: ReportInput): Html {
  const { first, last, left } = cutLog(logLines, logLinesLeftOut);
  const count = first.length + last.length;
  const gap = left === 0 ? [] : [`… ${grouped(left)} lines are left out here`];
  return html`
    <section id="printed">
      <h2>Printed</h2>
      ${count === 0 ? html`<p class="soft">The nodes printed nothing on stderr.</p>` : html`
        <p class="soft">
          What the nodes printed on stderr, ${left === 0
            ? "all of it"
            : "its beginning and its end"}: the time in the run,
          the node, the line. ${left === 0 ? "" : html`The folder node-logs/ of the run has it whole.`}
        </p>
        <div class="controls">
          <label>Lines with <input id="log-search" type="search" placeholder="n0, or a word" autocomplete="off"
              spellcheck="false"></label>
          <p class="status" id="log-status" role="status">${grouped(count)} lines</p>
        </div>
        <pre id="node-log" tabindex="0" aria-label="What the nodes printed">${[...first, ...gap, ...last].join(
          "\n",
        )}</pre>
      `}
    </section>
  `;
}

/** The lines as texts, of a long log the first and the last ones. */
function cutLog(lines: readonly LogLine[], leftOut: number) {
  const texts = lines.map(({ timeNs, node, text }) => `${seconds(timeNs, 3)} ${node} ${text}`);
  const fitting = (list: readonly string[]) => {
    let length = 0;
    const end = list.findIndex((text) => (length += text.length + 1) > LOG_LENGTH_MAX / 2);
    return end < 0 ? list.length : end;
  };
  const total = texts.reduce((sum, { length }) => sum + length + 1, 0);
  // Lines that the run did not keep stood before the last ones that it kept.
  if (total <= LOG_LENGTH_MAX && leftOut === 0) return { first: texts, last: [], left: 0 };
  const firstCount = Math.min(fitting(texts), leftOut === 0 ? texts.length : FIRST_LINES_MAX);
  const rest = texts.slice(firstCount);
  const lastCount = fitting(rest.toReversed());
  return {
    first: texts.slice(0, firstCount),
    last: rest.slice(rest.length - lastCount),
    left: rest.length - lastCount + leftOut,
  };
}
