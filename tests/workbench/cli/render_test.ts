import { assertEquals } from "@std/assert";
import type { FinishedTask } from "../../../scripts/workbench/cli/task.ts";
import type { ExpectationOutcome, NamedExpectation } from "../../../scripts/workbench/stages/expectations.ts";
import { suiteOf } from "../../../scripts/workbench/cli/junit_report.ts";
import { renderProgress } from "../../../scripts/workbench/terminal/progress.ts";
import { banner, renderFindings, renderRun, renderSummary, runColumns } from "../../../scripts/workbench/cli/render.ts";
import { renderHead, renderTable } from "../../../scripts/workbench/terminal/table.ts";
import type { Explanation, Validity } from "../../../scripts/workbench/verdict.ts";

interface Sample {
  readonly stage?: string;
  readonly challenge?: string;
  readonly valid?: Validity;
  readonly explanations?: readonly Explanation[];
  readonly outcomes?: readonly ExpectationOutcome<NamedExpectation>[];
  readonly failure?: string;
  readonly failureKind?: string;
}

/** A finished task with the fields that rendering reads. */
function sample(
  { stage = "3d", challenge = "3d_low", valid = true, explanations = [], outcomes = [], failure, failureKind }: Sample,
) {
  const results = {
    valid,
    stats: { count: 2000 },
    net: { servers: { "msgs-per-op": 12.1215 } },
    workload: { "stable-latencies": { "0": 0, "0.5": 82, "1": 99 } },
  };
  return {
    ...(stage === "" ? {} : { stage }),
    challenge,
    outcomes,
    targetsMet: outcomes.every(({ met }) => met),
    tookMs: 1234,
    reproduce: "deno task workbench glomers 3d --seed 1",
    judgement: { results, explanations },
    recording: failure === undefined ? {} : { failure: { text: failure, kind: failureKind } },
  } as unknown as FinishedTask;
}

const target = (label: string, limit: number, value: number | null): ExpectationOutcome<NamedExpectation> => ({
  expectation: { label, path: "", comparison: "<", limit },
  value,
  met: value !== null && value < limit,
});

const explanation = (
  text: string,
  severity: Explanation["severity"] = "error",
  anomaly: Explanation["anomaly"] = "lost",
): Explanation => ({
  anomaly,
  severity,
  text,
  operations: [],
});

const plain = (text: string) => text;

Deno.test("renderTable() aligns columns, numbers to the right, without blanks at line ends", () => {
  const columns = [{ heading: "name" }, { heading: "count", alignsRight: true }, { heading: "note" }];
  assertEquals(
    renderTable(columns, [["a", "1", ""], ["ünï", "12345678", "x y"]]),
    "name     count  note\n" +
      "----  --------  ----\n" +
      "a            1\n" +
      "ünï   12345678  x y\n",
  );
});

Deno.test("renderRun() shows a line with figures and targets under the columns", () => {
  const columns = runColumns(["3d_low", "a_longer_name"]);
  const outcomes = [target("msgs/op", 30, 12.1), target("median stable latency (ms)", 50, 82)];
  assertEquals(
    renderHead(columns) + renderRun(columns, sample({ outcomes }), plain) +
      renderRun(columns, sample({ stage: "", challenge: "a_longer_name", valid: "unknown" }), plain),
    "stage  challenge      verdict  operations  msgs/op  median ms  max ms     took  target\n" +
      "-----  -------------  -------  ----------  -------  ---------  ------  -------  ------\n" +
      "3d     3d_low         valid          2000    12.12         82      99   1.23 s  ✓ valid, ✓ msgs/op < 30, ✗ median < 50\n" +
      "-      a_longer_name  unknown        2000    12.12         82      99   1.23 s  ✗ valid\n",
  );
});

Deno.test("renderRun() counts targets where the terminal is narrow, and fits into 80 columns", () => {
  const columns = runColumns(["3c_broadcast_fault_tolerant", "my-node"], 80);
  const outcomes = [target("msgs/op", 30, 12.1), target("median stable latency (ms)", 50, 82)];
  const text = renderHead(columns) +
    renderRun(columns, sample({ challenge: "3d_broadcast_low_latency", outcomes }), plain) +
    renderRun(columns, sample({ challenge: "my-node", valid: "unknown" }), plain);
  assertEquals(
    text,
    "challenge                    verdict  msgs/op  median/max ms     took  targets\n" +
      "---------------------------  -------  -------  -------------  -------  -------\n" +
      "3d_broadcast_low_latency     valid      12.12          82/99   1.23 s   1 of 2\n" +
      "3d my-node                   unknown    12.12          82/99   1.23 s        -\n",
  );
});

Deno.test("renderRun() colours verdicts: green, yellow where a target is missed, red", () => {
  const colours: string[] = [];
  const colour = (text: string, name: string) => {
    colours.push(`${text} ${name}`);
    return text;
  };
  const runs = [sample({}), sample({ outcomes: [target("x", 1, 2)] }), sample({ valid: false })];
  for (const run of runs) renderRun(runColumns(["a"]), run, colour);
  assertEquals(colours, ["valid green", "valid yellow", "INVALID red"]);
});

