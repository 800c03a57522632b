/**
 * Where the time and the messages of a run went, each as a bar with its table, and what would change a missed limit.
 *
 * @module
 */
import { NS_PER_MS } from "../../clock.ts";
import { numberText } from "../../figures.ts";
import {
  type ClassCounts,
  type LatencyAccount,
  MESSAGE_CLASSES,
  type MessageAccount,
  type MessageClass,
  type RoundAccount,
  type RunAccount,
  TIME_PARTS,
  type TimePart,
} from "../../run_account.ts";
import { grouped } from "../../text/grouped.ts";
import { type Html, html, type HtmlValue } from "../html.ts";
import type { PlotData } from "../plots/plot_data.ts";
import type { ReportInput } from "../report_input.ts";
import { leftOutNote } from "./left_out_note.ts";
import { SERIES_COLOURS } from "../plots/palette.ts";
import { colourOf, PARTS, stableLatencyPlot } from "../plots/stable_latency.ts";

/** Parts of the time of less than this have no row. */
const SHARE_MIN = 0.0005;

/** Types that have a row of their own. */
const TYPES_MAX = 12;

const CLASSES = Object.keys(MESSAGE_CLASSES) as readonly MessageClass[];

/** What would change a missed limit; nothing where none is missed. */
export function adviceList({ account }: { readonly account?: RunAccount }): Html | "" {
  if (account === undefined || account.advice.length === 0) return "";
  return html`
    <div class="advice">
      <h3>Why, and what would change it</h3>
      <ol>${account.advice.map(({ text }) => html`<li>${text}</li>`)}</ol>
      <p class="soft">The numbers stand under ${account.latency === undefined ? "" : html`
        <a href="#time">Where the time goes</a> and
      `}<a href="#traffic">Where the messages go</a>.</p>
    </div>
  `;
}

/** Both sections; where there is no account a sentence why, or nothing. */
export function accountSections(
  { account, accountLeftOut }: Pick<ReportInput, "account" | "accountLeftOut">,
  plots: PlotData,
): HtmlValue {
  if (account === undefined) return accountLeftOut === undefined ? "" : leftOutSection(accountLeftOut);
  const { latency, rounds, messages } = account;
  return [latency === undefined ? "" : timeSection(latency, account, plots), trafficSection(messages, rounds)];
}

function leftOutSection(sentence: string): Html {
  return html`
    <section id="traffic">
      <h2>Where the messages go</h2>
      ${leftOutNote(sentence)}
    </section>
  `;
}

function timeSection(latency: LatencyAccount, { limits }: RunAccount, plots: PlotData): Html {
  const { values, parts, sumNs, slowest } = latency;
  const each = (ns: number) => `${digits(ns / NS_PER_MS / Math.max(1, values.length))} ms`;
  const rows = PARTS.filter((part) => parts[part] > SHARE_MIN * sumNs).map((part) => ({
    name: part,
    colour: colourOf(part),
    text: TIME_PARTS[part],
    amount: parts[part],
    shown: each(parts[part]),
    detail: detailOf(part, latency),
  }));
  return html`
    <section id="time">
      <h2>Where the time goes</h2>
      <p>${numberText(values.length)} values took ${each(sumNs)} each on average: ${latency.name === "stable latency"
        ? "from the moment when a value was known to the last read that missed it, at the node that missed it last"
        : "from the acknowledgement of a value to its arrival at the node that had it last; values that nobody sent on, because they were written over before, are left out"}.</p>
      ${sumNs === 0 ? "" : partsTable(rows, sumNs, "per value")}
      <div class="plots">
        <figure>
          <figcaption><strong>${latency.name === "stable latency"
            ? "Stable latency of every value."
            : "Time until the last node has a value."}</strong> Colour and shape: what took most of its time.</figcaption>
          <div class="scroll plot-room" role="group" aria-label="Time of every value">${stableLatencyPlot(
            plots,
            latency,
            limits,
          )}</div>
        </figure>
        ${slowest.length === 0 ? "" : slowestFigure(slowest)}
      </div>
    </section>
  `;
}

