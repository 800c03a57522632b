// @ts-check
/// <reference lib="dom" />
/**
 * The way to the page that holds the report, where that page can repeat the run: the playground. Elsewhere nobody answers,
 * and the report is what it is.
 *
 * @module
 */

/** What a reader does to a run. @typedef {import("../live_messages.ts").ForkAct} Act */
/** @typedef {import("../live_messages.ts").Inspection} Inspection */

/** Talks with the page around the report. */
export class Live {
  isLive = false;
  /** @type {(() => void)[]} */
  #listeners = [];
  /** @type {((inspection: Inspection) => void)[]} */
  #inspectionListeners = [];

  /** @param {(timeUs?: number) => void} showPlayback goes to the playback, at a moment, or to a node at the present one */
  constructor(showPlayback) {
    if (globalThis.parent === globalThis.window) return;
    globalThis.addEventListener("message", ({ source, data }) => {
      if (source !== globalThis.parent) return;
      if (data?.kind === "inspected") { for (const listener of this.#inspectionListeners) listener(data.inspection); }
      if (data?.kind === "show-playback") showPlayback();
      if (data?.kind !== "live") return;
      this.isLive = true;
      for (const listener of this.#listeners) listener();
      if (typeof data.timeUs === "number") showPlayback(data.timeUs);
    });
    this.#say({ kind: "report-ready" });
  }

  /** Calls `listener` once it is known that the page can repeat the run. @param {() => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** @param {(inspection: Inspection) => void} listener */
  onInspection(listener) {
    this.#inspectionListeners.push(listener);
  }

  /** Asks what a node waits for. @param {string} node @param {number} timeUs */
  inspect(node, timeUs) {
    this.#say({ kind: "inspect", node, timeNs: Math.round(timeUs * 1000) });
  }

  /** Asks for the run in which something is done at a moment. @param {number} timeUs @param {Act} act */
  fork(timeUs, act) {
    this.#say({ kind: "fork", act, forkNs: Math.round(timeUs * 1000) });
  }

  /** @param {import("../live_messages.ts").ReportSaying} message */
  #say(message) {
    globalThis.parent.postMessage(message, "*");
  }
}
