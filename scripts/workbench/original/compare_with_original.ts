/**
 * `test --maelstrom`: the original with the same plan after our run, and what the two results say of each other.
 *
 * @module
 */
import { type Figure, FIGURES } from "../figures.ts";
import { join } from "node:path";
import type { Json } from "../history.ts";
import { UsageError } from "../usage_error.ts";
import {
  type ComparedField,
  compareResults,
  errorsOf,
  fieldAsJson,
  renderAgreement,
  renderComparison,
  renderPair,
  withRelativeFigures,
} from "./compare_results.ts";
import type { FinishedTask } from "../cli/task.ts";
import { EXIT_INTERRUPTED, EXIT_INVALID, EXIT_TOOL, EXIT_VALID } from "../terminal/exit_status.ts";
import { type MaelstromRun, runMaelstrom } from "./maelstrom.ts";
import type { RunOptions } from "../options/options.ts";
import { renderTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What came of the original's run beside ours. */
export interface OriginalComparison {
  /** An exit status: 0 where the verdicts agree, 1 where they differ, 3 where the original has none. */
  readonly status: number;
  /** The field "maelstrom" of `--json`. */
  readonly json: Json;
  /** Both results; absent where the original has none. */
  readonly fields?: readonly ComparedField[];
}

/** How to run the original. */
export interface OriginalContext {
  readonly options: RunOptions;
  /** `--json`: stdout is one object. */
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Says only whether the two agree, not each field. */
  readonly isBrief?: boolean;
}

/**
 * Runs the original with the plan of a run and shows both results; with `--json` on stderr, since stdout is one object.
 *
 * @param path Jar or launcher.
 */
export async function compareWithOriginal(
  run: FinishedTask,
  path: string,
  { options, json, terminal, signal, isBrief = false }: OriginalContext,
): Promise<OriginalComparison> {
  const show = (text: string) => json ? terminal.err(text) : terminal.out(text);
  show(`\nRunning ${path} with the plan of ${run.challenge}\n`);
  const folder = run.folder?.path ?? run.folderPath;
  const keepIn = folder === undefined ? undefined : join(folder, "maelstrom");
  let original: MaelstromRun;
  try {
    const request = { path, options, plan: run.plan, bin: options.bin ?? "", signal };
    original = await runMaelstrom({ ...request, ...(keepIn === undefined ? {} : { keepIn }) });
  } catch (error) {
    // Our own verdict stands all the same.
    if (!(error instanceof UsageError)) throw error;
    terminal.err(`${error.message}\n`);
    return { status: EXIT_TOOL, json: { error: error.message } };
  }
  if (signal.aborted) return { status: EXIT_INTERRUPTED, json: null };
  const { results, status, lastLines } = original;
  if (results === undefined) {
    show(`Maelstrom ended with status ${status} and without results; it said last:\n${lastLines.join("\n")}\n`);
    return { status: EXIT_TOOL, json: { status, "last-lines": lastLines } };
  }
  const asked = run.plan.rate * run.plan.timeLimitS;
  const fields = compareResults(
    withRelativeFigures(results, asked),
    withRelativeFigures(run.judgement.results, asked),
  );
  // Where both left it open, ours for its own reason, the two agree.
  const errors = errorsOf(results).filter(({ path }) =>
    fields.find((field) => field.path === `${path}.valid`)?.ours !== "unknown"
  );
  const agrees = fields.every((field) => field.agrees);
  show(isBrief ? renderAgreement(fields, errors) : `\n${renderComparison(fields, errors)}`);
  if (keepIn !== undefined) show(`Files of Maelstrom: ${keepIn}\n`);
  return {
    status: !agrees ? EXIT_INVALID : errors.length > 0 ? EXIT_TOOL : EXIT_VALID,
    json: {
      status,
      agrees,
      results,
      fields: fields.map(fieldAsJson),
      errors: errors.map(({ path, text }) => ({ path, text })),
    },
    fields,
  };
}

/** What Fly.io's stages are about: heading and place in the results. */
const STAGE_FIGURES: readonly Pick<Figure, "heading" | "path">[] = [
  { heading: "verdict", path: "valid" },
  ...[FIGURES.messagesPerOperation, FIGURES.stableLatencyMedian, FIGURES.stableLatencyMax, FIGURES.okFraction],
];

/** A table of several runs: the original's figure, a stroke, and ours. */
export function renderOriginals(
  runs: readonly { readonly stage?: string; readonly challenge: string; readonly comparison: OriginalComparison }[],
): string {
  const rows = runs.map(({ stage = "-", challenge, comparison: { fields = [] } }) => [
    stage,
    challenge,
    ...STAGE_FIGURES.map((figure) => renderPair(fields.find(({ path }) => path === figure.path))),
  ]);
  const headings = STAGE_FIGURES.map(({ heading }) => ({ heading, alignsRight: true }));
  return renderTable([{ heading: "stage" }, { heading: "challenge" }, ...headings], rows);
}
