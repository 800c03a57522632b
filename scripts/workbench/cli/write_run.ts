/**
 * Which files the folder of a run holds.
 *
 * @module
 */
import { serializeSchedule } from "../nemesis/schedule_file.ts";
import { EVENT_FORM } from "../net/event_form.ts";
import { OPERATION_FORM } from "../operation_form.ts";
import { resultsEdn } from "../report/edn_files.ts";
import { HISTORY_FILE, JOURNAL_FILE } from "../report/stored_record.ts";
import type { RunFolder } from "../report/store.ts";
import { accountJson } from "../report/account_json.ts";
import type { FinishedTask } from "./task.ts";
import { reportInput } from "./report_input.ts";
import { staleLines } from "./stale_lines.ts";

/** What to write beside the usual files. */
export interface WriteRunOptions {
  /** Also writes the plots of the report as SVG files. */
  readonly plots: boolean;
  /** See `PageTools.tidy`. */
  tidy(): void;
  /** Told what is written next. */
  onStep(what: string): void;
}

/** Writes all files of a run and closes its folder. Nothing is thrown: the folder collects the problems. */
export async function writeRun(folder: RunFolder, task: FinishedTask, options: WriteRunOptions): Promise<void> {
  const { recording, judgement, journalHash } = task;
  const { history, journal } = recording;
  const { name: workload, valueKind } = task.plan.workload;
  const explained = task.account === undefined ? {} : { explained: accountJson(task.account) };
  folder.writeJson("results.json", { ...judgement.results, ...explained, "journal-sha256": journalHash });
  folder.writeJson("run.json", {
    title: task.title,
    stage: task.stage ?? null,
    challenge: task.challenge,
    workload,
    nodes: task.plan.nodes,
    options: task.resolved,
    reproduce: task.reproduce,
    targets: task.outcomes.map(({ expectation, value, met }) => ({ ...expectation, value, met })),
    "targets-met": task.targetsMet,
    "took-ms": Math.round(task.tookMs),
    "journal-sha256": journalHash,
    ...(recording.failure === undefined ? {} : { failure: recording.failure }),
  });
  folder.writeJson("explanations.json", judgement.explanations);
  if (recording.staleReplies.length > 0) {
    folder.writeLines("stale-replies.jsonl", staleLines(history, recording.staleReplies), JSON.stringify);
  }
  if (task.plan.schedule.length > 0) folder.write("schedule.json", serializeSchedule(task.plan.schedule));
  options.onStep("the history");
  folder.writeBlocks(HISTORY_FILE, history, OPERATION_FORM);
  options.onStep("the journal");
  folder.writeBlocks(JOURNAL_FILE, journal, EVENT_FORM);
  folder.write("results.edn", resultsEdn(judgement.results, history, valueKind));
  options.onStep("the page");
  await writeReport(folder, task, options);
  folder.close();
}

/** The report is a convenience: a mistake in it must not cost the verdict. */
async function writeReport(folder: RunFolder, task: FinishedTask, options: WriteRunOptions): Promise<void> {
  try {
    const { reportFiles } = await import("../report/mod.ts");
    const files = reportFiles(await reportInput(task), options);
    for (const [name, content] of Object.entries(files)) folder.write(name, content);
  } catch (error) {
    folder.addProblem(
      `Cannot make the report: ${error instanceof Error ? error.stack ?? error.message : String(error)}`,
    );
  }
}