function slowestFigure(slowest: LatencyAccount["slowest"]): Html {
  return html`
    <figure class="slowest">
      <figcaption><strong>The slowest values, step by step.</strong></figcaption>
      ${slowest.map(({ value, latencyNs, steps }) =>
        html`
          <h3><a href="#follow=${encodeURIComponent(JSON.stringify(value))}">Value ${JSON.stringify(
            value,
          )}</a>, ${digits(
            latencyNs / NS_PER_MS,
          )} ms</h3>
          <ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>
        `
      )}
    </figure>
  `;
}

function detailOf(
  part: TimePart,
  { parts, hops, waits, faults, unseenNs }: LatencyAccount,
): string {
  switch (part) {
    case "way":
      return `${digits(hops.mean)} messages one after another on average, ${hops.most} at most` +
        (unseenNs < NS_PER_MS
          ? ""
          : `; reads are samples: the last one that missed a value came ${
            digits(unseenNs / NS_PER_MS)
          } ms before it on average`);
    case "first-node":
    case "later-nodes":
      return waits.length === 0 || parts[part] < Math.max(parts["first-node"], parts["later-nodes"])
        ? ""
        : `longest, in all: ${waits.map(({ node, waitNs }) => `${node} ${digits(waitNs / 1e9)} s`).join(", ")}`;
    case "fault":
      return Object.entries(faults).map(([kind, ns]) => `${kind} ${digits(ns / 1e9)} s in all`).join(", ");
    default:
      return "";
  }
}

function trafficSection(messages: MessageAccount, rounds: RoundAccount | undefined): Html {
  const { operations, total, classes, known, floors, followsValues } = messages;
  const each = (count: number) => digits(count / Math.max(1, operations));
  const kinds: readonly (readonly [string, number])[] = [
    ["went back to where it came from", known.echoed],
    ["was sent there before", known.repeated],
    ["came later than another", known.overtaken],
  ];
  const rows = CLASSES.filter((name) => classes[name] > 0).map((name) => ({
    name,
    colour: classColour(name),
    text: MESSAGE_CLASSES[name],
    amount: classes[name],
    shown: each(classes[name]),
    detail: name !== "known"
      ? ""
      : kinds.filter(([, count]) => count > 0).map(([kind, count]) => `${each(count)} ${kind}`).join(", "),
  }));
  return html`
    <section id="traffic">
      <h2>Where the messages go</h2>
      <p>${numberText(total)} messages between servers, ${each(total)} for each of ${numberText(
        operations,
      )} operations. Each did one thing${followsValues
        ? ""
        : "; no body holds a value that can be followed, so what counts as new is what a node did not say just before"}.</p>
      ${partsTable(rows, total, "per operation")}
      ${floors.length === 0 ? "" : html`
        <p class="soft">Compare with ${floors.map(({ perOperation, because }, at) =>
          html`${at === 0 ? "" : ", and with "}<strong>${digits(perOperation)}</strong> (${because})`
        )}.</p>
      `}
      <details>
        <summary>By type and by link</summary>
        ${typesTable(messages)} ${linksTable(messages)}
      </details>
      ${rounds === undefined ? "" : roundsPart(rounds)}
    </section>
  `;
}

/** A part of a bar, and its row. */
interface PartRow {
  readonly name: string;
  readonly colour: string;
  readonly text: string;
  readonly amount: number;
  readonly shown: string;
  readonly detail: string;
}

function partsTable(rows: readonly PartRow[], total: number, per: string): Html {
  const share = (amount: number) => 100 * amount / total;
  return html`
    <div class="part-bar" aria-hidden="true">${rows.map(({ colour, amount }) =>
      html`<span style="flex:${amount};background:${colour}"></span>`
    )}</div>
    <div class="scroll">
      <table class="parts">
        <thead>
          <tr>
            <td></td>
            <th class="number">${per}</th>
            <th class="number">share</th>
          </tr>
        </thead>
        <tbody>${rows.toSorted((a, b) => b.amount - a.amount).map(({ colour, text, amount, shown, detail }) =>
          html`
            <tr>
              <th scope="row"><span class="swatch" style="background:${colour}"></span> ${text}${detail === ""
                ? ""
                : html`<br><span class="soft">${detail}</span>`}</th>
              <td class="number">${shown}</td>
              <td class="number">${share(amount) < 0.5 ? "< 1" : Math.round(share(amount))} %</td>
            </tr>
          `
        )}</tbody>
      </table>
    </div>
  `;
}

