// @ts-check
/// <reference lib="dom" />
/**
 * The log of a kafka run, key by key: what stands at each offset, who wrote it, who read it, and how far each process
 * has read.
 *
 * @module
 */
import { button, byId, element, selectById } from "./dom.js";
import { cutText, formatCount } from "./format.js";
import { kafkaLogs } from "./kafka_logs.js";
import { OUTCOME_NAMES } from "./run.js";

/** @typedef {import("./run.js").Run} Run */

/** Offsets that are listed at a time. */
const PAGE_LENGTH = 100;
/** Readers that are named for an offset. */
const READERS_MAX = 12;

/** @param {Run} run @param {import("./details.js").Actions} actions */
export function startKafka(run, actions) {
  if (run.payload.workload !== "kafka") return;
  const logs = kafkaLogs(run);
  const select = selectById("kafka-key");
  for (const [key, log] of logs) {
    select.append(
      element("option", { value: key }, `${cutText(key, 40)} (${formatCount(log.entries.length)} offsets)`),
    );
  }
  let first = 0;
  const show = () => {
    const log = logs.get(select.value);
    if (log === undefined) return;
    byId("kafka-log").replaceChildren(
      readersTable(log),
      pager(log, first, (start) => {
        first = start;
        show();
      }),
      entriesTable(run, log, first, actions),
    );
  };
  select.addEventListener("change", () => {
    first = 0;
    show();
  });
  show();
}

/** @param {import("./kafka_logs.js").KeyLog} log @param {number} first @param {(first: number) => void} go */
function pager(log, first, go) {
  const last = Math.min(first + PAGE_LENGTH, log.entries.length);
  const parts = [`Entries ${first + 1} to ${last} of ${formatCount(log.entries.length)} `];
  const buttons = [];
  if (first > 0) buttons.push(button("Earlier", () => go(Math.max(0, first - PAGE_LENGTH))));
  if (last < log.entries.length) buttons.push(button("Later", () => go(first + PAGE_LENGTH)));
  return element("p", { class: "buttons" }, ...parts, ...buttons);
}

/** How far each process has read, as bars. @param {import("./kafka_logs.js").KeyLog} log */
function readersTable(log) {
  const highest = log.entries.at(-1)?.offset ?? 0;
  const rows = [...log.readers].sort(([a], [b]) => a - b).map(([process, reader]) => {
    const share = highest <= 0 ? 1 : reader.furthest / highest;
    const bar = element("div", { class: "bar" });
    bar.style.width = `${Math.round(100 * share)}%`;
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, `p${process}`),
      element("td", {}, element("div", { class: "bar-room" }, bar)),
      element("td", { class: "number" }, `up to ${reader.furthest}`),
      element("td", { class: "number" }, `${formatCount(reader.count)} read`),
    );
  });
  return element(
    "details",
    { open: "" },
    element("summary", {}, `Who read up to where (highest offset ${highest})`),
    element("div", { class: "scroll short" }, element("table", { class: "readers" }, ...rows)),
  );
}

/** @param {Run} run @param {import("./kafka_logs.js").KeyLog} log @param {number} first @param {import("./details.js").Actions} actions */
function entriesTable({ calls }, log, first, actions) {
  const head = element(
    "tr",
    {},
    ...["offset", "value", "written by", "read by"].map((name) => element("th", {}, name)),
  );
  const rows = log.entries.slice(first, first + PAGE_LENGTH).map((entry) => {
    const writers = entry.writers.map((call) =>
      button(
        `${calls.index[call]} (p${calls.process[call]}, ${OUTCOME_NAMES[calls.outcome[call] ?? 0]})`,
        () => actions.showCall(call),
      )
    );
    const named = entry.readers.slice(0, READERS_MAX).map((process) => `p${process}`).join(" ");
    const more = entry.readers.length > READERS_MAX ? ` and ${entry.readers.length - READERS_MAX} more` : "";
    const values = [...entry.values];
    return element(
      "tr",
      values.length > 1 ? { class: "named" } : {},
      element("td", { class: "number" }, String(entry.offset)),
      element("td", {}, values.map((value) => cutText(value, 60)).join(" and also ")),
      element("td", {}, ...(writers.length === 0 ? ["nobody known"] : writers)),
      element("td", {}, entry.readers.length === 0 ? "nobody" : named + more),
    );
  });
  return element(
    "div",
    { class: "scroll" },
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)),
  );
}
