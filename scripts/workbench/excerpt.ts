/**
 * Long texts, cut for messages to people.
 *
 * @module
 */

/** Gives the first characters of a text, and where that is not all of it, how many there are. */
export function excerpt(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax)}... (${text.length} characters)`;
}
