/// <reference lib="dom" />
/**
 * The playground's page: form, editor, and the worker that runs what they say.
 *
 * @module
 */
import { challengeFile, type Stage, STAGES } from "../workbench/stages/stages.ts";
import { DroppedProgram } from "./dropped_program.ts";
import { FIELDS, type FormField, type FormValues, readChoice, stageValues } from "./options_form.ts";
import { WatchedRun } from "./watched_run.ts";
import { FILES, type RunAnswer, type RunDone, type RunRequest } from "./protocol.ts";

/** Seeds that the page makes up are below this. */
const SEED_LIMIT = 1_000_000;

/** A run that takes longer is stopped: the program may loop for ever. */
const TIME_LIMIT_MS = 120_000;

/** Name under which a changed program is to be saved for the command line; in challenges/ its imports hold. */
const CHANGED_PROGRAM = "challenges/mine.ts";

/** Name of a challenge to its source. */
type Challenges = Readonly<Record<string, string>>;

function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`Cannot find #${id}`);
  return element;
}

const stageSelect = byId("stage", HTMLSelectElement);
const seed = byId("seed", HTMLInputElement);
const source = byId("source", HTMLTextAreaElement);
const status = byId("status", HTMLElement);

const dropped = new DroppedProgram({
  chooser: byId("compiled", HTMLInputElement),
  note: byId("compiled-note", HTMLElement),
  details: byId("compiled-details", HTMLElement),
  programArgs: byId("compiled-args", HTMLInputElement),
  remove: byId("compiled-remove", HTMLButtonElement),
});

/** The source of the chosen challenge as it is in the project. */
let original = "";

/** The worker of the run that is on. */
let running: { readonly run: WatchedRun; readonly timer: ReturnType<typeof setTimeout> } | undefined;

start(await (await fetch(FILES.challenges)).json());

function start(challenges: Challenges): void {
  STAGES.forEach((stage, position) => {
    if (challenges[stage.challenge] === undefined) return;
    stageSelect.append(new Option(`${stage.stage} ${stage.title}`, String(position)));
  });
  byId("fields", HTMLElement).append(...FIELDS.map(fieldElement));
  const show = () => showStage(chosenStage(), challenges);
  stageSelect.addEventListener("change", show);
  byId("reset", HTMLButtonElement).addEventListener("click", () => showSource(chosenStage(), challenges));
  byId("new-seed", HTMLButtonElement).addEventListener("click", () => {
    seed.value = String(Math.floor(Math.random() * SEED_LIMIT));
  });
  byId("stop", HTMLButtonElement).addEventListener("click", () => end("Stopped"));
  byId("form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  source.addEventListener("keydown", indent);
  const first = STAGES.findIndex(({ stage }) => stage === "3b");
  stageSelect.value = String(first);
  show();
  document.documentElement.dataset.ready = "yes";
}

function chosenStage(): Stage {
  const stage = STAGES[Number(stageSelect.value)];
  if (stage === undefined) throw new Error(`Cannot find stage number ${stageSelect.value}`);
  return stage;
}

function showStage(stage: Stage, challenges: Challenges): void {
  const values = stageValues(stage);
  for (const { name, kind } of FIELDS) {
    const value = values[name] ?? "";
    if (kind === "faults") {
      for (const box of faultBoxes()) box.checked = value.split(",").includes(box.value);
    } else {
      fieldInput(name).value = value;
    }
  }
  showSource(stage, challenges);
}

function showSource(stage: Stage, challenges: Challenges): void {
  original = challenges[stage.challenge] ?? "";
  source.value = original;
  byId("file", HTMLElement).textContent = challengeFile(stage);
}

function fieldElement(field: FormField): HTMLElement {
  if (field.kind === "faults") return faultsElement(field);
  const label = document.createElement("label");
  label.append(field.label);
  if (field.kind === "choice") {
    const select = document.createElement("select");
    for (const choice of field.choices ?? []) select.append(new Option(choice, choice));
    select.id = `field-${field.name}`;
    label.append(select);
    return label;
  }
  const input = document.createElement("input");
  Object.assign(input, {
    id: `field-${field.name}`,
    type: "number",
    min: "0",
    max: String(field.max),
    step: String(field.step),
  });
  label.append(input);
  return label;
}

function faultsElement(field: FormField): HTMLElement {
  const set = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = field.label;
  set.append(legend);
  for (const choice of field.choices ?? []) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", name: field.name, value: choice });
    label.append(box, choice);
    set.append(label);
  }
  return set;
}

