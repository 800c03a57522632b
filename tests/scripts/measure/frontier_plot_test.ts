import { assert, assertEquals } from "@std/assert";
import { plotFrontier } from "../../../scripts/measure/frontier_plot.ts";
import { type FrontierPoint, frontierTable, meets } from "../../../scripts/measure/frontier_runs.ts";
import { OFFICIAL_LIMITS, PUBLIC_RESULTS } from "../../../scripts/measure/public_results.ts";

const POINT: FrontierPoint = {
  stage: "3e",
  program: "3e_broadcast_few_messages",
  windowMs: 380,
  messagesPerOperation: { middle: 1.05, worst: 1.07 },
  medianMs: { middle: 257, worst: 266 },
  maxMs: { middle: 504, worst: 538 },
  validCount: 20,
  runCount: 20,
};
const [LIMIT_3D] = OFFICIAL_LIMITS;

Deno.test("meets() looks at the worst seed in all three figures and wants every run valid", () => {
  assertEquals(meets(POINT, LIMIT_3D!), true);
  assertEquals(meets({ ...POINT, messagesPerOperation: { middle: 1, worst: 30 } }, LIMIT_3D!), false);
  assertEquals(meets({ ...POINT, medianMs: { middle: 1, worst: 400 } }, LIMIT_3D!), false);
  assertEquals(meets({ ...POINT, maxMs: { middle: 1, worst: 600 } }, LIMIT_3D!), false);
  assertEquals(meets({ ...POINT, validCount: 19 }, LIMIT_3D!), false);
});

Deno.test("frontierTable() shows the middle seed, and the worst in brackets", () => {
  const cells = frontierTable([POINT]).split("\n")[2]!.split("|").map((cell) => cell.trim()).slice(1, -1);
  assertEquals(cells, [
    ...["3e_broadcast_few_messages", "380 ms", "1.05 (1.07)", "257 (266)", "504 (538)", "20 of 20", "yes", "yes"],
  ]);
});

Deno.test("plotFrontier() draws each public result in both panels and the legend, each limit in both panels", () => {
  const svg = plotFrontier([POINT]);
  assertEquals(svg.match(/class="public"/g)?.length, 3 * PUBLIC_RESULTS.length);
  assertEquals(svg.match(/class="limit"/g)?.length, 2 * OFFICIAL_LIMITS.length);
  assertEquals(svg.match(/class="ours"/g)?.length, 2 + 1);
  assert(!/NaN|undefined|Infinity/.test(svg));
});

Deno.test("the plot in the README needs nothing from elsewhere and has no labels that cover each other", () => {
  const svg = Deno.readTextFileSync(new URL("../../../scripts/measure/results/frontier.svg", import.meta.url));
  assert(!/href|<script|url\(/.test(svg));
  const boxes = labelBoxes(svg);
  assert(boxes.length > 20);
  for (const [position, a] of boxes.entries()) {
    for (const b of boxes.slice(position + 1)) {
      const covers = a.left < b.right && b.left < a.right && Math.abs(a.y - b.y) < 11;
      assert(!covers, `"${a.text}" covers "${b.text}"`);
    }
  }
});

/** Places of the labels, with 6.5 units a character. */
function labelBoxes(svg: string) {
  const labels = svg.matchAll(/<text\s+class="(?:limit-name|letter|name[^"]*)"\s+([^>]*)>([\s\S]*?)<\/text>/g);
  return [...labels].map(([, attributes = "", content = ""]) => {
    const text = content.replace(/<[^>]*>/g, "").replace(/&lt;/g, "<").trim();
    const at = (name: string) => Number(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1]);
    const width = 6.5 * text.length;
    const left = attributes.includes('"end"') ? at("x") - width : at("x");
    return { text, left, right: left + width, y: at("y") };
  });
}
