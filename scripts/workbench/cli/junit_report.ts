/**
 * `--junit FILE`: finished runs as JUnit XML.
 *
 * @module
 */
import { dirname } from "node:path";
import { fileProblem } from "../files.ts";
import { type JunitCase, type JunitSuite, renderJunit } from "../report/junit.ts";
import { UsageError } from "../usage_error.ts";
import type { FinishedTask } from "./task.ts";
import { missedText } from "./render.ts";

/**
 * Writes the file.
 *
 * @throws {UsageError} When it cannot be written.
 */
export function writeJunit(path: string, runs: readonly FinishedTask[]): void {
  try {
    Deno.writeTextFileSync(path, renderJunit(runs.map(suiteOf)));
  } catch (cause) {
    throw new UsageError(`Cannot write --junit ${path}: ${fileProblem(cause)}`, { cause });
  }
}

/** Fails before anything runs where the file's folder does not exist. @throws {UsageError} */
export function checkJunit(path: string | undefined): void {
  if (path === undefined) return;
  try {
    Deno.statSync(dirname(path));
  } catch (cause) {
    throw new UsageError(`Cannot write --junit ${path}: ${fileProblem(cause)}`, { cause });
  }
}

/** A run as a suite: its verdict, then each expectation. */
export function suiteOf(run: FinishedTask): JunitSuite {
  return {
    name: run.stage === undefined ? run.challenge : `${run.stage} ${run.challenge}`,
    seconds: run.tookMs / 1000,
    cases: [
      verdictCase(run),
      ...run.outcomes.map((outcome): JunitCase => {
        const { label, comparison, limit } = outcome.expectation;
        const name = `${label} ${comparison} ${limit}`;
        return outcome.met ? { name } : { name, failure: missedText(outcome) };
      }),
    ],
  };
}

function verdictCase({ judgement, recording, reproduce }: FinishedTask): JunitCase {
  const { valid } = judgement.results;
  if (valid === true) return { name: "valid" };
  const texts = judgement.explanations.filter(({ severity }) => severity !== "warning").map(({ anomaly, text }) =>
    `${anomaly}: ${text}`
  );
  const failure = recording.failure === undefined ? [] : [recording.failure.text];
  const why = [...failure, ...texts, `Again: ${reproduce}`].join("\n");
  return valid === false ? { name: "valid", failure: why } : { name: "valid", error: why };
}
