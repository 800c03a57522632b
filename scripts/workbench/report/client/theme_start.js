// @ts-check
/// <reference lib="dom" />
/**
 * Sets the theme that the reader chose before anything is drawn. A script of its own, without imports, that stands in
 * the head of every page.
 *
 * @module
 */
try {
  const theme = localStorage.getItem("gossip-glomers-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // A frame without storage: the system decides.
}
