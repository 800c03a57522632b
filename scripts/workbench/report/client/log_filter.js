// @ts-check
/// <reference lib="dom" />
/**
 * The filter of what nodes printed: only lines that hold a text are shown.
 *
 * @module
 */
import { byId, inputById } from "./dom.js";
import { formatCount } from "./format.js";

/** Starts it, where nodes printed anything. */
export function startLogFilter() {
  const holder = document.getElementById("node-log");
  if (holder === null) return;
  const lines = (holder.textContent ?? "").split("\n");
  const input = inputById("log-search");
  input.addEventListener("input", () => {
    const shown = linesWith(lines, input.value);
    holder.textContent = shown.join("\n");
    byId("log-status").textContent = `${formatCount(shown.length)} of ${formatCount(lines.length)} lines`;
  });
}

/** The lines that hold a text, in any case. @param {readonly string[]} lines @param {string} text @returns {readonly string[]} */
export function linesWith(lines, text) {
  const wanted = text.trim().toLowerCase();
  return wanted === "" ? lines : lines.filter((line) => line.toLowerCase().includes(wanted));
}
