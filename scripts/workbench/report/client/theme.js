// @ts-check
/// <reference lib="dom" />
/**
 * Light or dark: as the reader's system asks for, until the reader chooses. The choice is kept for the next page.
 *
 * @module
 */
import { byId } from "./dom.js";

/** Under which name the browser keeps the choice; `theme_start.js` reads it before the page is drawn. */
const KEPT_AS = "gossip-glomers-theme";

/** @param {() => void} redraw called when the colours have changed */
export function startTheme(redraw) {
  const dark = globalThis.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", redraw);
  byId("theme").addEventListener("click", () => {
    const { dataset } = document.documentElement;
    const isDark = dataset.theme === undefined ? dark.matches : dataset.theme === "dark";
    dataset.theme = isDark ? "light" : "dark";
    keep(dataset.theme);
    redraw();
  });
}

/** @param {string} theme */
function keep(theme) {
  try {
    localStorage.setItem(KEPT_AS, theme);
  } catch {
    // Pages in frames and in private windows may keep nothing; the choice holds until the page is closed.
  }
}
