import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { labelOf } from "../../../scripts/workbench/findings.ts";
import { renderReport, reportFiles } from "../../../scripts/workbench/report/mod.ts";
import { renderPage } from "../../../scripts/workbench/report/render_report.ts";
import { meaningOf } from "../../../scripts/workbench/report/sections/meanings.ts";
import { Random } from "../../../scripts/workbench/random.ts";
import { goldenRun } from "./golden_runs.ts";
import { HOSTILE, hostileRun } from "./hostile_run.ts";
import { broadcastRun } from "./synthetic_runs.ts";

const LOST = broadcastRun({ nodes: 5, operations: 200, rate: 20, lostValue: 17 });

/** The page without scripts and styles, with single spaces. */
function textOf(page: string): string {
  return page.replaceAll(/<(script|style)[\s\S]*?<\/\1>/g, "").replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
}

Deno.test("renderReport() puts the verdict first, with its rule and findings", () => {
  const page = renderReport(LOST);
  const parts = [
    'id="verdict"',
    'class="badge">Invalid',
    "Every value that was acknowledged",
    "Value 17, acknowledged at",
    'id="numbers"',
  ];
  const places = parts.map((part) => page.indexOf(part));
  assertEquals(places, places.toSorted((a, b) => a - b));
  assert(!places.includes(-1));
});

Deno.test("renderReport() names the rule that was broken where that is not the workload's, and counts findings as the results do", () => {
  const silent = { anomaly: "no-success", severity: "error", text: "None.", operations: [] } as const;
  const { workload: _, ...sections } = LOST.results;
  const results = { ...sections, valid: false, workload: { valid: true } } as typeof LOST.results;
  assertStringIncludes(
    textOf(renderReport({ ...LOST, results, explanations: [silent] })),
    "That is not what was broken, but another rule: Every kind of operation must succeed at least once.",
  );
  const rest = { anomaly: "lost", severity: "error", text: "Lost as well: 1, 2.", operations: [], count: 17 } as const;
  const text = textOf(renderReport({ ...LOST, explanations: [...LOST.explanations.slice(0, 1), rest] }));
  assertStringIncludes(text, "It was broken: 18 findings.");
});

Deno.test("renderReport() links a finding to its operations and its value", () => {
  const page = renderReport(LOST);
  for (const index of LOST.explanations[0]?.operations ?? []) assertStringIncludes(page, `href="#op-${index}"`);
  assertStringIncludes(page, 'href="#follow=17"');
});

Deno.test("renderReport() shows limits, measured values and public bests with an explanation each", () => {
  const page = renderReport(LOST);
  for (const part of ["11.99", "the limit for this stage", "the best that others have published", "✓ met"]) {
    assertStringIncludes(page, part);
  }
});

