/// <reference lib="dom" />
/**
 * What the reader works on: a stage with options and a program, kept as a draft while they change.
 *
 * @module
 */
import { challengeFile } from "../workbench/stages/stages.ts";
import type { Code, OpenedCode } from "./desk.ts";
import { type Draft, keepDraft, readDraft, rememberDraft } from "./drafts.ts";
import { Editor, type EditorEvents } from "./editor.ts";
import { byId } from "./elements.ts";
import { ProgramChecks } from "./program_checks.ts";
import { RunForm } from "./run_form.ts";
import { stageOfKey } from "./stage_keys.ts";

/** Name of a challenge to its source. */
export type Challenges = Readonly<Record<string, string>>;

/** Seed of a stage that was never changed. */
const FIRST_SEED = "1";

/** Changes are kept so long after the last one, in ms; and when the page goes away. */
const KEEP_AFTER_MS = 300;

/** What the page hears. */
export interface WorkspaceEvents extends Pick<EditorEvents, "onRun"> {
  /** Another program is shown, or this one was changed. */
  onChange(): void;
}

/** Form, editor and drafts. */
export class Workspace {
  readonly editor: Editor;
  readonly checks = new ProgramChecks(() => this.editor);
  readonly #form: RunForm;
  readonly #challenges: Challenges;
  readonly #events: WorkspaceEvents;
  readonly #saved = byId("saved", HTMLElement);
  #draft = "";
  /** What the draft was before the reader changed it. */
  #origin: Draft | undefined;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #isOpening = false;

  constructor(challenges: Challenges, events: WorkspaceEvents) {
    this.#challenges = challenges;
    this.#events = events;
    const onChange = () => this.#onChange();
    this.editor = new Editor(byId("editor", HTMLElement), {
      onChange: () => {
        if (!this.#isOpening) this.checks.onChange();
        onChange();
      },
      onRun: events.onRun,
      types: this.checks.types,
    });
    this.#form = new RunForm((challenge) => challenges[challenge] !== undefined, {
      onStage: (stage) => this.open({ stage }),
      onChange,
    });
    byId("undo", HTMLButtonElement).addEventListener("click", () => this.editor.undo());
    byId("redo", HTMLButtonElement).addEventListener("click", () => this.editor.redo());
    byId("reset", HTMLButtonElement).addEventListener("click", () => this.editor.replace(this.#origin?.source ?? ""));
    globalThis.addEventListener("pagehide", () => this.#keep());
  }

  /** Shows code; what was there is kept. */
  open(code: OpenedCode): void {
    this.#keep();
    const { stage, draft = stage, isFresh = false } = code;
    this.#origin = {
      stage,
      options: code.options ?? {},
      seed: code.seed ?? FIRST_SEED,
      source: code.source ?? this.#sourceOf(stage),
    };
    const kept = readDraft(draft);
    const shown = isFresh || kept?.stage !== stage ? this.#origin : kept;
    // A fresh text replaces the kept one as a change of it, which can be undone.
    if (isFresh && kept?.stage === stage && draft !== this.#draft) {
      this.#quietly(() => this.editor.show(draft, kept.source));
    }
    this.#draft = draft;
    this.#quietly(() => {
      this.#form.show(shown);
      this.editor.show(draft, shown.source);
    });
    this.checks.forget();
    this.editor.mark([]);
    byId("file", HTMLElement).textContent = challengeFile(stageOfKey(stage));
    rememberDraft(draft);
    this.#keep();
    this.#events.onChange();
  }

  /** What is shown now. */
  get code(): Code {
    return { ...this.#form.state, source: this.editor.text, draft: this.#draft };
  }

  /** All values of the form, official ones included. */
  get values(): RunForm["values"] {
    return this.#form.values;
  }

  /** True where the program is not the project's own. */
  get isChanged(): boolean {
    return this.editor.text !== this.#sourceOf(this.#form.state.stage);
  }

  #sourceOf(stage: string): string {
    return this.#challenges[stageOfKey(stage).challenge] ?? "";
  }

  #quietly(change: () => void): void {
    this.#isOpening = true;
    try {
      change();
    } finally {
      this.#isOpening = false;
    }
  }

  #onChange(): void {
    if (this.#isOpening) return;
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.#keep(), KEEP_AFTER_MS);
    this.#events.onChange();
  }

  /** Keeps the draft, if it is not what the project has. */
  #keep(): void {
    clearTimeout(this.#keepTimer);
    if (this.#origin === undefined) return;
    const { stage, options, seed, source } = this.code;
    const draft = { stage, options, seed, source };
    const isChanged = this.isChanged || seed !== FIRST_SEED || Object.keys(options).length > 0;
    const isKept = keepDraft(this.#draft, isChanged ? draft : undefined);
    byId("reset", HTMLButtonElement).disabled = source === this.#origin.source;
    this.#saved.textContent = !isKept
      ? "This browser keeps nothing: download your program before you leave."
      : isChanged
      ? "Kept in this browser."
      : "";
  }
}
