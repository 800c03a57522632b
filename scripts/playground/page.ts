/// <reference lib="dom" />
/**
 * The playground's page: connects what the reader works on with the worker that runs it and the view of what came of it.
 *
 * Lessons are shown beside the editor by means of a Desk (desk.ts): one function that is given it, and no more.
 *
 * @module
 */
import { challengeFile } from "../workbench/stages/stages.ts";
import { mountCourse } from "./course/mount.ts";
import type { Desk, RunVerdict } from "./desk.ts";
import { lastDraft, readDraft } from "./drafts.ts";
import { byId } from "./elements.ts";
import { OpenedFile } from "./opened_file.ts";
import { readChoice } from "./options_form.ts";
import { OutcomeView } from "./outcome.ts";
import { readFragment, RUN_FRAGMENT, type SharedRun, writeFragment } from "./permalink.ts";
import { FILES, type Problem, type RunAnswer, type RunDone, type RunRequest } from "./protocol.ts";
import { requestIdle, Runner } from "./runner.ts";
import { stageKey, stageOfKey, stagePosition } from "./stage_keys.ts";
import { type Challenges, Workspace } from "./workspace.ts";

/** Where a first visit begins. */
const FIRST_STAGE = "3b_broadcast_multi_node";

/** The draft of what a link holds. */
const LINK_DRAFT = "link";

/** A run that takes longer is told how to be stopped, in ms. */
const LONG_RUN_MS = 20_000;

/** Name under which a changed program is to be saved for the command line; in challenges/ its imports hold. */
const CHANGED_PROGRAM = "challenges/mine.ts";

const status = byId("status", HTMLElement);
const problem = byId("problem", HTMLElement);
const notice = byId("notice", HTMLElement);
const stop = byId("stop", HTMLButtonElement);

const runner = new Runner();
const outcome = new OutcomeView(() => {});
const listeners = new Set<(verdict: RunVerdict) => void>();

/** The run that a link holds, until another program is opened. */
let shared: SharedRun | undefined;
/** Hash of the run that was seen last, and what it was. */
let seen: { readonly state: string; readonly hash: string } | undefined;

const challenges: Challenges = await (await fetch(FILES.challenges)).json();
const workspace = new Workspace(challenges, { onRun: run, onChange: () => {} });
const opened = new OpenedFile((source) => workspace.editor.replace(source));

/** What lessons get. */
export const desk: Desk = {
  lessonRoom: byId("lesson", HTMLElement),
  actions: byId("page-actions", HTMLElement),
  openCode: (code) => workspace.open(code),
  current: () => workspace.code,
  run,
  onVerdict(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  showLine: (line) => workspace.editor.goTo({ line }),
};

await start();

async function start(): Promise<void> {
  byId("form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  stop.addEventListener("click", () => {
    runner.end();
    showRunning(false, "Stopped");
  });
  byId("share", HTMLButtonElement).addEventListener("click", () => void share());
  byId("download", HTMLButtonElement).addEventListener("click", download);
  globalThis.addEventListener("hashchange", () => void openAddress());
  openLast();
  await openAddress();
  mountCourse(desk);
  document.documentElement.dataset.ready = "yes";
  requestIdle(() => runner.prepare());
}

/** Shows what was there at the last visit. */
function openLast(): void {
  const draft = lastDraft();
  const stage = draft === undefined ? undefined : readDraft(draft)?.stage ?? draft;
  if (draft !== undefined && stage !== undefined && stagePosition(stage) !== undefined) {
    return workspace.open({ stage, draft });
  }
  workspace.open({ stage: challenges[FIRST_STAGE] === undefined ? stageKey(0) : FIRST_STAGE });
}

/** Opens the run in the address, if there is one; then it leaves the address, so that a reload keeps what was changed. */
async function openAddress(): Promise<void> {
  if (!location.hash.startsWith(RUN_FRAGMENT)) return;
  try {
    const run = await readFragment(location.hash);
    const { stage, options, seed, source, compiled } = run;
    workspace.open({ stage, options, seed, source, draft: LINK_DRAFT, isFresh: true });
    shared = run;
    outcome.show(undefined);
    problem.textContent = "";
    if (compiled !== undefined) opened.askFor(compiled);
    notice.textContent = `A link brought this run: ${stageOfKey(stage).title}, seed ${seed}. ` +
      "Press Run to repeat it; its journal is compared with that of the link.";
    history.replaceState(null, "", location.pathname + location.search);
  } catch (error) {
    notice.textContent = error instanceof Error ? error.message : String(error);
  }
}

