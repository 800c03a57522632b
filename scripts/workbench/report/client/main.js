// @ts-check
/// <reference lib="dom" />
/**
 * Starts the page: unpacks the data, makes the parts, connects links and theme.
 *
 * @module
 */
import { Diagram } from "./diagram.js";
import { byId, inputById } from "./dom.js";
import { followValue, startFilterControls } from "./filter_controls.js";
import { startKafka } from "./kafka.js";
import { Operations } from "./operations.js";
import { startOverview } from "./overview.js";
import { Playback } from "./playback.js";
import { startPlots } from "./plots.js";
import { momentOf, readRun } from "./run.js";
import { Timeline } from "./timeline.js";
import { Tip } from "./tip.js";
import { View } from "./view.js";

/** @typedef {import("./run.js").Run} Run */

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

/** @param {Run} run */
function startPage(run) {
  const view = new View(run.payload.start, run.payload.end);
  const tip = new Tip();
  const lightCall = (/** @type {number} */ row) => {
    inputById("filter-operation").value = String(run.calls.index[row] ?? "");
    view.set({ call: row, isCallFilter: true });
    showTimeOf(run, view, row);
    byId("messages").scrollIntoView();
  };
  const actions = {
    showCall: (/** @type {number} */ row) => {
      view.set({ call: row, cursor: run.calls.invoked[row] ?? 0 });
      goTo("call-card");
    },
    showMessage: (/** @type {number} */ row) => {
      view.set({ message: row, cursor: momentOf(run, row) });
      const sent = run.messages.sent[row] ?? 0;
      const took = Math.max(run.messages.took[row] ?? 0, 1000);
      if (sent < view.state.from || sent > view.state.to) view.show(sent - 3 * took, sent + 4 * took);
      byId("messages").scrollIntoView();
    },
    follow: (/** @type {string} */ query) => {
      followValue(run, view, query);
      byId("messages").scrollIntoView();
    },
    lightCall,
    playFrom: (/** @type {number} */ time) => {
      view.set({ cursor: time });
      byId("playback").scrollIntoView();
    },
  };
  startFilterControls(run, view, (index) => {
    const row = run.callOfIndex.get(index);
    if (row !== undefined) lightCall(row);
  });
  const parts = { run, view, tip, actions };
  const redraws = [
    startOverview(run, view),
    new Diagram(parts).redraw,
    new Playback(run, view).redraw,
    new Timeline(parts).redraw,
  ];
  new Operations(parts);
  startPlots(run, tip, actions);
  startTheme(redraws);
  globalThis.addEventListener("resize", () => redraws.forEach((redraw) => redraw()));
  startLinks(run, view, { ...actions, showLog: startKafka(run) });
  document.documentElement.dataset.ready = "yes";
}

/** Shows the time around a call. @param {Run} run @param {View} view @param {number} row */
function showTimeOf(run, view, row) {
  const invoked = run.calls.invoked[row] ?? 0;
  const took = Math.max(run.calls.took[row] ?? 0, 2000);
  view.show(invoked - took, invoked + 2 * took);
}

/**
 * Links to operations (`#op-12`), values (`#follow=17`) and logs (`#log=["k",17]`), also those in the address.
 *
 * @param {Run} run @param {View} view
 * @param {import("./details.js").Actions & { showLog: (place: readonly unknown[]) => void }} actions
 */
function startLinks(run, view, actions) {
  // In the playground's frame the page has no address: the browser would load the playground instead.
  const isInFrame = location.protocol === "about:";
  const follow = (/** @type {string} */ hash) => {
    const operation = /^#op-(\d+)$/.exec(hash)?.[1];
    const row = operation === undefined ? undefined : run.callOfIndex.get(Number(operation));
    if (row !== undefined) {
      actions.showCall(row);
      return true;
    }
    const place = /^#log=(.+)$/.exec(hash)?.[1];
    if (place !== undefined) {
      actions.showLog(listOf(decoded(place)));
      return true;
    }
    const query = /^#follow=(.+)$/.exec(hash)?.[1];
    if (query === undefined) return isInFrame && scrollToPart(hash.slice(1));
    actions.follow(decoded(query));
    view.show(view.whole.from, view.whole.to);
    return true;
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
    if (link !== null && follow(link.getAttribute("href") ?? "")) event.preventDefault();
  });
  for (const copy of document.querySelectorAll("[data-copy]")) {
    copy.addEventListener("click", () => copyText(copy));
  }
  follow(location.hash);
}

/** @param {string} id @returns {boolean} false where there is no such part */
function scrollToPart(id) {
  const place = document.getElementById(id);
  place?.scrollIntoView();
  return place !== null;
}

/** @param {string} text as in an address; one that is not encoded right stays as it is */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} json @returns {readonly unknown[]} empty for what is no list */
function listOf(json) {
  try {
    const value = JSON.parse(json);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
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

/** @param {readonly (() => void)[]} redraws */
function startTheme(redraws) {
  const redraw = () => redraws.forEach((draw) => draw());
  const dark = globalThis.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", redraw);
  byId("theme").addEventListener("click", () => {
    const { dataset } = document.documentElement;
    const isDark = dataset.theme === undefined ? dark.matches : dataset.theme === "dark";
    dataset.theme = isDark ? "light" : "dark";
    redraw();
  });
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
