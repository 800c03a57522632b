import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { runSweep } from "../../../scripts/workbench/cli/commands/sweep.ts";
import { mergeFiles } from "../../../scripts/workbench/sweep/merge.ts";
import { RecordedTerminal } from "../../../scripts/workbench/terminal/terminal.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

/** The line of an outcome. */
function outcome(seed: number, more: Readonly<Record<string, unknown>> = {}): string {
  const scenario = { seed, program: "node.ts", programArgs: [], args: ["-w", "echo"] };
  return JSON.stringify({
    ...{ scenario, valid: true, anomalies: [], warnings: [], reason: "", faults: [], coverage: {} },
    ...{ hash: `hash ${seed}`, operations: 1, tookMs: 1, ...more },
  });
}

function header(part: number, scenarios: number, parts = 4): string {
  return JSON.stringify({ sweep: ["sweep", "1", "--seeds", "1..8", "--", "-v"], part, parts, scenarios });
}

/** Writes files, each of which is given by its lines and ends in a whole line, and does something with their paths. */
function withFiles<T>(files: readonly (readonly string[])[], act: (paths: readonly string[]) => T): T {
  const folder = Deno.makeTempDirSync();
  try {
    return act(files.map((lines, index) => {
      const path = `${folder}/part${index + 1}.jsonl`;
      Deno.writeTextFileSync(path, lines.map((line) => `${line}\n`).join(""));
      return path;
    }));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("mergeFiles() counts a part that was run twice once, and finds nothing missing", () => {
  const files = [[header(1, 2, 2), outcome(1), outcome(3)], [header(2, 1, 2), outcome(2)]];
  const merged = withFiles([...files, ...files], mergeFiles);
  assertEquals(merged.outcomes.map(({ scenario }) => scenario.seed), [1, 3, 2]);
  assertEquals(merged.gaps, "");
});

Deno.test("mergeFiles() names the parts that are missing or still run, with the commands that run them alone", () => {
  const { outcomes, gaps } = withFiles(
    [[header(1, 2), outcome(1), outcome(5)], [header(3, 2), outcome(3)]],
    mergeFiles,
  );
  assertEquals(outcomes.length, 3);
  assertEquals(
    gaps,
    "Not complete, of 4 parts of sweep 1 --seeds 1..8 -- -v: parts 2 and 4 are missing; part 3 has 1 of 2 scenarios so " +
      "far\n" +
      [2, 4, 3].map((part) =>
        `  Run     deno task workbench sweep 1 --seeds 1..8 --shard ${part}/4 --out part${part}.jsonl -- -v\n`
      ).join(""),
  );
});

Deno.test("mergeFiles() names a dozen of many missing parts", () => {
  const { gaps } = withFiles([[header(1, 1, 100), outcome(1)]], mergeFiles);
  assertStringIncludes(gaps, "parts 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 87 more are missing\n");
  assertEquals(gaps.split("\n").length - 2, 4);
});

Deno.test("mergeFiles() leaves out a line that is still being written", () => {
  withFiles([[header(1, 2, 1), outcome(1)]], ([path = ""]) => {
    Deno.writeTextFileSync(path, outcome(2).slice(0, 50), { append: true });
    const { outcomes, gaps } = mergeFiles([path]);
    assertEquals(outcomes.length, 1);
    assertStringIncludes(gaps, "part 1 has 1 of 2 scenarios so far");
  });
});

Deno.test("mergeFiles() refuses two outcomes of one scenario that differ, but not one that a stuck node cut short", () => {
  const error = assertThrows(
    () => withFiles([[outcome(1)], [outcome(1, { hash: "other" })]], mergeFiles),
    UsageError,
  );
  assertStringIncludes(error.message, "Cannot merge: seed 1 of node.ts has the hash hash 1 in ");
  for (const files of [[[outcome(1, { hash: "" })], [outcome(1)]], [[outcome(1)], [outcome(1, { hash: "" })]]]) {
    assertEquals(withFiles(files, mergeFiles).outcomes.map(({ hash }) => hash), ["hash 1"]);
  }
});

Deno.test("sweep --merge of some parts ends with 2 where all that is there is valid", async () => {
  const terminal = new RecordedTerminal();
  const status = await withFiles([[header(1, 1, 2), outcome(1)]], (paths) => runSweep(["--merge", ...paths], terminal));
  assertEquals(status, 2);
  assertStringIncludes(terminal.stdout, "Not complete, of 2 parts of sweep 1 --seeds 1..8 -- -v: part 2 is missing\n");
});
