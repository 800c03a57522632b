/// <reference lib="dom" />
/**
 * What the page keeps in the browser. A browser may refuse to keep anything (a private window, a full disk): then nothing
 * is kept, and the page works all the same.
 *
 * @module
 */

/** Other pages of the same web host share the storage. */
const PREFIX = "gossip-glomers.";

/** What was kept under a key; undefined where there is nothing. */
export function readStored(key: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a text; undefined takes it away. Returns false where the browser refuses. */
export function store(key: string, text: string | undefined): boolean {
  try {
    if (text === undefined) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, text);
    return true;
  } catch {
    return false;
  }
}
