/**
 * Markdown to HTML, for texts of this project alone: nothing in them is escaped that should not be markup. Wrapped here
 * alone, and used only while the playground is built.
 *
 * @module
 */
import { marked } from "marked";

/** Renders a text of several paragraphs. */
export function toHtml(markdown: string): string {
  return marked.parse(markdown, { async: false });
}

/** Renders a sentence, without a paragraph around it. */
export function toInlineHtml(markdown: string): string {
  return marked.parseInline(markdown, { async: false });
}
