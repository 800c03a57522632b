// @ts-check
/// <reference lib="dom" />
/**
 * The log of a kafka run, key by key: what stands at each offset, who wrote it, who read it, and how far each process
 * has read.
 *
 * @module
 */
import { linksToOrigin, logPlace } from "./address.js";
import { button, byId, element, selectById, whenSeen } from "./dom.js";
import { cutText, formatCount } from "./format.js";
import { kafkaLogs } from "./kafka_logs.js";
import { OUTCOME_NAMES } from "./run.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./kafka_logs.js").KeyLog} KeyLog */

/** Offsets that are listed at a time. */
const PAGE_LENGTH = 100;
/** Processes that get a column of their own. */
const COLUMNS_MAX = 24;

/**
 * Fills the section when it is first seen or asked for.
 *
 * @param {Run} run
 * @returns {import("./address.js").Places["showLog"]} shows the log of `[key]`, or the entry of `[key, message]`
 */
export function startKafka(run) {
  if (run.payload.valueKind !== "message") return () => {};
  const select = selectById("kafka-key");
  /** @type {Map<string, KeyLog> | undefined} */
  let logs;
  let first = 0;
  /** The entry that a finding is about. */
  let marked = -1;
  const read = () => {
    if (logs !== undefined) return logs;
    logs = kafkaLogs(run);
    for (const [key, { entries }] of logs) {
      select.append(element("option", { value: key }, `${cutText(key, 40)} (${countOf(entries.length, "offset")})`));
    }
    return logs;
  };
  /** At first the log that a finding is about, else the longest. */
  const showFirst = () => {
    const link = document.querySelector("#verdict a[href^='#log=']");
    const longest = [...read()].sort(([, a], [, b]) => b.entries.length - a.entries.length)[0]?.[0] ?? "";
    select.value = link?.getAttribute("data-key") ?? longest;
    show();
  };
  const show = () => {
    const log = read().get(select.value);
    if (log === undefined) return;
    const go = (/** @type {number} */ start) => {
      first = start;
      show();
    };
    byId("kafka-log").replaceChildren(readersTable(log), pager(log, first, go), entriesTable(run, log, first, marked));
  };
  /** @type {import("./address.js").Places["showLog"]} */
  const showPlace = ([key, message], isBack) => {
    const log = read().get(String(key));
    if (log === undefined) return;
    select.value = String(key);
    const json = JSON.stringify(message);
    marked = log.entries.findIndex(({ values }) => values.has(json));
    first = Math.floor(Math.max(0, marked) / PAGE_LENGTH) * PAGE_LENGTH;
    show();
    byId("kafka-origin").replaceChildren(...linksToOrigin(logPlace([key, message])));
    const asked = document.querySelector("#kafka-log tr.asked") ?? byId("kafka");
    if (!isBack) asked.scrollIntoView({ block: "center" });
  };
  select.addEventListener("change", () => {
    first = 0;
    marked = -1;
    byId("kafka-origin").replaceChildren();
    show();
  });
  whenSeen(byId("kafka"), () => {
    if (logs === undefined) showFirst();
  });
  return showPlace;
}

/** @param {number} count @param {string} noun */
function countOf(count, noun) {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** @param {KeyLog} log @param {number} first @param {(first: number) => void} go */
function pager(log, first, go) {
  const last = Math.min(first + PAGE_LENGTH, log.entries.length);
  const parts = [`Entries ${first + 1} to ${last} of ${formatCount(log.entries.length)} `];
  const buttons = [];
  if (first > 0) buttons.push(button("Earlier", () => go(Math.max(0, first - PAGE_LENGTH))));
  if (last < log.entries.length) buttons.push(button("Later", () => go(first + PAGE_LENGTH)));
  return element("p", { class: "buttons" }, ...parts, ...buttons);
}

/** How far each process has read, as bars. @param {KeyLog} log */
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
    element(
      "div",
      { class: "scroll short", tabindex: "0", role: "group", "aria-label": "Readers of the log" },
      element("table", { class: "readers" }, ...rows),
    ),
  );
}

/** @param {Run} run @param {KeyLog} log @param {number} first @param {number} marked position of an entry, or -1 */
function entriesTable(run, log, first, marked) {
  const processes = [...log.readers.keys()].sort((a, b) => a - b);
  const hasColumns = processes.length <= COLUMNS_MAX;
  const head = [
    ...["offset", "value", "written by"].map((name) => element("th", {}, name)),
    ...(hasColumns ? processes.map((process) => `p${process}`) : ["read by"]).map((name) =>
      element("th", hasColumns ? { class: "reader" } : {}, name)
    ),
  ];
  const rows = log.entries.slice(first, first + PAGE_LENGTH).map((entry, place) => {
    const values = [...entry.values];
    const looks = [values.length > 1 ? "named" : "", first + place === marked ? "asked" : ""];
    return element(
      "tr",
      { class: looks.join(" ").trim() },
      element("td", { class: "number" }, String(entry.offset)),
      element("td", { class: "value" }, values.map((value) => cutText(value, 60)).join(" and also ")),
      element("td", { class: "writers" }, ...writersOf(run, entry)),
      ...(hasColumns
        ? processes.map((process) => readerCell(run, log, entry, process))
        : [element("td", {}, [...entry.readers.keys()].sort((a, b) => a - b).map((one) => `p${one}`).join(" "))]),
    );
  });
  return element(
    "div",
    { class: "scroll tall", tabindex: "0", role: "group", "aria-label": "Entries of the log" },
    element(
      "table",
      { class: "log" },
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows),
    ),
  );
}

/** @param {Run} run @param {import("./kafka_logs.js").LogEntry} entry */
function writersOf({ calls }, entry) {
  if (entry.writers.length === 0) return ["nobody known"];
  return entry.writers.map((call) =>
    element(
      "a",
      { href: `#op-${calls.index[call]}` },
      `${calls.index[call]} (p${calls.process[call]}, ${OUTCOME_NAMES[calls.outcome[call] ?? 0]})`,
    )
  );
}

/** @param {Run} run @param {KeyLog} log @param {import("./kafka_logs.js").LogEntry} entry @param {number} process */
function readerCell({ calls }, log, entry, process) {
  const call = entry.readers.get(process);
  if (call !== undefined) {
    const index = String(calls.index[call]);
    const label = `Read by p${process} in operation ${index}`;
    return element(
      "td",
      { class: "reader" },
      element("a", { href: `#op-${index}`, "aria-label": label, "data-tip": label }, "●"),
    );
  }
  const reader = log.readers.get(process);
  const isHole = reader !== undefined && entry.offset > reader.first && entry.offset < reader.furthest;
  return element("td", { class: isHole ? "reader hole" : "reader" }, isHole ? "○" : "");
}
