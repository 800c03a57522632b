/**
 * Says, where it matters, what the page does not hold.
 *
 * @module
 */
import { type Html, html } from "../html.ts";

/** A paragraph for the sentence; nothing where there is none. */
export function leftOutNote(sentence: string | undefined): Html | "" {
  return sentence === undefined ? "" : html`<p class="left-out"><strong>Left out:</strong> ${sentence}</p>`;
}
