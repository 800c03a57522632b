import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { linesWith } from "../../../scripts/workbench/report/client/log_filter.js";
import { renderReport } from "../../../scripts/workbench/report/mod.ts";
import { LOG_LENGTH_MAX } from "../../../scripts/workbench/report/sections/log_section.ts";
import { inputOf } from "./decode.ts";
import { RunRecorder } from "./synthetic_runs.ts";

function pageWith(texts: readonly string[]): string {
  const logLines = texts.map((text, at) => ({ timeNs: at * 1e6, node: "n1", text }));
  return renderReport(inputOf(new RunRecorder(), { logLines }));
}

Deno.test("renderReport() holds what nodes printed as text that a search of the file finds", () => {
  const page = pageWith(["TypeError: <b> is missing", "    at handle (file:///a/echo_throws.ts:11:11)"]);
  assertStringIncludes(
    page,
    "0.000 s n1 TypeError: &lt;b&gt; is missing\n0.001 s n1     at handle (file:///a/echo_throws.ts:11:11)",
  );
  assertStringIncludes(renderReport(inputOf(new RunRecorder())), "The nodes printed nothing on stderr.");
});

Deno.test("renderReport() holds the beginning and the end of a long log, and says how much is left out", () => {
  const lines = Array.from({ length: 1000 }, (_, at) => `line ${at} ${"x".repeat(990)}`);
  const page = pageWith(lines);
  const shown = [...page.matchAll(/ n1 line (\d+) x/g)].map(([, at]) => Number(at));
  assertEquals([shown[0], shown.at(-1)], [0, 999]);
  assertStringIncludes(page, `… ${1000 - shown.length} lines are left out here`);
  assert(shown.length * 1000 < LOG_LENGTH_MAX && shown.length * 1000 > LOG_LENGTH_MAX * 0.9);
});

Deno.test("linesWith() keeps the lines that hold a text", () => {
  assertEquals(linesWith(["n0 Started", "n1 started", "n0 other"], " START "), ["n0 Started", "n1 started"]);
  assertEquals(linesWith(["a", "b"], ""), ["a", "b"]);
});
