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
import { readFragment, RUN_FRAGMENT, type SharedRun, writeFragment } from "./permalink.ts";
import type { Future } from "./futures/protocol.ts";
import { FILES, type Problem, type RunDone, type RunRequest } from "./protocol.ts";
import { requestIdle } from "./runner.ts";
import { Session } from "./session.ts";
import { stageKey, stageOfKey, stagePosition } from "./stage_keys.ts";
import { type Challenges, Workspace } from "./workspace.ts";

/** Where a first visit begins. */
const FIRST_STAGE = "3b_broadcast_multi_node";

/** The draft of what a link holds. */
const LINK_DRAFT = "link";

/** Name under which a changed program is to be saved for the command line; in challenges/ its imports hold. */
const CHANGED_PROGRAM = "challenges/mine.ts";

const status = byId("status", HTMLElement);
const problem = byId("problem", HTMLElement);
const notice = byId("notice", HTMLElement);
const stop = byId("stop", HTMLButtonElement);

const listeners = new Set<(verdict: RunVerdict) => void>();
const session = new Session({
  onProblem: (found, code) => void showProblem(found, code),
  onDone: ({ done, code, request }) => {
    const note = byId("type-note", HTMLElement);
    note.textContent = "";
    if (request.isChanged && done.valid !== true) {
      void workspace.checks.noteOn(code.source).then((text) => note.textContent = text ?? "");
    }
    const { valid, journalHash, findings, figures, targets } = done;
    tell({ code, valid, journalHash, findings, figures, targets });
  },
  onStatus(text, isRunning) {
    status.textContent = text;
    stop.disabled = !isRunning;
  },
});

/** The run that a link holds. */
let shared: SharedRun | undefined;

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
    void run();
  });
  stop.addEventListener("click", () => session.stop());
  byId("share", HTMLButtonElement).addEventListener("click", () => void share());
  byId("download", HTMLButtonElement).addEventListener("click", download);
  globalThis.addEventListener("hashchange", () => void openAddress());
  openLast();
  await openAddress();
  mountCourse(desk);
  document.documentElement.dataset.ready = "yes";
  performance.mark("usable");
  requestIdle(() => session.prepare());
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
    session.clear();
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
    task: { kind: "run" },
    stage: stagePosition(stage) ?? 0,
    source,
    isChanged,
    programName: compiled !== undefined
      ? `./${compiled.name}`
      : isChanged
      ? CHANGED_PROGRAM
      : challengeFile(stageOfKey(stage)),
    ...(compiled === undefined ? {} : { compiled }),
    ...choice,
  };
}

/** Starts a run; one that is on is ended. */
async function run(): Promise<void> {
  await opened.settled;
  problem.textContent = "";
  notice.textContent = "";
  const { code } = workspace;
  const link = code.draft === LINK_DRAFT ? shared : undefined;
  session.start({ request: request(), code, expectedHash: link?.hash, next: link?.future });
}

async function showProblem(found: Problem, code: RunVerdict["code"]): Promise<void> {
  const told = found.isSyntax ? await workspace.checks.explain(found) : found;
  const { text, place } = told;
  problem.textContent = text;
  if (place !== undefined) {
    if (told === found) workspace.editor.mark([{ ...place, severity: "error", text }]);
    workspace.editor.goTo(place);
  }
  tell({ code, valid: undefined, problem: text, findings: [], figures: [], targets: [] });
}

function tell(verdict: RunVerdict): void {
  for (const listener of listeners) listener(verdict);
}

/** Puts what is here into the address, and copies it. */
async function share(): Promise<void> {
  await opened.settled;
  const { stage, options, seed, source } = workspace.code;
  const { compiled } = opened;
  const { first, shown } = runsOfEditor();
  const future = shown?.done.future;
  try {
    const fragment = await writeFragment({
      ...{ stage, options, seed, source },
      ...(compiled === undefined ? {} : { compiled: { name: compiled.name, args: [...compiled.args] } }),
      ...(first === undefined ? {} : { hash: first.done.journalHash }),
      ...(future === undefined || shown === undefined ? {} : { future: sharedFuture(shown.done, future) }),
    });
    history.replaceState(null, "", fragment);
    const what = future !== undefined
      ? `this run and to "${future.label}"`
      : first !== undefined
      ? "this very run"
      : "this program";
    await navigator.clipboard.writeText(location.href).then(
      () => status.textContent = `A link to ${what} is copied`,
      () => status.textContent = `A link to ${what} is in the address bar: copy it there`,
    );
  } catch (error) {
    status.textContent = error instanceof Error ? error.message : String(error);
  }
}

function sharedFuture({ journalHash }: RunDone, { label, args, forkNs }: Future): NonNullable<SharedRun["future"]> {
  return { label, args: [...args], hash: journalHash, ...(forkNs === undefined ? {} : { forkNs }) };
}

/** The runs on the page, if they are of what is in the editor and form now. */
function runsOfEditor(): Pick<Session, "first" | "shown"> {
  const { first, shown } = session;
  const { draft: _, ...now } = workspace.code;
  if (first === undefined) return { first, shown };
  const { draft: _was, ...was } = first.code;
  const isSame = JSON.stringify(was) === JSON.stringify(now) && first.request.compiled?.name === opened.compiled?.name;
  return isSame ? { first, shown } : { first: undefined, shown: undefined };
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
