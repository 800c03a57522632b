/**
 * Where the texts of a drawing stand, by the estimates with which it was laid out.
 *
 * @module
 */
import { render } from "../../../../scripts/workbench/report/html.ts";
import { html } from "../../../../scripts/workbench/report/html.ts";
import type { Drawing } from "../../../../scripts/workbench/report/pictures/drawing.ts";
import { textWidth } from "../../../../scripts/workbench/report/pictures/text_room.ts";

/** A text with its place. */
export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
}

const TEXT = /<text([^>]*)>([^<]*)<\/text>/g;

/** All texts of a drawing. */
export function textBoxes(drawing: Drawing): TextBox[] {
  const markup = render(html`<svg>${drawing.marks}</svg>`);
  return [...markup.matchAll(TEXT)].map(([, attributes = "", content = ""]) => {
    const text = content.trim().replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">").replaceAll("&amp;", "&");
    const x = Number(/ x="([-\d.]+)"/.exec(attributes)?.[1]);
    const baseline = Number(/ y="([-\d.]+)"/.exec(attributes)?.[1]);
    const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1] ?? "start";
    const width = textWidth(text);
    const left = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
    return { text, left, right: left + width, baseline };
  });
}

/** Says what is wrong with the texts of a drawing: cut at its edge, or one upon the other. */
export function textProblems(drawing: Drawing): string[] {
  const boxes = textBoxes(drawing);
  const cut = boxes.filter(({ left, right, baseline }) =>
    left < -1 || right > drawing.width + 1 || baseline < 8 || baseline > drawing.height
  );
  const overlapping = boxes.flatMap((one, at) =>
    boxes.slice(at + 1).filter((other) =>
      Math.abs(one.baseline - other.baseline) < 9 && one.left < other.right - 1 && other.left < one.right - 1
    ).map((other) => `"${one.text}" lies upon "${other.text}"`)
  );
  return [...cut.map(({ text }) => `"${text}" is cut`), ...overlapping];
}
