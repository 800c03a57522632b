// @ts-check
/// <reference lib="dom" />
/**
 * Small helpers around the document. Texts go in as text nodes only, never as markup.
 *
 * @module
 */

/** The element of an id that the page is known to have. @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`Cannot find #${id} on the page`);
  return element;
}

/** @param {string} id @returns {HTMLInputElement} */
export function inputById(id) {
  const element = byId(id);
  if (!(element instanceof HTMLInputElement)) throw new TypeError(`Cannot use #${id}: expected an input`);
  return element;
}

/** @param {string} id @returns {HTMLSelectElement} */
export function selectById(id) {
  const element = byId(id);
  if (!(element instanceof HTMLSelectElement)) throw new TypeError(`Cannot use #${id}: expected a select`);
  return element;
}

/** @param {string} id @returns {HTMLCanvasElement} */
export function canvasById(id) {
  const element = byId(id);
  if (!(element instanceof HTMLCanvasElement)) throw new TypeError(`Cannot use #${id}: expected a canvas`);
  return element;
}

/**
 * Makes an element.
 *
 * @param {string} tag @param {Readonly<Record<string, string>>} attributes @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A button. @param {string} text @param {() => void} onPress @returns {HTMLElement} */
export function button(text, onPress) {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", onPress);
  return made;
}

/**
 * Calls `draw` at most once a frame, however often the returned function is called.
 *
 * @param {() => void} draw @returns {() => void}
 */
export function oncePerFrame(draw) {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      draw();
    });
  };
}

/** Steps in the first frame, and how long a frame may become before fewer are taken in the next. */
const STEPS_AT_FIRST = 64;
const FRAME_MS_MAX = 34;

/**
 * Works off steps, some in each frame, so that keys are answered and the page is drawn in between. How many are taken
 * follows from how long the frames become.
 *
 * @template T
 * @param {Generator<undefined, T, undefined>} steps @param {{ signal: AbortSignal, onPause: () => void }} options
 * @returns {Promise<T | undefined>} undefined where it was given up
 */
export async function workOff(steps, { signal, onPause }) {
  let most = STEPS_AT_FIRST;
  let before = Infinity;
  while (!signal.aborted) {
    for (let count = 0; count < most; count++) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
    onPause();
    const now = await new Promise((resolve) => requestAnimationFrame(resolve));
    most = now - before > FRAME_MS_MAX ? Math.max(1, most >> 1) : most * 2;
    before = now;
  }
  return undefined;
}

/** Calls `act` once, when an element is or comes near the screen. @param {Element} place @param {() => void} act */
export function whenSeen(place, act) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    act();
  }, { rootMargin: "400px" });
  observer.observe(place);
}

/**
 * Fits a canvas to its place on the screen and its pixels, and returns a context in CSS pixels.
 *
 * @param {HTMLCanvasElement} canvas @param {number} height
 * @returns {{ context: CanvasRenderingContext2D, width: number, height: number }}
 */
export function prepareCanvas(canvas, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  const width = canvas.clientWidth || 600;
  const pixels = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
  // Setting a size, even the same one, makes the browser allocate the picture anew.
  if (canvas.width !== pixels.width || canvas.height !== pixels.height) {
    canvas.style.height = `${height}px`;
    Object.assign(canvas, pixels);
  }
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("Cannot draw: this browser has no canvas");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/**
 * The colours of the page as they are at present, for canvases.
 *
 * @returns {(name: string) => string} name without dashes, for example `ok`, to a colour
 */
export function pageColours() {
  const style = getComputedStyle(document.documentElement);
  /** @type {Map<string, string>} */
  const known = new Map();
  return (name) => {
    let colour = known.get(name);
    if (colour === undefined) known.set(name, colour = style.getPropertyValue(`--${name}`).trim() || "gray");
    return colour;
  };
}
