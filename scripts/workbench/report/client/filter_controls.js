// @ts-check
/// <reference lib="dom" />
/**
 * The controls above the space-time diagram.
 *
 * @module
 */
import { button, byId, element, inputById, selectById } from "./dom.js";
import { parseTerms } from "../../recording/terms.js";
import { spreadOf } from "./follow.js";
import { formatCount } from "./format.js";
import { CLIENT } from "./run.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./view.js").View} View */

/** Most types that get a button; the others are counted and stay shown. */
const CHIPS_MAX = 24;
const SERIES_COLOURS = 8;

/** @param {Run} run @param {View} view @param {(row: number) => void} lightCall */
export function startFilterControls(run, view, lightCall) {
  fillParticipants(run);
  makeTypeChips(run, view);
  const participant = selectById("filter-participant");
  participant.addEventListener("change", () => view.set({ participant: Number(participant.value) }));
  const follow = inputById("follow");
  follow.addEventListener("input", () => followValue(run, view, follow.value));
  const clients = selectById("filter-clients");
  clients.addEventListener("change", () => {
    const mode = clients.value;
    if (mode === "merged" || mode === "each" || mode === "hidden") view.set({ clients: mode });
  });
  const troubled = inputById("filter-troubled");
  troubled.addEventListener("change", () => view.set({ onlyTroubled: troubled.checked }));
  const operation = inputById("filter-operation");
  operation.addEventListener("input", () => {
    const row = operation.value === "" ? undefined : run.callOfIndex(Number(operation.value));
    byId("filter-operation-note").textContent = operation.value === "" || row !== undefined
      ? ""
      : `There is no operation ${operation.value} in this run.`;
    if (row !== undefined) lightCall(row);
    else view.set({ isCallFilter: false });
  });
  byId("zoom-in").addEventListener("click", () => view.zoom(2));
  byId("zoom-out").addEventListener("click", () => view.zoom(0.5));
  byId("zoom-all").addEventListener("click", () => view.show(view.whole.from, view.whole.to));
  byId("clear-filters").addEventListener("click", () => {
    follow.value = "";
    operation.value = "";
    clients.value = "merged";
    byId("filter-operation-note").textContent = "";
    view.set({
      participant: -1,
      clients: "merged",
      hiddenTypes: new Set(),
      onlyTroubled: false,
      isCallFilter: false,
      message: -1,
      follow: "",
      spread: undefined,
    });
  });
  view.onChange((changed) => {
    if (changed.has("held")) {
      fillParticipants(run);
      makeTypeChips(run, view);
    }
    selectById("filter-participant").value = String(view.state.participant);
    troubled.checked = view.state.onlyTroubled;
    if (follow.value.trim() !== view.state.follow && document.activeElement !== follow) {
      follow.value = view.state.follow;
    }
    if (!view.state.isCallFilter && document.activeElement !== operation) operation.value = "";
    for (const chip of byId("type-chips").children) {
      chip.setAttribute("aria-pressed", String(!view.state.hiddenTypes.has(Number(chip.getAttribute("data-type")))));
    }
  });
}

/** Follows what the reader typed, or nothing. @param {Run} run @param {View} view @param {string} query */
export function followValue(run, view, query) {
  const terms = parseTerms(query);
  const follow = inputById("follow");
  if (follow.value !== query) follow.value = query;
  view.set(
    terms.length === 0 ? { follow: "", spread: undefined } : { follow: query.trim(), spread: spreadOf(run, terms) },
  );
}

/** @param {Run} run */
function fillParticipants(run) {
  const select = selectById("filter-participant");
  select.replaceChildren(element("option", { value: "-1" }, "all"));
  run.payload.participants.forEach((name, participant) => {
    if (run.payload.kinds[participant] !== CLIENT) {
      select.append(element("option", { value: String(participant) }, name));
    }
  });
  run.payload.participants.forEach((name, participant) => {
    if (run.payload.kinds[participant] === CLIENT) {
      select.append(element("option", { value: String(participant) }, name));
    }
  });
}

/** One button a message type: pressed while the type is shown. @param {Run} run @param {View} view */
function makeTypeChips(run, view) {
  const counts = new Uint32Array(run.payload.types.length);
  for (const type of run.messages.type) counts[type] = (counts[type] ?? 0) + 1;
  const place = byId("type-chips");
  place.replaceChildren();
  run.payload.types.slice(0, CHIPS_MAX).forEach((name, type) => {
    const chip = button(`${name.slice(0, 40)} ${formatCount(counts[type] ?? 0)}`, () => {
      const hidden = new Set(view.state.hiddenTypes);
      if (!hidden.delete(type)) hidden.add(type);
      view.set({ hiddenTypes: hidden });
    });
    chip.className = "chip";
    chip.style.setProperty("--chip", `var(--s${Math.min(type, SERIES_COLOURS - 1)})`);
    chip.dataset.type = String(type);
    chip.dataset.tip = `Messages of type ${name.slice(0, 40)}; press to hide or show them.`;
    chip.setAttribute("aria-pressed", "true");
    place.append(chip);
  });
}
