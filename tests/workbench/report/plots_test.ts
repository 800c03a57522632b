import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { renderPlots } from "../../../scripts/workbench/report/mod.ts";
import { goldenRun } from "./golden_runs.ts";
import { RunRecorder } from "./synthetic_runs.ts";

function pointsOf(svg: string): string[] {
  return [...svg.matchAll(/class="points"\s+d="M([^"]*)"/g)].flatMap(([, path]) => (path ?? "").split("L"));
}

Deno.test("renderPlots() gives the original's picture set as self-contained SVG", () => {
  const plots = renderPlots(goldenRun("broadcast-partition"));
  assertEquals(Object.keys(plots), [
    "latency-raw.svg",
    "latency-quantiles.svg",
    "rate.svg",
    "messages.svg",
    "timeline.svg",
  ]);
  for (const svg of Object.values(plots)) {
    assert(svg.startsWith("<svg"));
    assertStringIncludes(svg, 'xmlns="http://www.w3.org/2000/svg"');
    assertStringIncludes(svg, "<style>");
    assert(!/(href|src)="http/.test(svg), "no external reference");
  }
});

Deno.test("renderPlots() gives the same bytes for the same run", () => {
  assertEquals(renderPlots(goldenRun("broadcast-plain")), renderPlots(goldenRun("broadcast-plain")));
});

Deno.test("renderPlots() draws every finished operation as a point", () => {
  const recorder = new RunRecorder();
  for (let process = 0; process < 30; process++) {
    recorder.operation(100 * process, { process, type: "invoke", f: process % 2 === 0 ? "read" : "add", value: null });
    const type = process % 3 === 0 ? "fail" : process % 3 === 1 ? "info" : "ok";
    recorder.operation(100 * process + 5 + process, {
      process,
      type,
      f: process % 2 === 0 ? "read" : "add",
      value: null,
    });
  }
  recorder.operation(2990, { process: 99, type: "invoke", f: "read", value: null });
  const svg = renderPlots({ history: recorder.history(), journal: [] })["latency-raw.svg"] ?? "";
  assertEquals(pointsOf(svg).length, 30);
});

Deno.test("renderPlots() shades each fault in every plot, with its name", () => {
  for (const [name, svg] of Object.entries(renderPlots(goldenRun("broadcast-partition")))) {
    assertEquals(svg.match(/<rect\s+class="fault"/g)?.length, 2, name);
    assertStringIncludes(svg, ">partition</text>");
  }
});

Deno.test("renderPlots() counts the rarest message types together when colours run out", () => {
  const recorder = new RunRecorder();
  for (let type = 0; type < 12; type++) {
    for (let count = 0; count <= type; count++) recorder.message(count, 1, "n1", "n2", { type: `type-${type}` });
  }
  const svg = renderPlots({ history: [], journal: recorder.journal() })["messages.svg"] ?? "";
  assertStringIncludes(svg, "5 other types");
  assertStringIncludes(svg, "type-11");
  assert(!svg.includes("type-4<"));
});

Deno.test("renderPlots() puts names of a run into the drawing as text only", () => {
  const recorder = new RunRecorder();
  recorder.operation(0, { process: 0, type: "invoke", f: "<script>alert(1)</script>", value: null });
  recorder.operation(1, { process: 0, type: "ok", f: "<script>alert(1)</script>", value: null });
  recorder.message(0, 1, "n1", "n2", { type: '"><img onerror=alert(1)>' });
  for (const svg of Object.values(renderPlots({ history: recorder.history(), journal: recorder.journal() }))) {
    assert(!svg.includes("<script"));
    assert(!svg.includes("<img"));
  }
});

Deno.test("renderPlots() survives a run in which nothing happened", () => {
  for (const svg of Object.values(renderPlots({ history: [], journal: [] }))) {
    assert(!svg.includes("NaN"));
    assert(!svg.includes("Infinity"));
  }
});
