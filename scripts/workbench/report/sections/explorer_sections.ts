/**
 * The parts of the page that its script fills: messages, playback, operations, logs of keys. Ids are known to `client/`.
 *
 * @module
 */
import { type Outcome, OUTCOMES } from "../../recording/calls.ts";
import type { ValueKind } from "../../workloads/workload.ts";
import type { LeftOut } from "../encode/encode_run.ts";
import { type Html, html } from "../html.ts";
import { leftOutNote } from "./left_out_note.ts";

/** Speeds of the playback: run time per time of the reader. */
const SPEEDS: readonly (readonly [factor: number, name: string])[] = [
  [0.001, "1/1000"],
  [0.01, "1/100"],
  [0.05, "1/20"],
  [0.1, "1/10"],
  [0.25, "1/4"],
  [1, "real time"],
  [4, "4 times"],
  [16, "16 times"],
];
const DEFAULT_SPEED = 0.1;

const OUTCOME_MEANINGS: Readonly<Record<Outcome, string>> = {
  ok: "It certainly took effect.",
  fail: "It certainly did not take effect.",
  info: "Nobody knows whether it took effect; it may do so until the end of the run, so its box reaches as far.",
  open: "The run ended before it did.",
};

const LOST_MEANING =
  "The network dropped it, its receiver was down, or the run ended first; the cross is where it was lost.";
const LATE_MEANING =
  "It took three times the median of messages that go the same way (from clients, to clients, between nodes) and at least 10 ms longer, or it answered an operation that had already ended.";
const LIT_MEANING = "Messages that hold the value under Follow; the thick ones brought it to their receiver first.";
const CALL_MEANING = "From the invocation to the completion of the operation that you chose last.";

/** The space-time diagram with its filters. */
export function messagesSection(leftOut: LeftOut): Html {
  return html`
    <section id="messages">
      <h2>Messages</h2>
      ${leftOutNote(leftOut.events)} ${leftOutNote(leftOut.texts)}
      <p class="soft">
        Each line is a message, from its sender at the time of sending to its receiver at the time of arrival; its colour is
        its type, below.
      </p>
      ${diagramLegend()}
      <details>
        <summary>How to move and zoom</summary>
        <p class="soft">
          Drag to move; zoom with Ctrl and the wheel (the wheel alone once the diagram has the focus), two fingers, or a
          double click. Keys: ← → move, + − zoom, 0 shows the whole run, n and p go from message to message, Escape lets go.
          Press a message to see its body.
        </p>
      </details>
      <div class="controls">
        <label>Follow a value <input id="follow" type="search" placeholder="17, or key and value" autocomplete="off"
            spellcheck="false" data-tip="Lights up the messages that carry this value, from the one that brought it in; several words must all occur."></label>
        <label>Node <select id="filter-participant" data-tip="Only messages from or to this participant."></select></label>
        <label>Operation <input id="filter-operation" type="number" min="0" placeholder="index"
            aria-describedby="filter-operation-note"
            data-tip="Lights up the requests and replies of the operation with this history index and shows its time."></label>
        <label>Clients <select id="filter-clients" data-tip="Clients share one row, have one each, or are left out.">
            <option value="merged">in one row</option>
            <option value="each">one row each</option>
            <option value="hidden">left out</option>
          </select></label>
        <label
          class="check"><input id="filter-troubled" type="checkbox" data-tip="Only messages that were lost, never arrived or came late.">
          lost and late only</label>
        <span class="buttons">
          <button type="button" id="zoom-in" data-tip="Show half the time.">Zoom in</button>
          <button type="button" id="zoom-out" data-tip="Show twice the time.">Zoom out</button>
          <button type="button" id="zoom-all" data-tip="Show the whole run.">Whole run</button>
          <button type="button" id="clear-filters" data-tip="Take all filters away.">Clear filters</button>
        </span>
      </div>
      <p id="filter-operation-note" class="note" role="status"></p>
      <div id="type-chips" class="chips" role="group" aria-label="Message types"></div>
      <canvas id="overview" tabindex="0" role="application"
        aria-label="The whole run; press to move the window of time; keys: arrows move, plus and minus zoom, 0 shows all"></canvas>
      <div class="stage">
        <canvas id="diagram" tabindex="0" role="application"
          aria-label="Space-time diagram of messages; keys: arrows move, plus and minus zoom, 0 shows all, n and p select messages"></canvas>
        <div class="cursor" id="diagram-cursor" hidden></div>
      </div>
      <p id="diagram-status" class="status" role="status"></p>
      <p id="diagram-origin" class="links"></p>
      <div id="message-card" aria-live="polite"></div>
    </section>
  `;
}

function diagramLegend(): Html {
  return html`
    <p class="legend">
      ${legendLine(
        "lost",
        "lost",
        LOST_MEANING,
        html`
          <path d="M2 7H20" />
          <path class="end" d="M18 3L26 11M26 3L18 11" />
        `,
      )}
      ${legendLine(
        "late",
        "late",
        LATE_MEANING,
        html`
          <path d="M2 7H28" />
          <path class="end" d="M21 3L28 7L21 11" />
        `,
      )}
      ${legendLine("lit", "carries what you follow", LIT_MEANING, html`<path d="M2 7H28" />`)}
      ${legendLine("call", "time of the chosen operation", CALL_MEANING, html`<path d="M2 7H28" />`)}
    </p>
  `;
}

