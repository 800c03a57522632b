// @ts-check
/// <reference lib="dom" />
/**
 * The card of one node at the moment of the playback: what it knows as far as the messages tell, its last messages, and,
 * where the page that holds the report can repeat the run, its log, its timers, and what could be done to it.
 *
 * @module
 */
import { button, byId, element, oncePerFrame, selectById } from "./dom.js";
import { cutText, formatCount, formatTime } from "./format.js";
import { heldBy } from "./knowledge.js";
import { bodyText, CLIENT, NODE, RECEIVED } from "./run.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./view.js").View} View */
/** @typedef {import("./live.js").Live} Live */

/** Messages on the card: the last ones, and those under way. */
const MESSAGES_MAX = 8;
/** Values that are listed by name. */
const VALUES_MAX = 24;
/** Characters of a message's body. */
const BODY_LENGTH = 90;

/** How long what is done to a node lasts, in seconds; undefined for the rest of the run. @type {readonly (readonly [string, number | undefined])[]} */
const LENGTHS = [["the rest of the main phase", undefined], ["0.5 s", 0.5], ["1 s", 1], ["3 s", 3], ["10 s", 10]];

/** The card below the playback. */
export class NodeCard {
  #run;
  #view;
  #live;
  #knowledge;
  #actions;
  #choice = selectById("node-choice");
  #told = element("div", {});
  #past = element("div", {});
  #inside = element("div", {});
  #doing = element("div", {});
  #shown = -1;

