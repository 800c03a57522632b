// @ts-check
/// <reference lib="dom" />
/**
 * Starts the page: unpacks the data, makes the parts, and connects them.
 *
 * @module
 */
import { followPlace, operationPlace, startAddress } from "./address.js";
import { Diagram } from "./diagram.js";
import { byId, inputById } from "./dom.js";
import { followValue, startFilterControls } from "./filter_controls.js";
import { parseTerms } from "../../recording/terms.js";
import { spreadOf, timeOfSpread } from "./follow.js";
import { startKafka } from "./kafka.js";
import { Missing } from "./missing.js";
import { startLogFilter } from "./log_filter.js";
import { Operations } from "./operations.js";
import { startOverview } from "./overview.js";
import { Playback } from "./playback.js";
import { startPlots } from "./plots.js";
import { startRoving, startScrollable } from "./reach.js";
import { Live } from "./live.js";
import { NodeCard } from "./node_card.js";
import { momentOf, NODE, readRun } from "./run.js";
import { startTheme } from "./theme.js";
import { Timeline } from "./timeline.js";
import { Tip } from "./tip.js";
import { View } from "./view.js";

/** @typedef {import("./run.js").Run} Run */

/** Screens below this have their controls in one column, as in page.css. */
const NARROW_WIDTH = 640;

/** Unpacks the data: JSON as it is, or gzip in base64. @returns {Promise<Run>} */
async function loadRun() {
  const holder = byId("run-data");
  const text = holder.textContent ?? "";
  if (holder.dataset.packing !== "gzip") return readRun(JSON.parse(text));
  const packed = atob(text.trim());
  const bytes = new Uint8Array(packed.length);
  for (let place = 0; place < packed.length; place++) bytes[place] = packed.charCodeAt(place);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return readRun(await new Response(stream).json());
}

/** Where the playback begins for who wants to break something, as a share of the run. */
const FIRST_MOMENT = 0.2;

/** Height of the bar of links, which stays on the screen. */
const NAVIGATION_PX = 50;

/** @param {Run} run */
function startPage(run) {
  const view = new View(run.payload.start, run.payload.end);
  const tip = new Tip();
  const lightCall = (/** @type {number} */ row) => {
    const operation = inputById("filter-operation");
    if (document.activeElement !== operation) operation.value = String(run.calls.index[row] ?? "");
    view.set({ call: row, isCallFilter: true });
    showTimeOf(run, view, row);
  };
  // Whoever presses something goes there by the address, so that the browser leads back.
  const actions = {
    showCall: (/** @type {number} */ row) => address.go(operationPlace(run.calls.index[row] ?? 0)),
    showMessage: (/** @type {number} */ row) => {
      view.set({ message: row, cursor: momentOf(run, row) });
      const sent = run.messages.sent[row] ?? 0;
      const took = Math.max(run.messages.took[row] ?? 0, 1000);
      if (sent < view.state.from || sent > view.state.to) view.show(sent - 3 * took, sent + 4 * took);
      byId("messages").scrollIntoView();
    },
    follow: (/** @type {string} */ query) => address.go(followPlace(query)),
    lightCall: (/** @type {number} */ row) => {
      lightCall(row);
      byId("messages").scrollIntoView();
    },
    playFrom: (/** @type {number} */ time) => {
      view.set({ cursor: time });
      byId("playback").scrollIntoView();
    },
  };
  startFilterControls(run, view, lightCall);
  const parts = { run, view, tip, actions };
  const playback = new Playback(run, view);
  const redraws = [
    startOverview(run, view),
    new Diagram(parts).redraw,
    playback.redraw,
    new Timeline(parts).redraw,
  ];
  const redraw = () => redraws.forEach((draw) => draw());
  new Operations(parts);
  startPlots(run, tip, actions);
  startTheme(redraw);
  startRoving();
  startScrollable();
  startLogFilter();
  globalThis.addEventListener("resize", redraw);
  new Missing({ ...run }, view, (fetched, rowOf) => takeRun(run, view, { fetched, rowOf }));
  const showLog = startKafka(run);
  const address = startAddress(run, placesOf(run, view, showLog));
  for (const copy of document.querySelectorAll("[data-copy]")) {
    copy.addEventListener("click", () => copyText(copy));
  }
  const showPlayback = (/** @type {number | undefined} */ cursor) => {
    if (cursor !== undefined) view.set({ cursor });
    else {
      // At the very start there is nothing to see.
      if (view.state.cursor <= 0) view.set({ cursor: run.payload.end * FIRST_MOMENT });
      if (view.state.node < 0) view.set({ node: run.payload.kinds.indexOf(NODE) });
    }
    // Only within the frame: the page around it shows how this run stands against the other.
    scrollTo(0, byId("playback").offsetTop - NAVIGATION_PX);
  };
  new NodeCard({ run, view, actions, live: new Live(showPlayback), knowledge: () => playback.knowledge });
  document.documentElement.dataset.ready = "yes";
}

/**
 * Goes on with a run that holds more messages, whose rows have other numbers.
 *
 * @param {Run} run @param {View} view @param {{ fetched: Run, rowOf: Int32Array }} more
 */
function takeRun(run, view, { fetched, rowOf }) {
  Object.assign(run, fetched);
  const { message, follow, held } = view.state;
  const spread = follow === "" ? undefined : spreadOf(run, parseTerms(follow));
  view.set({ held: held + 1, message: rowOf[message] ?? -1, spread });
}

/**
 * What the page shows where the address names a place.
 *
 * @param {Run} run @param {View} view @param {ReturnType<typeof startKafka>} showLog
 * @returns {import("./address.js").Places}
 */
function placesOf(run, view, showLog) {
  return {
    showCall: (row, isBack) => {
      view.set({ call: row, cursor: run.calls.invoked[row] ?? 0 });
      if (!isBack) goTo("call-card");
    },
    follow: (query, isBack) => {
      followValue(run, view, query);
      const { spread } = view.state;
      const time = spread === undefined ? undefined : timeOfSpread(run, spread);
      if (time === undefined) view.show(view.whole.from, view.whole.to);
      else {
        view.show(time.from, time.to);
        view.set({ cursor: time.start });
      }
      // On a phone the filters above the diagram fill the screen.
      if (!isBack) byId(innerWidth < NARROW_WIDTH ? "overview" : "messages").scrollIntoView();
    },
    showLog,
    leave: () => view.set({ call: -1, isCallFilter: false, follow: "", spread: undefined }),
  };
}

/** Shows the time around a call. @param {Run} run @param {View} view @param {number} row */
function showTimeOf(run, view, row) {
  const invoked = run.calls.invoked[row] ?? 0;
  const took = Math.max(run.calls.took[row] ?? 0, 2000);
  view.show(invoked - took, invoked + 2 * took);
}

/** @param {Element} owner */
async function copyText(owner) {
  try {
    await navigator.clipboard.writeText(owner.getAttribute("data-copy") ?? "");
    owner.textContent = "Copied";
  } catch {
    owner.textContent = "Cannot copy: select the text";
  }
}

/** @param {string} id */
function goTo(id) {
  const place = byId(id);
  place.scrollIntoView({ block: "start" });
  const focus = place.querySelector("[tabindex]");
  if (focus instanceof HTMLElement) focus.focus({ preventScroll: true });
}

try {
  startPage(await loadRun());
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  byId("page-problem").textContent =
    `Cannot show messages and operations: ${reason}. A browser of 2024 or later is needed.`;
  throw error;
}
