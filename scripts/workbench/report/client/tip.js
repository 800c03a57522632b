// @ts-check
/// <reference lib="dom" />
/**
 * One floating tip for the whole page: for elements with `data-tip` on hover and focus, and for canvases on request.
 *
 * @module
 */
import { element } from "./dom.js";

/** The tip, which follows the pointer and stays on the screen. */
export class Tip {
  #box = element("div", { id: "tip", role: "tooltip", hidden: "" });
  /** @type {Element | undefined} */
  #owner;

  constructor() {
    document.body.append(this.#box);
    for (const name of ["pointerover", "focusin"]) document.addEventListener(name, (event) => this.#enter(event));
    for (const name of ["pointerout", "focusout", "scroll"]) document.addEventListener(name, () => this.hide(), true);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.hide();
    });
  }

  /** Shows lines of text beside a point of the window. @param {readonly string[]} lines @param {number} x @param {number} y */
  show(lines, x, y) {
    this.#box.replaceChildren(...lines.map((line) => element("div", {}, line)));
    this.#box.hidden = false;
    const { width, height } = this.#box.getBoundingClientRect();
    const right = document.documentElement.clientWidth;
    const bottom = document.documentElement.clientHeight;
    const left = x + 14 + width > right ? Math.max(4, Math.min(x - width - 10, right - width - 4)) : x + 14;
    const top = y + 16 + height > bottom ? Math.max(4, y - height - 10) : y + 16;
    this.#box.style.left = `${left}px`;
    this.#box.style.top = `${top}px`;
  }

  hide() {
    this.#box.hidden = true;
    this.#owner?.removeAttribute("aria-describedby");
    this.#owner = undefined;
  }

  /** @param {Event} event */
  #enter(event) {
    const owner = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
    const text = owner?.getAttribute("data-tip");
    if (owner === null || text === null || text === undefined) return;
    const box = owner.getBoundingClientRect();
    this.show([text], box.left, box.bottom - 12);
    this.#owner = owner;
    owner.setAttribute("aria-describedby", "tip");
  }
}
