// @ts-check
/// <reference lib="dom" />
/**
 * The list of operations, filtered, with only the rows on the screen in the document, and the card of the chosen one.
 *
 * @module
 */
import { callCard } from "./details.js";
import { byId, element, inputById, oncePerFrame, selectById, workOff } from "./dom.js";
import { cutText, formatCount, formatDuration, formatTime } from "./format.js";
import { isClientCrash, OUTCOME_NAMES, textOf } from "./run.js";
import { CallTexts } from "./search.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./view.js").View} View */

const ROW_HEIGHT = 30;
/** Rows above and below the visible ones that are in the document as well. */
const SPARE_ROWS = 8;
const CRASH_MEANING = "The bench let this client crash; another takes its place.";

/** For work that nobody waits for. */
const NEVER_GIVEN_UP = { signal: new AbortController().signal, onPause: () => {} };

/** The list on the page. */
export class Operations {
  #run;
  #view;
  #actions;
  #list = byId("calls");
  /** Rows of calls that pass the filters. @type {number[]} */
  #shown = [];
  #searching = new AbortController();
  /** Made at the first search. @type {CallTexts | undefined} */
  #texts;
  #render = oncePerFrame(() => this.#renderRows());

  /** @param {{ run: Run, view: View, actions: import("./details.js").Actions }} parts */
  constructor({ run, view, actions }) {
    this.#run = run;
    this.#view = view;
    this.#actions = actions;
    const functions = selectById("call-f");
    run.payload.functions.forEach((name, f) => functions.append(element("option", { value: String(f) }, name)));
    for (const id of ["call-f", "call-outcome", "call-search"]) {
      byId(id).addEventListener("input", () => this.#filter());
    }
    // Whoever types does so a moment later.
    byId("call-search").addEventListener("focus", () => workOff(this.#callTexts().prepare(), NEVER_GIVEN_UP));
    this.#list.addEventListener("scroll", this.#render);
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
    view.onChange((changed) => {
      if (changed.has("call") || changed.has("held")) this.#select();
    });
    this.#show(null, "");
  }

  #callTexts() {
    return this.#texts ??= new CallTexts(this.#run);
  }

  async #filter() {
    this.#searching.abort();
    const searching = this.#searching = new AbortController();
    const query = inputById("call-search").value.trim();
    const found = query === "" ? null : await workOff(this.#callTexts().callsWith(query), {
      signal: searching.signal,
      onPause: () => byId("calls-status").textContent = "Searching …",
    });
    if (found !== undefined) this.#show(found, query);
  }

  /** @param {Uint8Array | null} found one a call: 1 where the query was found; null without one @param {string} query */
  #show(found, query) {
    const { calls, isFinding } = this.#run;
    const f = selectById("call-f").value;
    const outcome = selectById("call-outcome").value;
    this.#shown = [];
    for (let row = 0; row < calls.count; row++) {
      if (f !== "" && calls.f[row] !== Number(f)) continue;
      if (outcome === "named" ? isFinding[row] === 0 : outcome !== "" && calls.outcome[row] !== Number(outcome)) {
        continue;
      }
      if (found !== null && found[row] === 0) continue;
      this.#shown.push(row);
    }
    const { cutCount } = this.#run.payload;
    const cuts = query === "" || cutCount === 0
      ? ""
      : `; ${formatCount(cutCount)} long values are cut on this page and searched only as far as they are shown`;
    byId("calls-status").textContent = `${formatCount(this.#shown.length)} of ${
      formatCount(calls.count)
    } operations${cuts}`;
    this.#list.scrollTop = 0;
    this.#render();
  }

  #renderRows() {
    const first = Math.max(0, Math.floor(this.#list.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
    const count = Math.ceil(this.#list.clientHeight / ROW_HEIGHT) + 2 * SPARE_ROWS;
    const rows = this.#shown.slice(first, first + count).map((row, place) => this.#rowElement(row, first + place));
    const space = element("div", { class: "space", role: "presentation" });
    space.style.height = `${this.#shown.length * ROW_HEIGHT}px`;
    const body = element("div", { class: "rows", role: "presentation" }, ...rows);
    body.style.top = `${first * ROW_HEIGHT}px`;
    space.append(body);
    this.#list.replaceChildren(space);
  }

  /** @param {number} row @param {number} place @returns {HTMLElement} */
  #rowElement(row, place) {
    const { calls, payload, isFinding } = this.#run;
    const outcome = OUTCOME_NAMES[calls.outcome[row] ?? 0] ?? "";
    const made = element(
      "div",
      {
        class: `row${isFinding[row] === 1 ? " named" : ""}`,
        role: "option",
        "aria-selected": String(row === this.#view.state.call),
        "aria-posinset": String(place + 1),
        "aria-setsize": String(this.#shown.length),
        "data-call": String(row),
      },
      element("span", { class: "number" }, String(calls.index[row])),
      element("span", { class: "number" }, formatTime(calls.invoked[row] ?? 0)),
      element("span", { class: "number" }, `p${calls.process[row]}`),
      element("span", {}, payload.functions[calls.f[row] ?? 0] ?? ""),
      element("span", { class: `outcome o-${outcome}` }, outcome),
      element("span", { class: "number" }, isClientCrash(this.#run, row) ? "–" : formatDuration(calls.took[row] ?? -1)),
      element("span", { class: "value" }, cutText(this.#endText(row), 120)),
    );
    made.addEventListener("click", () => this.#actions.showCall(row));
    return made;
  }

  /** What a call brought: its result, or the value that was asked for and why it failed. @param {number} row */
  #endText(row) {
    const { calls } = this.#run;
    if (isClientCrash(this.#run, row)) return CRASH_MEANING;
    if (calls.outcome[row] === 0) return textOf(this.#run, calls.result[row]);
    return `${textOf(this.#run, calls.value[row])} ${textOf(this.#run, calls.error[row])}`;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const place = this.#shown.indexOf(this.#view.state.call);
    const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: this.#shown.length - 1 }[event.key];
    const row = next === undefined ? undefined : this.#shown[Math.max(0, next)];
    if (row === undefined) return;
    event.preventDefault();
    this.#view.set({ call: row });
  }

  #select() {
    const { call } = this.#view.state;
    const place = byId("call-card");
    if (call === -1) {
      place.replaceChildren();
    } else {
      place.replaceChildren(callCard(this.#run, call, this.#actions));
      const top = this.#shown.indexOf(call) * ROW_HEIGHT;
      const { scrollTop, clientHeight } = this.#list;
      if (top >= 0 && (top < scrollTop || top + ROW_HEIGHT > scrollTop + clientHeight)) {
        this.#list.scrollTop = top - clientHeight / 2;
      }
    }
    this.#render();
  }
}
