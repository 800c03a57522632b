/**
 * Texts of unknown origin, made fit for messages to people.
 *
 * @module
 */

/** Colours, as tools print them in stack traces. */
// deno-lint-ignore no-control-regex -- escape sequences are what must go
const COLOUR = /\x1b\[[\d;]*m/g;

/** Gives the first characters of a text, printable, and where that is not all of it, how many there are. */
export function excerpt(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return printable(text);
  return `${printable(text.slice(0, lengthMax))}... (${text.length} characters)`;
}

/** Takes out colours and escapes other control characters but tabs: a text must do nothing to a terminal. */
export function printable(text: string): string {
  return text.replace(COLOUR, "").replace(/(?!\t)\p{Cc}/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