/** An entry of the diagram's legend: a line as it is drawn, its name, and what it means. */
function legendLine(look: string, name: string, meaning: string, line: Html): Html {
  return html`
    <span tabindex="0"
      data-tip="${meaning}"><svg class="key ${look}" width="30" height="14" aria-hidden="true">${line}</svg>
      ${name}</span>
  `;
}

/** The playback of the cluster. */
export function playbackSection(kind: ValueKind, leftOut: LeftOut): Html {
  return html`
    <section id="playback">
      <h2>Playback</h2>
      ${leftOutNote(leftOut.events)}
      <p class="soft">
        The cluster at one moment. Dots are messages under way, a cross is where one was lost, dashed lines are cut or held
        back.${kind === "element"
          ? " A node fills up with what it knows; it turns green, with a thick rim, when it knows everything asked for so far."
          : ""}
      </p>
      <div class="controls">
        <span class="buttons">
          <button type="button" id="play">Play</button>
          <button type="button" id="step-back" data-tip="To the event before.">◀ Step</button>
          <button type="button" id="step-forward" data-tip="To the next event.">Step ▶</button>
        </span>
        <label>Speed <select id="speed" data-tip="How fast the run's time passes.">
            ${SPEEDS.map(([factor, name]) =>
              html`
                <option value="${factor}" ${factor === DEFAULT_SPEED
                  ? html`
                    selected
                  `
                  : ""}>${name}</option>
              `
            )}
          </select></label>
        <label>Node <select id="node-choice"
            data-tip="What a node knows, its last messages; a press on a node in the picture does the same."></select></label>
        <label class="wide">Time <input id="scrub" type="range" min="0" max="10000" value="0"></label>
        <output id="clock" for="scrub">0.000 s</output>
      </div>
      <div class="playback-room">
      <canvas id="cluster" tabindex="0" role="application"
        aria-label="The cluster at one moment; keys: space plays, arrows step from event to event"></canvas>
        <div id="node-card" class="card" hidden></div>
      </div>
      <p id="cluster-status" class="status"></p>
    </section>
  `;
}

/** Timeline and list of operations. */
export function operationsSection(leftOut: LeftOut): Html {
  return html`
    <section id="operations">
      <h2>Operations</h2>
      ${leftOutNote(leftOut.texts)}
      <div id="call-card"></div>
      <p class="soft">
        A row for each client process, a box for each operation from invocation to completion, at the same time as in the
        diagram of messages. Press a box to see its operation.
      </p>
      <p class="legend">
        ${OUTCOMES.map((outcome) =>
          html`
            <span class="outcome-key k-${outcome}" tabindex="0" data-tip="${OUTCOME_MEANINGS[
              outcome
            ]}">${outcome}</span>
          `
        )}
        <span class="outcome-key k-named" tabindex="0" data-tip="A finding of the verdict names this operation.">named by a finding</span>
      </p>
      <div class="stage">
        <canvas id="timeline" tabindex="0" role="application"
          aria-label="Timeline of operations; keys: arrows move, plus and minus zoom, 0 shows all"></canvas>
        <div class="cursor" id="timeline-cursor" hidden></div>
      </div>
      <div class="controls">
        <label>Function <select id="call-f"><option value="">all</option></select></label>
        <label>Outcome <select id="call-outcome">
            <option value="">all</option>
            ${OUTCOMES.map((outcome, position) => html`<option value="${position}">${outcome}</option>`)}
            <option value="named">named by a finding</option>
          </select></label>
        <label>Search <input id="call-search" type="search" placeholder="value, error, p3, index" autocomplete="off" spellcheck="false"></label>
        <span id="calls-status" class="status" role="status"></span>
      </div>
      <div class="calls-head" aria-hidden="true">
        <span>index</span><span>invoked</span><span>process</span><span>function</span><span>outcome</span><span>took</span><span>result</span>
      </div>
      <div id="calls" role="listbox" tabindex="0" aria-label="Operations; arrow keys select"></div>
    </section>
  `;
}

/** The log of each key, for kafka runs. */
export function kafkaSection(leftOut: LeftOut): Html {
  return html`
    <section id="kafka">
      <h2>Logs</h2>
      ${leftOutNote(leftOut.texts)}
      <p class="soft">
        What acknowledged sends and polls say of each key's log, with a column for each process that polled it: ● is a
        message that it read (press to see the poll), ○ one that it passed over between others. An offset that holds more
        than one value is marked: the run disagrees with itself there.
      </p>
      <div class="controls"><label>Key <select id="kafka-key"></select></label></div>
      <p id="kafka-origin" class="links"></p>
      <div id="kafka-log"></div>
    </section>
  `;
}
