/**
 * A picture of a finding in the page: drawn twice, for a desk and for a phone, with its caption, what the node printed
 * meanwhile, and links to the operations.
 *
 * @module
 */
import { seconds } from "../../clock.ts";
import type { NoPicture, Picture, TransactionEdge } from "../../picture.ts";
import { type Html, html } from "../html.ts";
import { type Drawing, frameDrawing, type Room, ROOMS } from "./drawing.ts";
import { drawOrder } from "./order_drawing.ts";
import { drawSequence } from "./sequence_drawing.ts";
import { drawTransactions } from "./transaction_drawing.ts";

/** What an edge of each kind means, for the legend. */
const MEANINGS: Readonly<Record<TransactionEdge["type"], string>> = {
  ww: "ww: the second overwrote what the first wrote",
  wr: "wr: the second read what the first wrote",
  rw: "rw: the second overwrote what the first read",
  process: "process: one client did the first, then the second",
  realtime: "realtime: the first had ended before the second began",
};

/** Operations that a picture links to. */
const LINKS_MAX = 10;

/**
 * The picture, or why there is none.
 *
 * @param beside What stands below the caption; both stand beside the picture where there is room.
 */
export function pictureFigure(picture: Picture | NoPicture, beside: Html | "" = ""): Html {
  if (picture.kind === "none") return html`<p class="soft no-picture">No picture: ${picture.reason}</p>${beside}`;
  return html`
    <figure class="finding-picture">
      ${ROOMS.map((room) => frameDrawing(drawPicture(picture, room), room, picture.caption))}
      <figcaption>
        <p>${picture.caption}${picture.leftOut === "" ? "" : html`
          <span class="soft">${picture.leftOut}</span>
        `}</p>
        ${legendOf(picture)}
        ${linksOf(picture)}
        ${logsOf(picture)} ${beside}
      </figcaption>
    </figure>
  `;
}

/** Draws a picture of any kind. */
export function drawPicture(picture: Picture, room: Room): Drawing {
  switch (picture.kind) {
    case "sequence":
      return drawSequence(picture, room);
    case "order":
      return drawOrder(picture, room);
    case "transactions":
      return drawTransactions(picture, room);
  }
}

function legendOf(picture: Picture): Html | "" {
  if (picture.kind === "sequence") {
    return picture.known.length > 0
      ? html`
        <p
          class="soft"><span class="knows-key"></span>The line of a participant is thick while it has the value. Time runs down.</p>
      `
      : "";
  }
  if (picture.kind === "order") return "";
  const kinds = [...new Set(picture.edges.map(({ type }) => type))];
  return kinds.length === 0
    ? ""
    : html`<p class="soft">${kinds.map((kind) => html`<span class="edge-kind ${kind}">${MEANINGS[kind]}</span>`)}</p>`;
}

/** Boxes have links below: the drawing itself is one picture to assistive software. Messages are linked by the finding. */
function linksOf({ kind, operations }: Picture): Html | "" {
  if (kind === "sequence" || operations.length === 0) return "";
  const links = operations.slice(0, LINKS_MAX).map((index) => html`<a href="#op-${index}">${index}</a>`);
  return html`<p class="links"><span class="soft">${
    links.length === 1 ? "Operation" : "Operations"
  }</span>${links}</p>`;
}

function logsOf({ logs }: Picture): Html | "" {
  if (logs.length === 0) return "";
  const nodes = new Set(logs.map(({ node }) => node));
  const text = logs.map((line) => `${seconds(line.timeNs, 3)} ${nodes.size > 1 ? `${line.node}: ` : ""}${line.text}`);
  return html`
    <p class="soft">${[...nodes].join(", ")} printed meanwhile:</p>
    <pre class="log-lines">${text.join("\n")}</pre>
  `;
}