Deno.test("renderReport() names the workload, and shows no value that has no text of its own", () => {
  const text = textOf(renderReport(LOST));
  assertStringIncludes(text, "Workload broadcast");
  assertEquals(/\[object|undefined|NaN/.exec(text), null);
});

Deno.test("renderReport() allows no script but its own", () => {
  const page = renderReport(LOST);
  const scripts = [...page.matchAll(/<script(?: type="module")?>([\s\S]*?)<\/script>/g)].map(([, text]) => text ?? "");
  const hashes = scripts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  assertEquals(hashes.length, 2, "what sets the theme, and the page's own");
  assertStringIncludes(page, `script-src ${hashes.join(" ")};`.replaceAll("'", "&#39;"));
  assertStringIncludes(page, "default-src &#39;none&#39;");
  assert(!/(src|href)="(https?:)?\/\//.test(page), "no external reference");
});

Deno.test("renderReport() shows hostile texts as text", () => {
  const page = renderReport(hostileRun());
  assert(!page.includes("<img"));
  assert(!page.includes(HOSTILE));
  assertEquals(page.match(/<\/script>/g)?.length, 3, "the theme, the data and the page's script");
});

Deno.test("renderPage() without compression keeps hostile data inside its element", () => {
  const page = renderPage(hostileRun(), {});
  assertEquals(page.match(/<\/script>/g)?.length, 3);
  const data = /id="run-data"[^>]*>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "";
  assertEquals(JSON.parse(data).valueKind, "element");
});

Deno.test("renderReport() draws a finding's picture for a desk and for a phone, or says why it has none", () => {
  const explanations = (["lost", "flood"] as const).map((anomaly) => ({
    ...labelOf(anomaly),
    text: "",
    operations: [],
  }));
  const step = { kind: "message", timeNs: 1e6, from: 0, to: 1, text: "learn 6 <b>", tone: "value" } as const;
  const picture = {
    kind: "sequence",
    lanes: [{ name: "n0", role: "node" }, { name: "n1", role: "node", mark: "lacks 6" }],
    steps: [{ ...step, messageId: 7, fate: "lost", why: "cut by the partition" }],
    known: [],
    caption: "n1 lacks 6.",
    leftOut: "",
    operations: [],
    logs: [{ timeNs: 2e6, node: "n1", text: "at node.ts:11:4" }],
  } as const;
  const pictures = [[picture], [{ kind: "none", reason: "Too many." } as const]];
  const page = renderReport({ ...LOST, explanations, pictures });
  assertEquals(page.match(/aria-label="n1 lacks 6."/g)?.length, 2);
  for (const part of ["learn 6 &lt;b&gt;", "cut by the partition", "at node.ts:11:4", "No picture: Too many."]) {
    assertStringIncludes(page, part);
  }
});

Deno.test("renderReport() says that nothing is left out, or what is", () => {
  assertStringIncludes(renderReport(LOST), "Nothing of the run is left out");
  const text = "x".repeat(30_000);
  const [event] = LOST.journal;
  assert(event !== undefined);
  const body = { type: "t", text };
  const journal = [{ ...event, message: { ...event.message, body } }];
  assertStringIncludes(textOf(renderReport({ ...LOST, journal })), "Left out: 1 long bodies or values are cut");
});

Deno.test("renderReport() gives the same bytes for the same run", () => {
  assertEquals(renderReport(LOST), renderReport(LOST));
});

Deno.test("renderReport() keeps the page of a large run under 3 MB", () => {
  const random = new Random(1);
  const [event] = LOST.journal;
  assert(event !== undefined);
  const journal = Array.from({ length: 3000 }, (_, id) => {
    const values = Array.from({ length: 250 }, () => random.uint32());
    return { ...event, id, message: { ...event.message, id, body: { type: "t", values } } };
  });
  const page = renderReport({ ...LOST, journal });
  assert(page.length < 3_000_000, `${page.length} characters`);
  assertStringIncludes(page, "Left out:");
});

Deno.test("renderReport() shows a run that failed before its first operation", () => {
  const page = renderReport({
    ...LOST,
    results: { valid: "unknown" },
    failure: 'Node "n1" exited before it answered init',
    history: [],
    journal: [],
    targets: [],
    explanations: [],
  });
  for (const part of ["Unknown", "exited before it answered init", "nothing to plot"]) assertStringIncludes(page, part);
  assert(!page.includes("NaN"));
});

Deno.test("reportFiles() adds the plots where they are asked for", () => {
  assertEquals(Object.keys(reportFiles(LOST)), ["index.html"]);
  assertEquals(Object.keys(reportFiles(LOST, { plots: true })).length, 6);
});

Deno.test("meaningOf() explains every number of a recorded run", () => {
  const { results } = goldenRun("broadcast-partition");
  const paths: string[] = [];
  const collect = (value: unknown, path: string) => {
    if (typeof value === "number" && !path.includes("worst-stale")) paths.push(path.slice(1));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    for (const [name, field] of Object.entries(value)) collect(field, `${path}.${name}`);
  };
  collect(results, "");
  assert(paths.length > 20);
  const others = ["not", "also-not", "anomaly-counts.G1c", "poll-skip.count", "failures", "worst-realtime-lag.lag"];
  for (const path of [...paths, ...others.map((name) => `workload.${name}`)]) {
    assert(!meaningOf(path).startsWith("The field"), path);
  }
});