/** What is in form and editor, as a request to the worker. */
function request(): RunRequest {
  const { stage, seed, source } = workspace.code;
  const { compiled } = opened;
  const isChanged = compiled === undefined && workspace.isChanged;
  const choice = readChoice(stageOfKey(stage), {
    values: workspace.values,
    seed,
    ...(isChanged ? { changedProgram: CHANGED_PROGRAM } : {}),
    ...(compiled === undefined ? {} : { changedProgram: `./${compiled.name}`, programArgs: compiled.args }),
  });
  return {
    stage: stagePosition(stage) ?? 0,
    source,
    ...(compiled === undefined ? {} : { compiled }),
    ...choice,
  };
}

/** Starts a run; one that is on is ended. */
function run(): void {
  outcome.show(undefined);
  problem.textContent = "";
  workspace.editor.mark([]);
  byId("log", HTMLElement).textContent = "";
  byId("logs", HTMLElement).hidden = true;
  const asked = request();
  const { code } = workspace;
  const startMs = performance.now();
  showRunning(true, "Running");
  runner.start(asked, (answer) => {
    if (answer.kind === "progress") showProgress(answer.text, startMs);
    else if (answer.kind === "log") showLog(answer);
    else if (answer.kind === "problem") void showProblem(answer, code);
    else if (answer.kind === "done") showDone(answer, asked, code);
  });
}

function showRunning(isRunning: boolean, text: string): void {
  stop.disabled = !isRunning;
  status.textContent = text;
}

function showProgress(text: string, startMs: number): void {
  const isLong = performance.now() - startMs > LONG_RUN_MS;
  status.textContent = `Running: ${text}${isLong ? ". Stop ends it; fewer seconds or operations make it shorter" : ""}`;
}

function showLog({ node, line }: Extract<RunAnswer, { kind: "log" }>): void {
  byId("logs", HTMLElement).hidden = false;
  byId("log", HTMLElement).append(`${node}: ${line}\n`);
}

async function showProblem(found: Problem, code: RunVerdict["code"]): Promise<void> {
  showRunning(false, "");
  const { text, place } = found.isSyntax ? await workspace.checks.explain(found) : found;
  problem.textContent = text;
  if (place !== undefined) {
    if (!found.isSyntax) workspace.editor.mark([{ ...place, severity: "error", text }]);
    workspace.editor.goTo(place);
  }
  tell({ code, valid: undefined, problem: text, findings: [], figures: [], targets: [] });
}

function showDone(done: RunDone, { command }: RunRequest, code: RunVerdict["code"]): void {
  showRunning(false, `Done in ${(done.tookMs / 1000).toFixed(2)} s`);
  notice.textContent = "";
  seen = { state: stateOf(code), hash: done.journalHash };
  outcome.show({
    done,
    command,
    needsSaving: command.includes(CHANGED_PROGRAM),
    ...(shared?.hash === undefined || code.draft !== LINK_DRAFT ? {} : { expectedHash: shared.hash }),
  });
  byId("outcome", HTMLElement).scrollIntoView();
  const { valid, journalHash, findings, figures, targets } = done;
  tell({ code, valid, journalHash, findings, figures, targets });
}

function tell(verdict: RunVerdict): void {
  for (const listener of listeners) listener(verdict);
}

/** What decides a run, as one text. */
function stateOf({ stage, options, seed, source }: RunVerdict["code"]): string {
  const { compiled } = opened;
  return JSON.stringify([stage, options, seed, source, compiled?.name, compiled?.args]);
}

/** Puts what is here into the address, and copies it. */
async function share(): Promise<void> {
  const { code } = workspace;
  const { stage, options, seed, source } = code;
  const { compiled } = opened;
  try {
    const fragment = await writeFragment({
      ...{ stage, options, seed, source },
      ...(compiled === undefined ? {} : { compiled: { name: compiled.name, args: [...compiled.args] } }),
      ...(seen?.state === stateOf(code) ? { hash: seen.hash } : {}),
    });
    history.replaceState(null, "", fragment);
    const isRun = seen?.state === stateOf(code);
    await navigator.clipboard.writeText(location.href).then(
      () => status.textContent = isRun ? "Link copied, with the hash of this run" : "Link copied",
      () => status.textContent = "The link is in the address bar: copy it there",
    );
  } catch (error) {
    status.textContent = error instanceof Error ? error.message : String(error);
  }
}

/** Gives the program to the reader as a file. */
function download(): void {
  const { stage, source } = workspace.code;
  const url = URL.createObjectURL(new Blob([source], { type: "text/typescript" }));
  const link = Object.assign(document.createElement("a"), {
    href: url,
    download: challengeFile(stageOfKey(stage)).split("/").at(-1) ?? "program.ts",
  });
  link.click();
  URL.revokeObjectURL(url);
}