function typesTable({ types, operations }: MessageAccount): Html {
  const shown = types.slice(0, TYPES_MAX);
  return countsTable("type", shown.map(({ type, classes }) => ({ name: type, classes })), operations);
}

function linksTable({ links, otherLinks, operations }: MessageAccount): Html {
  const rows = links.map(({ src, dest, classes }) => ({ name: `${src} → ${dest}`, classes }));
  const others = otherLinks.count === 0
    ? []
    : [{ name: `${otherLinks.count} other links`, classes: otherLinks.classes }];
  return countsTable("link", [...rows, ...others], operations);
}

function countsTable(
  heading: string,
  rows: readonly { readonly name: string; readonly classes: ClassCounts }[],
  operations: number,
): Html {
  const columns = CLASSES.filter((name) => rows.some(({ classes }) => classes[name] > 0));
  const sum = (classes: ClassCounts) => CLASSES.reduce((all, name) => all + classes[name], 0);
  const cell = (count: number) => count === 0 ? "–" : digits(count / Math.max(1, operations));
  return html`
    <div class="scroll">
      <table>
        <thead>
          <tr><th>${heading}, per operation</th><th class="number">all</th>${columns.map((name) =>
            html`<th class="number">${MESSAGE_CLASSES[name]}</th>`
          )}</tr>
        </thead>
        <tbody>${rows.map(({ name, classes }) =>
          html`<tr><th scope="row">${name}</th><td class="number">${cell(sum(classes))}</td>${
            columns.map((column) => html`<td class="number">${cell(classes[column])}</td>`)
          }</tr>`
        )}</tbody>
      </table>
    </div>
  `;
}

function roundsPart({ calls, services, contention }: RoundAccount): Html {
  const asking = calls.filter(({ rounds }) => rounds > 0);
  return html`
    ${asking.length === 0 ? "" : html`
      <h3>What clients waited for</h3>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>operation</th>
              <th class="number">median</th>
              <th class="number">99 %</th>
              <th class="number">max</th>
              <th class="number">questions answered meanwhile</th>
              <th class="number">part of the time</th>
            </tr>
          </thead>
          <tbody>${asking.map(({ f, medianMs, p99Ms, maxMs, rounds, roundsShare }) =>
            html`<tr><th scope="row">${f}</th>${
              [medianMs, p99Ms, maxMs].map((ms) => html`<td class="number">${digits(ms)} ms</td>`)
            }<td class="number">${digits(rounds)}</td><td class="number">${Math.round(100 * roundsShare)} %</td></tr>`
          )}</tbody>
        </table>
      </div>
    `}
    ${services.length === 0 ? "" : html`
      <h3>What services were asked</h3>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>request</th>
              <th class="number">count</th>
              <th class="number">refused</th>
            </tr>
          </thead>
          <tbody>${services.map(({ service, type, count, refused }) =>
            html`
              <tr>
                <th scope="row">${service} ${type}</th>
                <td class="number">${numberText(count)}</td>
                <td class="number">${numberText(refused)}</td>
              </tr>
            `
          )}</tbody>
        </table>
      </div>
    `}
    ${contention.refused === 0 ? "" : html`
      <p>${numberText(contention.refused)} of ${numberText(
        contention.attempts,
      )} compare-and-set requests failed. With their answers and with reading anew they cost ${numberText(
        contention.messages,
      )} messages.</p>
    `}
  `;
}

function classColour(name: MessageClass): string {
  return `var(--s${CLASSES.indexOf(name) % SERIES_COLOURS})`;
}

/** Three digits, or whole numbers beyond. */
function digits(value: number): string {
  return value >= 100 ? grouped(Math.round(value)) : String(Number(value.toPrecision(3)));
}