function fieldInput(name: string): HTMLInputElement | HTMLSelectElement {
  const element = document.getElementById(`field-${name}`);
  if (element instanceof HTMLInputElement || element instanceof HTMLSelectElement) return element;
  throw new Error(`Cannot find the field ${name}`);
}

function faultBoxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("#fields input[type=checkbox]")];
}

function chosenValues(): FormValues {
  return Object.fromEntries(FIELDS.map(({ name, kind }) => [
    name,
    kind === "faults"
      ? faultBoxes().filter(({ checked }) => checked).map(({ value }) => value).join(",")
      : fieldInput(name).value,
  ]));
}

/** Starts a run; one that is on is ended. */
function run(): void {
  end("");
  showOutcome(undefined);
  byId("problem", HTMLElement).textContent = "";
  byId("log", HTMLElement).textContent = "";
  byId("logs", HTMLElement).hidden = true;
  const compiled = dropped.current;
  const isChanged = compiled === undefined && source.value !== original;
  const choice = readChoice(chosenStage(), {
    values: chosenValues(),
    seed: seed.value,
    ...(isChanged ? { changedProgram: CHANGED_PROGRAM } : {}),
    ...(compiled === undefined ? {} : { changedProgram: `./${compiled.name}`, programArgs: compiled.args }),
  });
  const request: RunRequest = {
    stage: Number(stageSelect.value),
    source: source.value,
    ...(compiled === undefined ? {} : { compiled }),
    ...choice,
  };
  const watched = new WatchedRun(request, {
    makeWorker: () => new Worker(new URL(FILES.worker, document.baseURI), { type: "module" }),
    onAnswer: (answer) => take(answer, request),
  });
  const timer = setTimeout(() => end(`Stopped after ${TIME_LIMIT_MS / 1000} s`), TIME_LIMIT_MS);
  running = { run: watched, timer };
  byId("stop", HTMLButtonElement).disabled = false;
  status.textContent = "Running";
}

/** Ends the run that is on, if any. */
function end(why: string): void {
  if (running !== undefined) {
    running.run.end();
    clearTimeout(running.timer);
    running = undefined;
  }
  byId("stop", HTMLButtonElement).disabled = true;
  status.textContent = why;
}

function take(answer: RunAnswer, request: RunRequest): void {
  switch (answer.kind) {
    case "progress":
      status.textContent = `Running: ${answer.text}`;
      return;
    case "log":
      byId("logs", HTMLElement).hidden = false;
      byId("log", HTMLElement).append(`${answer.node}: ${answer.line}\n`);
      return;
    case "problem":
      end("");
      byId("problem", HTMLElement).textContent = answer.text;
      selectLine(/, line (\d+), column /.exec(answer.text)?.[1]);
      return;
    case "done":
      end(`Done in ${(answer.tookMs / 1000).toFixed(2)} s`);
      showOutcome({ ...answer, command: request.command });
  }
}

function showOutcome(outcome: RunDone & { readonly command: string } | undefined): void {
  const report = byId("report", HTMLIFrameElement);
  byId("outcome", HTMLElement).hidden = outcome === undefined;
  report.hidden = outcome === undefined;
  if (outcome === undefined) return;
  const verdict = byId("verdict", HTMLElement);
  verdict.textContent = outcome.valid === true ? "Valid" : outcome.valid === false ? "Invalid" : "Unknown";
  verdict.className = `badge ${outcome.valid === true ? "good" : outcome.valid === false ? "bad" : "unsure"}`;
  byId("hash", HTMLElement).textContent = outcome.journalHash;
  byId("command", HTMLElement).textContent = outcome.command;
  byId("save-note", HTMLElement).hidden = !outcome.command.includes(CHANGED_PROGRAM);
  report.srcdoc = outcome.report;
  byId("outcome", HTMLElement).scrollIntoView();
}

/** Selects the line of the source that a problem names. */
function selectLine(line: string | undefined): void {
  if (line === undefined) return;
  const lines = source.value.split("\n");
  const start = lines.slice(0, Number(line) - 1).reduce((sum, text) => sum + text.length + 1, 0);
  source.focus();
  source.setSelectionRange(start, start + (lines[Number(line) - 1] ?? "").length);
}

/** Tab indents by two blanks; Escape and then Tab leaves the editor, for those who use the keyboard. */
function indent(event: KeyboardEvent): void {
  if (event.key === "Escape") source.dataset.leaves = "yes";
  if (event.key !== "Tab" || event.shiftKey) return;
  if (source.dataset.leaves === "yes") {
    delete source.dataset.leaves;
    return;
  }
  event.preventDefault();
  source.setRangeText("  ", source.selectionStart, source.selectionEnd, "end");
}