  /**
   * @param {{ run: Run, view: View, live: Live, knowledge: () => import("./knowledge.js").Knowledge | undefined,
   *   actions: import("./details.js").Actions }} parts
   */
  constructor({ run, view, live, knowledge, actions }) {
    this.#run = run;
    this.#view = view;
    this.#live = live;
    this.#knowledge = knowledge;
    this.#actions = actions;
    this.#choice.append(new Option("none", "-1"));
    run.payload.participants.forEach((name, participant) => {
      if (run.payload.kinds[participant] !== CLIENT) this.#choice.append(new Option(name, String(participant)));
    });
    this.#choice.addEventListener("change", () => view.set({ node: Number(this.#choice.value) }));
    const redraw = oncePerFrame(() => this.#show());
    view.onChange((changed) => {
      if (changed.has("node") || (view.state.node >= 0 && changed.has("cursor"))) redraw();
    });
    live.onChange(redraw);
    live.onInspection((inspection) => this.#showInspection(inspection));
  }

  #show() {
    const { node } = this.#view.state;
    this.#choice.value = String(node);
    const card = byId("node-card");
    card.hidden = node < 0;
    if (node < 0) return;
    if (this.#shown !== node || this.#doing.childElementCount === 0) {
      this.#doing.replaceChildren(...(this.#live.isLive ? this.#doings(node) : []));
      card.replaceChildren(this.#told, this.#doing, this.#past, this.#inside);
    }
    this.#shown = node;
    this.#told.replaceChildren(...this.#tell(node));
    this.#past.replaceChildren(...this.#tellMessages(node, this.#view.state.cursor));
    this.#inside.replaceChildren();
    if (this.#live.isLive && this.#run.payload.kinds[node] === NODE) {
      this.#live.inspect(this.#name(node), this.#view.state.cursor);
    }
  }

  /** @param {number} participant */
  #name(participant) {
    return this.#run.payload.participants[participant] ?? "";
  }

  /** @param {number} node @returns {HTMLElement[]} */
  #tell(node) {
    const { cursor } = this.#view.state;
    const faults = this.#run.payload.faults.filter(({ from, to, nodes, cuts }) =>
      from <= cursor && cursor < to && (nodes.includes(node) || cuts.some((cut) => cut.includes(node)))
    );
    const state = faults.length === 0 ? "" : `, under ${[...new Set(faults.map(({ kind }) => kind))].join(", ")}`;
    return [
      element("h3", {}, `${this.#name(node)} at ${formatTime(cursor)}${state}`),
      ...this.#tellKnowledge(node, cursor),
    ];
  }

  /** @param {number} node @param {number} cursor */
  #tellKnowledge(node, cursor) {
    const knowledge = this.#knowledge();
    const held = knowledge === undefined ? undefined : heldBy(knowledge, node, cursor);
    if (held === undefined) return [];
    const missing = held.missing.length === 0 ? "" : `; missing ${listed(held.missing)}`;
    const known = held.known.length === 0 ? "" : `: ${listed(held.known)}`;
    return [
      element(
        "p",
        {},
        `Knows ${held.known.length} of ${held.known.length + held.missing.length} values${known}${missing}.`,
      ),
    ];
  }

  /** @param {number} node @param {number} cursor */
  #tellMessages(node, cursor) {
    const { messages } = this.#run;
    /** @type {{ time: number, row: number, text: string }[]} */
    const past = [];
    /** @type {{ time: number, row: number, text: string }[]} */
    const coming = [];
    for (let row = 0; row < messages.count; row++) {
      const sent = messages.sent[row] ?? 0;
      if (sent > cursor) break;
      const isOwn = messages.src[row] === node;
      if (!isOwn && messages.dest[row] !== node) continue;
      const end = sent + Math.max(0, messages.took[row] ?? 0);
      if (isOwn) past.push({ time: sent, row, text: `sent to ${this.#name(messages.dest[row] ?? 0)}` });
      const from = `from ${this.#name(messages.src[row] ?? 0)}`;
      const isReceived = messages.fate[row] === RECEIVED;
      if (!isOwn && end <= cursor) {
        past.push({ time: end, row, text: isReceived ? `received ${from}` : `lost ${from}` });
      }
      if (end > cursor) coming.push({ time: end, row, text: isOwn ? "under way" : `under way ${from}` });
    }
    past.sort((a, b) => b.time - a.time);
    coming.sort((a, b) => a.time - b.time);
    return [
      element("h4", {}, "Last messages"),
      this.#list(past.slice(0, MESSAGES_MAX)),
      ...(coming.length === 0 ? [] : [element("h4", {}, "Under way"), this.#list(coming.slice(0, MESSAGES_MAX))]),
    ];
  }

  /** @param {readonly { time: number, row: number, text: string }[]} entries */
  #list(entries) {
    if (entries.length === 0) return element("p", { class: "soft" }, "None.");
    return element(
      "ul",
      { class: "plain" },
      ...entries.map(({ time, row, text }) =>
        element(
          "li",
          {},
          button(formatTime(time), () => this.#actions.showMessage(row)),
          ` ${text} `,
          element("span", { class: "value" }, cutText(bodyText(this.#run, row), BODY_LENGTH)),
        )
      ),
    );
  }

  /** @param {import("./live.js").Inspection} inspection */
  #showInspection({ node, timeNs, log, timers }) {
    const isCurrent = node === this.#name(this.#shown) && Math.abs(timeNs / 1000 - this.#view.state.cursor) < 1;
    if (!isCurrent) return;
    this.#inside.replaceChildren(
      element("h4", {}, "Timers it waits for"),
      plainList(
        timers.map(({ dueNs, everyMs, origin }) =>
          `${formatTime(dueNs / 1000)}${everyMs === undefined ? "" : `, every ${everyMs} ms`}${
            origin === undefined || origin === "" ? "" : `, started ${origin}`
          }`
        ),
      ),
      element("h4", {}, "Its log"),
      plainList(log.map(({ timeNs: at, line }) => `${at < 0 ? "before the start" : formatTime(at / 1000)} ${line}`)),
    );
  }

  /** The other nodes and services, those first with which it has most to do. @param {number} node @returns {string[]} */
  #othersOf(node) {
    const { messages, payload: { participants, kinds } } = this.#run;
    const counts = new Float64Array(participants.length);
    for (let row = 0; row < messages.count; row++) {
      const [src, dest] = [messages.src[row] ?? 0, messages.dest[row] ?? 0];
      if (src === node) counts[dest] = (counts[dest] ?? 0) + 1;
      if (dest === node) counts[src] = (counts[src] ?? 0) + 1;
    }
    return [...participants.keys()]
      .filter((other) => other !== node && kinds[other] !== CLIENT)
      .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
      .map((other) => this.#name(other));
  }

  /** What can be done to a node from this moment on. @param {number} node @returns {HTMLElement[]} */
  #doings(node) {
    const name = this.#name(node);
    const { kinds } = this.#run.payload;
    const others = this.#othersOf(node);
    const length = choiceOf(LENGTHS.map(([text], position) => new Option(text, String(position))));
    const other = choiceOf(others.map((each) => new Option(each, each)));
    const lasting = () => {
      const lastsS = LENGTHS[Number(length.value)]?.[1];
      return lastsS === undefined ? {} : { lastsS };
    };
    const fork = (/** @type {import("./live.js").Act} */ act) => this.#live.fork(this.#view.state.cursor, act);
    const isNode = kinds[node] === NODE;
    return [
      element("h4", {}, "From this moment on"),
      element(
        "p",
        { class: "buttons" },
        ...(isNode
          ? [
            button(`Kill ${name}`, () => fork({ kind: "kill", node: name, ...lasting() })),
            button(`Pause ${name}`, () => fork({ kind: "pause", node: name, ...lasting() })),
            button("Cut it off from all nodes", () => fork({ kind: "isolate", node: name, ...lasting() })),
          ]
          : []),
        ...(others.length === 0 ? [] : [
          button("Cut it off from", () => fork({ kind: "cut", a: name, b: other.value, ...lasting() })),
          element("label", { class: "plain" }, element("span", { class: "hidden" }, "whom"), other),
        ]),
        element("label", { class: "plain" }, "for ", length),
      ),
      ...(others.length === 0 ? [] : [element(
        "p",
        { class: "buttons" },
        button("Lose its next message", () => fork({ kind: "lose", from: name })),
        button("Lose the next message to it", () => fork({ kind: "lose", to: name })),
      )]),
      element(
        "p",
        { class: "soft" },
        "The run is the same until this moment; what then becomes of it is shown beside what was.",
      ),
    ];
  }
}

/** @param {readonly HTMLOptionElement[]} options */
function choiceOf(options) {
  const select = document.createElement("select");
  select.append(...options);
  return select;
}

/** @param {readonly string[]} lines */
function plainList(lines) {
  if (lines.length === 0) return element("p", { class: "soft" }, "None.");
  return element("ul", { class: "plain" }, ...lines.map((line) => element("li", { class: "value" }, line)));
}

/** @param {readonly string[]} values */
function listed(values) {
  const shown = values.slice(-VALUES_MAX).join(", ");
  return values.length <= VALUES_MAX ? shown : `${formatCount(values.length - VALUES_MAX)} more, ${shown}`;
}
