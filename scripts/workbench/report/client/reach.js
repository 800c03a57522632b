// @ts-check
/// <reference lib="dom" />
/**
 * Makes the page quick to use by keyboard: the numbers of one group are one tab stop, with arrow keys between them, and
 * boxes that scroll can be reached, and say that they scroll, where there is something to scroll to.
 *
 * @module
 */

/** Groups whose explained parts share a tab stop. */
const GROUPS = ".figure-group, .targets, .counts, .legend";

/** Gives each group one tab stop; arrow keys, Home and End go from part to part. */
export function startRoving() {
  for (const group of document.querySelectorAll(GROUPS)) {
    const parts = [...group.querySelectorAll("[data-tip][tabindex]")].filter((part) => part instanceof HTMLElement);
    const stopAt = (/** @type {HTMLElement | undefined} */ stop) =>
      parts.forEach((part) => part.tabIndex = part === stop ? 0 : -1);
    stopAt(parts[0]);
    group.addEventListener("focusin", (event) => {
      if (event.target instanceof HTMLElement && parts.includes(event.target)) stopAt(event.target);
    });
    group.addEventListener("keydown", (event) => {
      if (!(event instanceof KeyboardEvent) || !(event.target instanceof HTMLElement)) return;
      const at = parts.indexOf(event.target);
      const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0 }[event.key] ??
        (event.key === "End" ? parts.length - 1 : undefined);
      if (at === -1 || next === undefined || parts[next] === undefined) return;
      event.preventDefault();
      parts[next].focus();
    });
  }
}

/** Marks the boxes that have more than they show, now and whenever their size changes. */
export function startScrollable() {
  const observer = new ResizeObserver((entries) => entries.forEach(({ target }) => markScrollable(target)));
  for (const box of document.querySelectorAll(".scroll, details > pre")) observer.observe(box);
}

/** @param {Element} box */
function markScrollable(box) {
  const isWide = box.scrollWidth > box.clientWidth + 1;
  box.classList.toggle("scrolls", isWide);
  if (isWide || box.scrollHeight > box.clientHeight + 1) box.setAttribute("tabindex", "0");
  else box.removeAttribute("tabindex");
}
