/**
 * Which files the folder of a run holds.
 *
 * @module
 */
import type { RunFolder } from "../report/store.ts";
import type { FinishedTask } from "./execute.ts";

/** Writes all files of a run and closes its folder. Nothing is thrown: the folder collects the problems. */
export function writeRun(folder: RunFolder, task: FinishedTask): void {
  const { recording, judgement } = task;
  folder.writeJson("results.json", judgement.results);
  folder.writeJson("run.json", {
    title: task.title,
    stage: task.stage ?? null,
    challenge: task.challenge,
    workload: task.plan.workload.name,
    nodes: task.plan.nodes,
    options: task.resolved,
    reproduce: task.reproduce,
    targets: task.outcomes.map(({ expectation, value, met }) => ({ ...expectation, value, met })),
    "targets-met": task.targetsMet,
    "took-ms": Math.round(task.tookMs),
    "journal-sha256": judgement.journalHash,
    ...(recording.failure === undefined ? {} : { failure: recording.failure }),
  });
  folder.writeJson("explanations.json", judgement.explanations);
  folder.writeLines("history.jsonl", recording.history, (operation) => JSON.stringify(operation));
  folder.writeLines("journal.jsonl", recording.journal, (event) => JSON.stringify(event));
  folder.close();
}
