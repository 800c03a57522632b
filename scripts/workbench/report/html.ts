/**
 * The templating of the report: a tag that escapes everything that is put into it (hono/html, wrapped here alone).
 *
 * @module
 */
import { html as honoHtml, raw as honoRaw } from "hono/html";

/** Markup that is safe to put into markup. */
export type Html = ReturnType<typeof honoRaw>;

/** What may stand in a template. Anything else must be made a string first, so that no object passes as markup. */
export type HtmlValue = string | number | undefined | Html | readonly HtmlValue[];

/** Makes markup from a template: strings are escaped, markup and lists of markup are put in as they are. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  // The tag answers a promise only when a value is one; HtmlValue rules that out.
  return honoHtml(strings, ...values) as Html;
}

/** Marks text as markup. Only for text that this program made itself and that holds nothing from a run. */
export function trusted(markup: string): Html {
  return honoRaw(markup);
}

/** Markup as text. */
export function render(markup: Html): string {
  return markup.toString();
}
