import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { followTerm, logPlace } from "../../../scripts/workbench/report/encode/finding_links.ts";
import { renderReport } from "../../../scripts/workbench/report/mod.ts";
import type { Explanation } from "../../../scripts/workbench/verdict.ts";
import { inputOf } from "./decode.ts";
import { RunRecorder } from "./synthetic_runs.ts";

function finding(changes: Partial<Explanation>): Explanation {
  return { anomaly: "lost", severity: "error", text: "A text.", operations: [], ...changes };
}

/** The verdict of a run with one operation, invoked as 0 and completed as 1, and these findings. */
function verdictOf(explanations: readonly Explanation[]): string {
  const recorder = new RunRecorder();
  recorder.operation(0, { process: 3, type: "invoke", f: "read", value: null });
  recorder.operation(1, { process: 3, type: "ok", f: "read", value: [] });
  const page = renderReport(inputOf(recorder, { explanations }));
  return page.slice(page.indexOf('<section id="verdict"'), page.indexOf('<section id="numbers"'));
}

Deno.test("renderReport() shows findings of one name together, errors first, and folds all but three", () => {
  const verdict = verdictOf([
    ...[1, 2, 3, 4, 5].map((number) => finding({ anomaly: "forgotten", severity: "warning", text: `W${number}.` })),
    finding({ text: "E1." }),
    finding({ text: "E2." }),
  ]);
  const parts = [">lost<", "E1.", "E2.", ">warning: forgotten<", "W1.", "W3.", "<summary>2 more</summary>", "W4."];
  const places = parts.map((part) => verdict.indexOf(part));
  assert(!places.includes(-1), `${places}`);
  assertEquals(places, places.toSorted((a, b) => a - b));
  assertEquals(verdict.match(/must never be missing/g)?.length, 1, "the rule stands there once");
});

Deno.test("renderReport() does not call the workload's rule broken where another one was", () => {
  const explanations = [finding({ anomaly: "no-success" })];
  const summaryOf = (workload: { valid: boolean | "unknown" }) =>
    renderReport(inputOf(new RunRecorder(), { explanations, results: { valid: false, workload } }));
  assertStringIncludes(summaryOf({ valid: true }), "That is not what was broken, but another rule: ");
  assertStringIncludes(summaryOf({ valid: "unknown" }), "It was not seen to be broken, but another rule: ");
  assertStringIncludes(summaryOf({ valid: false }), "It was broken: 1 finding.");
});

Deno.test("renderReport() links operations where a text names them, and each call once", () => {
  const named = verdictOf([finding({ text: "It failed (operation 1), unlike operation 77.", operations: [1, 0] })]);
  assertStringIncludes(named, '(<a href="#op-1">operation 1</a>), unlike operation 77.');
  assertEquals(named.match(/href="#op-/g)?.length, 1);
  const unnamed = verdictOf([finding({ operations: [1, 0] })]);
  assertStringIncludes(unnamed, '<a href="#op-1">operation 1 read by p3</a>');
  assertEquals(unnamed.match(/href="#op-/g)?.length, 1);
});

Deno.test("followTerm() follows what is one of a kind, and nothing else", () => {
  const terms = [
    followTerm(finding({ value: 17 }), "element"),
    followTerm(finding({ value: "n1-0" }), "token"),
    followTerm(finding({ value: { key: "50", message: 11 } }), "message"),
    // A sum, a key: too many messages hold such a number by chance.
    followTerm(finding({ value: 307 }), "sum"),
    followTerm(finding({ value: 0 }), "register"),
    followTerm(finding({ value: "50" }), "message"),
    followTerm(finding({}), "element"),
  ];
  assertEquals(terms, ["17", '"n1-0"', '"50" 11', "", "", "", ""]);
});

Deno.test("logPlace() finds key and message of kafka findings", () => {
  assertEquals(logPlace(finding({ value: { key: "50", message: 11 } }), "message"), ["50", 11]);
  assertEquals(logPlace(finding({ value: { key: "50", offset: 3 } }), "message"), ["50"]);
  assertEquals(logPlace(finding({ value: "50" }), "message"), ["50"]);
  assertEquals(logPlace(finding({ value: 17 }), "element"), undefined);
});
