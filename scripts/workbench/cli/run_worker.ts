/**
 * A worker that carries out simulated runs for the command line: the run, its verdict, its hash and its files. History
 * and journal stay here, since to send them takes as long as to make them.
 *
 * @module
 */
import { hashJournal } from "../net/journal_hash.ts";
import { eventText } from "../net/journal.ts";
import type { Journal } from "../net/journal.ts";
import { fromPlain } from "../run/plain_plan.ts";
import { carryOut } from "../run/run.ts";
import { type JobContext, serveWatched } from "../run/watched_worker.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { executeHere, saveHere } from "./execute_here.ts";
// While the command line is loaded, there is time to load what makes the page.
import "../report/mod.ts";
import type { RunJob, RunNote, RunResult } from "./run_job.ts";
import type { JudgedTask } from "./task.ts";

/** The last run that was executed, and the journal of the last run. */
let lastRun: JudgedTask | undefined;
let lastJournal: Journal = [];

serveWatched<RunJob, RunResult, RunNote>(async (job, context) => {
  switch (job.kind) {
    case "execute":
      return await execute(job, context);
    case "hash":
      return await hashJournal(lastJournal);
    case "save": {
      const { reproduce, journalHash, plots, judgement, terminal } = job;
      if (lastRun === undefined) throw new Error("Cannot save a run: expected one before");
      const options = { plots, terminal: { ...terminal, err: context.note } };
      return await saveHere({ ...lastRun, reproduce, journalHash, judgement }, options) ?? "";
    }
    case "events":
      return [...lastJournal].map(eventText).join("\n");
    case "repeat":
      lastJournal = (await carryOut(await fromPlain(job.plan), { heartbeat: context.heartbeat })).journal;
      return await hashJournal(lastJournal);
  }
});

async function execute(
  { task, output, stop, terminal: shown }: RunJob & { kind: "execute" },
  { heartbeat, note }: JobContext<RunNote>,
): Promise<RunResult> {
  [lastRun, lastJournal] = [undefined, []];
  const terminal: Terminal = { ...shown, out: note, err: note, colour: (text) => text };
  const hooks = { heartbeat, ...(stop === undefined ? {} : { stop }) };
  const run = await executeHere({ ...task, plan: await fromPlain(task.plan) }, { terminal, output, hooks });
  lastRun = run;
  lastJournal = run.recording.journal;
  const { judgement, outcomes, account, unexplained, targetsMet, status, tookMs, folder, recording: { failure } } = run;
  return {
    ...(account === undefined ? {} : { account }),
    ...(unexplained === undefined ? {} : { unexplained }),
    ...{ judgement, outcomes, targetsMet, status, tookMs },
    ...(failure === undefined ? {} : { failure }),
    ...(folder?.path === undefined ? {} : { folderPath: folder.path }),
  };
}
