/// <reference lib="dom" />
/**
 * The runs beside each other: which there are, and how the one that is shown stands against the one it was made from.
 *
 * @module
 */
import { seconds } from "../../workbench/clock.ts";
import { byId, element } from "../elements.ts";
import { validityWord } from "../outcome.ts";
import type { RunDone } from "../protocol.ts";
import type { Comparison, Future } from "./protocol.ts";

/** What the page hears. */
export interface FuturesEvents {
  onChoose(position: number): void;
  onShrink(): void;
}

/** The futures on the page. */
export class FuturesView {
  readonly #choices = byId("futures", HTMLElement);
  readonly #shrink = byId("shrink", HTMLButtonElement);
  readonly #comparison = byId("comparison", HTMLElement);
  readonly #events: FuturesEvents;

  constructor(events: FuturesEvents) {
    this.#events = events;
    this.#shrink.addEventListener("click", () => events.onShrink());
  }

  /** Shows the runs, the first of which is that of the editor. */
  show(runs: readonly RunDone[], shown: number): void {
    this.#shrink.hidden = runs[shown]?.valid !== false;
    byId("shrink-note", HTMLElement).hidden = this.#shrink.hidden;
    this.#choices.hidden = runs.length < 2;
    this.#choices.replaceChildren(...runs.map((done, position) => {
      const name = done.future?.label ?? "The run";
      const choice = element(
        "button",
        { type: "button", "aria-pressed": String(position === shown) },
        `${name}: ${validityWord(done.valid).toLowerCase()}`,
      );
      choice.addEventListener("click", () => this.#events.onChoose(position));
      return choice;
    }));
    const future = runs[shown]?.future;
    this.#comparison.replaceChildren(...(future?.comparison === undefined ? [] : tell(future, future.comparison)));
  }
}

function tell({ label, forkNs = 0 }: Future, comparison: Comparison): HTMLElement[] {
  const { sameEvents, isSameUntilFork, rows, eventsBefore, eventsAfter } = comparison;
  const moment = seconds(forkNs, 3);
  const events = `${sameEvents.toLocaleString("en")} events of the network are the same`;
  return [
    element(
      "p",
      {},
      isSameUntilFork
        ? `Until ${moment} this is the same run: the first ${events}.`
        : `This is not the same run until ${moment}: only the first ${events}. The program depends on something ` +
          "besides its messages, timers and seed.",
    ),
    element(
      "div",
      { class: "scroll" },
      element(
        "table",
        { class: "compared" },
        element("caption", { class: "hidden" }, "Both runs in figures"),
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            ...["figure", "before", label].map((text) => element("th", { scope: "col" }, text)),
          ),
        ),
        element(
          "tbody",
          {},
          ...rows.map(({ label: name, before, after, change }) =>
            element(
              "tr",
              {},
              element("th", { scope: "row" }, name),
              element("td", {}, before),
              element("td", { class: change ?? "" }, change === undefined ? after : `${after} (${change})`),
            )
          ),
        ),
      ),
    ),
    element(
      "details",
      {},
      element("summary", {}, "What happened from then on, in both"),
      element(
        "div",
        { class: "beside" },
        listed("Before", eventsBefore),
        listed(label, eventsAfter),
      ),
    ),
  ];
}

function listed(title: string, events: readonly string[]): HTMLElement {
  const list = events.length === 0
    ? element("p", { class: "soft" }, "Nothing more between nodes.")
    : element("ol", {}, ...events.map((event) => element("li", {}, element("code", {}, event))));
  return element("div", {}, element("h3", {}, title), list);
}
