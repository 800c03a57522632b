/**
 * How much room text takes in a picture. Nothing can be measured where the page is made, so widths are estimates, a little
 * more than the usual fonts of systems take.
 *
 * @module
 */

/** Height of a line of text in units of a picture; one unit is a pixel. */
export const LINE = 16;

/** Width of a character at 12 units, of wide and of narrow ones. */
const WIDTHS: readonly (readonly [characters: RegExp, width: number])[] = [
  [/[ .,:;|!'"()[\]ijlrtf]/, 4.4],
  [/[mwMW@—→…]/, 10.6],
  [/[A-Z0-9]/, 7.8],
];
const USUAL_WIDTH = 6.9;
const BOLD_FACTOR = 1.09;
const CODE_WIDTH = 7.4;

/** How a text is set: bold, or in a font of equal widths. */
export type Font = "plain" | "bold" | "code";

/** The width of a text at a size of 12 units. */
export function textWidth(text: string, font: Font = "plain"): number {
  if (font === "code") return [...text].length * CODE_WIDTH;
  let width = 0;
  for (const character of text) width += WIDTHS.find(([kind]) => kind.test(character))?.[1] ?? USUAL_WIDTH;
  return font === "bold" ? width * BOLD_FACTOR : width;
}

/** The beginning of a text that fits a width, with dots where it is cut. */
export function fitText(text: string, width: number, font: Font = "plain"): string {
  if (textWidth(text, font) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, font) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

/** Both ends of a text that does not fit a width: of a list that was read the end tells most. */
export function fitMiddle(text: string, width: number, font: Font = "plain"): string {
  if (textWidth(text, font) <= width) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 1; kept--) {
    const shown = `${characters.slice(0, Math.ceil(kept / 2)).join("")}…${
      characters.slice(-Math.floor(kept / 2)).join("")
    }`;
    if (textWidth(shown, font) <= width) return shown;
  }
  return "…";
}

/** A text in lines that fit a width, broken at blanks. */
export function wrapText(text: string, width: number, font: Font = "plain"): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer, font) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => fitText(line, width, font));
}

/** Where a text of this width must be centred to stay within bounds. */
export function keepWithin(centre: number, width: number, [from, to]: readonly [number, number]): number {
  return Math.max(from + width / 2, Math.min(to - width / 2, centre));
}
