// @ts-check
/// <reference lib="dom" />
/**
 * Places on the page that the address names: an operation (`#op-12`), a value that is followed (`#follow=17`), a log
 * (`#log=["k",17]`). Whoever goes to one can go back, reload, and share the address.
 *
 * @module
 */

/** @typedef {import("./run.js").Run} Run */

/**
 * Shows places. `isBack` is true where the reader returns to one: then the browser restores where the page stood.
 *
 * @typedef {object} Places
 * @property {(row: number, isBack: boolean) => void} showCall
 * @property {(query: string, isBack: boolean) => void} follow
 * @property {(place: readonly unknown[], isBack: boolean) => void} showLog
 * @property {() => void} leave called where the reader returns to a place that names nothing of the run
 */

/** The address as parts of the page use it. @typedef {{ go: (hash: string) => void }} Address */

/** What an entry of the browser's history holds that this page made. */
const OWN_ENTRY = { isPlace: true };

/** @param {number} index of the history */
export function operationPlace(index) {
  return `#op-${index}`;
}

/** @param {string} query */
export function followPlace(query) {
  return `#follow=${encodeURIComponent(query)}`;
}

/** As `logPlace` of encode/finding_links.ts and the findings write it. @param {readonly unknown[]} place `[key]` or `[key, message]` */
export function logPlace(place) {
  return `#log=${encodeURIComponent(JSON.stringify(place.filter((part) => part !== undefined)))}`;
}

/** Listens to links and to the address, and shows what it names at present. @param {Run} run @param {Places} places @returns {Address} */
export function startAddress(run, places) {
  // In the playground's frame the page has no address: the browser would load the playground instead.
  const isInFrame = location.protocol === "about:";
  const go = (/** @type {string} */ hash) => {
    if (!isInFrame && location.hash !== hash) history.pushState(OWN_ENTRY, "", hash);
    showPlace(run, places, { hash, isBack: false });
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
    const hash = link?.getAttribute("href");
    if (hash === null || hash === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (isPlace(hash)) go(hash);
    else if (!openPart(hash) || !isInFrame) return;
    else document.getElementById(hash.slice(1))?.scrollIntoView();
    event.preventDefault();
  });
  if (isInFrame) return { go };
  globalThis.addEventListener("hashchange", () => {
    const isBack = history.state?.isPlace === true;
    if (!isBack) history.replaceState(OWN_ENTRY, "");
    openPart(location.hash);
    if (!showPlace(run, places, { hash: location.hash, isBack })) places.leave();
  });
  history.replaceState(OWN_ENTRY, "");
  openPart(location.hash);
  showPlace(run, places, { hash: location.hash, isBack: false });
  return { go };
}

/** Links from the findings that lead to a place, to lead back there. @param {string} hash @returns {HTMLAnchorElement[]} */
export function linksToOrigin(hash) {
  const findings = [...document.querySelectorAll("#verdict li[id^='finding-']")];
  return findings.filter((finding) =>
    [...finding.querySelectorAll("a")].some((link) => link.getAttribute("href") === hash)
  ).map((finding) => {
    const link = document.createElement("a");
    link.href = `#${finding.id}`;
    const name = finding.closest(".finding")?.querySelector("h3")?.textContent ?? "finding";
    link.textContent = `Back to the finding: ${name}`;
    return link;
  });
}

/** @param {string} hash */
function isPlace(hash) {
  return /^#(op-\d+$|follow=.|log=.)/.test(hash);
}

/** Opens what a part is folded into. @param {string} hash @returns {boolean} false where there is no such part */
function openPart(hash) {
  const part = hash.length > 1 ? document.getElementById(decoded(hash.slice(1))) : null;
  for (let fold = part?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  return part !== null;
}

/** @param {Run} run @param {Places} places @param {{ hash: string, isBack: boolean }} where @returns {boolean} false for what is no place */
function showPlace(run, places, { hash, isBack }) {
  const operation = /^#op-(\d+)$/.exec(hash)?.[1];
  const row = operation === undefined ? undefined : run.callOfIndex(Number(operation));
  const log = /^#log=(.+)$/.exec(hash)?.[1];
  const query = /^#follow=(.+)$/.exec(hash)?.[1];
  if (row !== undefined) places.showCall(row, isBack);
  else if (log !== undefined) places.showLog(listOf(decoded(log)), isBack);
  else if (query !== undefined) places.follow(decoded(query), isBack);
  return row !== undefined || log !== undefined || query !== undefined;
}

/** @param {string} text as in an address; one that is not encoded right stays as it is */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} json @returns {readonly unknown[]} empty for what is no list */
function listOf(json) {
  try {
    const value = JSON.parse(json);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