Deno.test("renderFindings() tells failures, missed targets and explanations, and no more than five of these", () => {
  const explanations = Array.from({ length: 7 }, (_, index) => explanation(`value ${index}\nsecond line`));
  const outcomes = [target("msgs/op", 30, 31.23456), target("max", 5, null), target("fine", 5, 1)];
  assertEquals(
    renderFindings(sample({ outcomes, explanations, valid: false, failure: 'Node "n0" ended\nLog' })).split("\n"),
    [
      "3d 3d_low:",
      '  - Node "n0" ended',
      "    Log",
      "  - Target missed: msgs/op is 31.235, expected < 30",
      "  - Target missed: the results have no max, expected < 5",
      ...[0, 1, 2, 3, 4].flatMap((index) => [`  - lost: value ${index}`, "    second line"]),
      "  - ... and 2 more findings",
      "",
    ],
  );
});

Deno.test("renderFindings() tells of each kind of finding before it tells more of one kind", () => {
  const explanations = [0, 1, 2, 3, 4].map((value) => explanation(`value ${value}`));
  explanations.push(explanation("value -1", "warning", "invented"), explanation("value -2", "warning", "invented"));
  assertEquals(renderFindings(sample({ explanations, valid: false })).split("\n").slice(1), [
    ...[0, 1, 2, 3].map((value) => `  - lost: value ${value}`),
    "  - warning: invented: value -1",
    "  - ... and 2 more findings",
    "",
  ]);
});

Deno.test("renderFindings() names the severity of warnings and says nothing of a clean run", () => {
  assertEquals(
    renderFindings(sample({ stage: "", explanations: [explanation("seen twice", "warning")] })),
    "3d_low:\n  - warning: lost: seen twice\n",
  );
  assertEquals(renderFindings(sample({})), "");
});

Deno.test("a run that ended before its first operation says why, and nothing of targets and findings", () => {
  const run = {
    ...sample({
      valid: "unknown",
      failure: 'Node "n0" did not answer init',
      failureKind: "no-init",
      outcomes: [target("msgs/op", 30, null)],
      explanations: [explanation("Nothing was added.")],
    }),
    status: 3,
  };
  assertEquals(renderFindings(run), '3d 3d_low:\n  - Node "n0" did not answer init\n');
  assertEquals(renderSummary([run], 0), "unknown (0.00 s)");
});

Deno.test("an interrupted run is called stopped, and nothing is said of targets and findings", () => {
  const run = sample({
    valid: "unknown",
    outcomes: [target("msgs/op", 30, 31)],
    explanations: [explanation("value 3")],
    failure: "The run was interrupted",
    failureKind: "interrupted",
  });
  assertEquals(renderFindings(run), "3d 3d_low:\n  - The run was interrupted\n");
  assertEquals(renderSummary([run], 0), "stopped (0.00 s)");
  assertEquals(renderRun(runColumns(["a"]), run, plain).trimEnd().split(/ +/), [
    ...["3d", "3d_low", "stopped", "2000", "12.12", "82", "99", "1.23", "s"],
  ]);
});

Deno.test("renderSummary() counts valid runs and targets", () => {
  const met = sample({ outcomes: [target("x", 5, 1)] });
  const missed = sample({ outcomes: [target("x", 5, 9)] });
  assertEquals(renderSummary([met], 950), "valid, all targets met (0.95 s)");
  assertEquals(
    renderSummary([met, missed, sample({ valid: false })], 12_000),
    "2 of 3 valid, 1 of 2 targets missed (12.0 s)",
  );
  assertEquals(renderSummary([sample({ valid: "unknown" })], 0), "unknown (0.00 s)");
});

Deno.test("banner() is the last line of the original", () => {
  assertEquals(banner(true), "Everything looks good! ヽ(‘ー`)ノ");
  assertEquals(banner("unknown"), "Errors occurred during analysis, but no anomalies found. ಠ~ಠ");
  assertEquals(banner(false), "Analysis invalid! (ﾉಥ益ಥ）ﾉ ┻━┻");
});

Deno.test("renderProgress() shows phase, time and operations", () => {
  assertEquals(
    renderProgress("3d", { phase: "main", elapsedNs: 12.34e9, operationCount: 120 }),
    "3d  main  12.3 s  120 operations",
  );
  assertEquals(
    renderProgress("3d", { phase: "setup", elapsedNs: -5e9, operationCount: 0 }),
    "3d  setup  0.0 s  0 operations",
  );
});

Deno.test("suiteOf() has a case for the verdict and one for each expectation", () => {
  const run = sample({ valid: false, explanations: [explanation("value 3")], outcomes: [target("msgs/op", 30, 31)] });
  assertEquals(suiteOf(run), {
    name: "3d 3d_low",
    seconds: 1.234,
    cases: [
      { name: "valid", failure: "lost: value 3\nAgain: deno task workbench glomers 3d --seed 1" },
      { name: "msgs/op < 30", failure: "Target missed: msgs/op is 31, expected < 30" },
    ],
  });
  assertEquals(suiteOf(sample({ valid: "unknown", explanations: [explanation("w", "warning")] })).cases, [
    { name: "valid", error: "Again: deno task workbench glomers 3d --seed 1" },
  ]);
});
