/**
 * Markdown to HTML, for texts of this project alone: nothing in them is escaped that should not be markup. Code is
 * coloured by the editor's own grammar. Used only while the playground is built.
 *
 * @module
 */
import { typescriptLanguage } from "@codemirror/lang-javascript";
import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";
import { Marked } from "marked";

/** The kinds of words that have a colour of their own in the editor, too. */
const COLOURS = tagHighlighter([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], class: "code-keyword" },
  { tag: [tags.string, tags.regexp, tags.special(tags.string)], class: "code-text" },
  { tag: [tags.number, tags.bool, tags.null], class: "code-number" },
  { tag: tags.comment, class: "code-comment" },
  { tag: [tags.typeName, tags.className], class: "code-type" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: "code-function" },
]);

const marked = new Marked({
  renderer: {
    code: ({ text, lang }) => {
      const isCode = lang === "ts" || lang === "json";
      return `<pre><code>${isCode ? coloured(text) : escaped(text)}</code></pre>\n`;
    },
  },
});

/** Renders a text of several paragraphs. */
export function toHtml(markdown: string): string {
  return marked.parse(markdown, { async: false });
}

/** Renders a sentence, without a paragraph around it. */
export function toInlineHtml(markdown: string): string {
  return String(marked.parseInline(markdown, { async: false }));
}

/** Puts words of TypeScript or JSON into elements with the classes of their kinds, such as `code-keyword`. */
function coloured(code: string): string {
  const parts: string[] = [];
  // JSON is an expression of TypeScript, but alone it would be read as a block.
  const [before, after] = code.startsWith("{") ? ["(", ")"] : ["", ""];
  const text = `${before}${code}${after}`;
  highlightCode(
    text,
    typescriptLanguage.parser.parse(text),
    COLOURS,
    (word, classes) => parts.push(classes === "" ? escaped(word) : `<span class="${classes}">${escaped(word)}</span>`),
    () => parts.push("\n"),
  );
  const html = parts.join("");
  return html.slice(before.length, html.length - after.length);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
