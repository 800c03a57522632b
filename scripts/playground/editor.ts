/// <reference lib="dom" />
/**
 * The editor: CodeMirror, wrapped here alone. It keeps one state for each draft, so that undo works across stages.
 *
 * @module
 */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  type CompletionContext,
  completionKeymap,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, redo, undo } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import {
  bracketMatching,
  codeFolding,
  foldEffect,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { element } from "./elements.ts";
import type { TypesClient } from "./types/client.ts";

/** A place in the program and what is wrong there. Lines and columns count from 1. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  /** Where it ends; absent for the end of the word. */
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly severity: "error" | "warning";
  readonly text: string;
}

/** What the page hears of the editor. */
export interface EditorEvents {
  /** The reader, or undo, changed the text. */
  onChange(): void;
  /** Ctrl and Enter, or Cmd and Enter. */
  onRun(): void;
  /** Knows which names fit, and what they are. */
  readonly types: TypesClient;
}

/** Colours are those of the page, which has light and dark ones (page.css). */
const HIGHLIGHTING = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.regexp, tags.special(tags.string)], color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: [tags.comment], color: "var(--code-comment)" },
  { tag: [tags.typeName, tags.className], color: "var(--code-type)" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--code-function)" },
  { tag: [tags.propertyName], color: "var(--code-property)" },
]);

/** Letters of a word that bring up names that begin with it. */
const WORD_LENGTH_MIN = 2;

/** TypeScript's words for CodeMirror's icons. */
const COMPLETION_TYPES: Readonly<Record<string, string>> = {
  method: "method",
  function: "function",
  property: "property",
  class: "class",
  interface: "interface",
  type: "type",
  const: "constant",
  keyword: "keyword",
};

/** The editor on the page. */
export class Editor {
  readonly #view: EditorView;
  readonly #extensions: readonly Extension[];
  readonly #states = new Map<string, EditorState>();
  #draft = "";

  constructor(parent: HTMLElement, events: EditorEvents) {
    this.#extensions = extensions(events);
    this.#view = new EditorView({ parent, state: this.#newState("") });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Shows a draft; one that was shown before is as it was left, with its undo history, unless the text differs. */
  show(draft: string, text: string): void {
    if (this.#draft !== "") this.#states.set(this.#draft, this.#view.state);
    this.#draft = draft;
    const kept = this.#states.get(draft);
    this.#view.setState(kept ?? this.#newState(text));
    if (kept === undefined) this.#foldHeader();
    else if (kept.doc.toString() !== text) this.replace(text);
  }

  /** Replaces the text; undo brings the old one back. */
  replace(text: string): void {
    if (text === this.text) return;
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
    this.#foldHeader();
  }

  undo(): void {
    undo(this.#view);
  }

  redo(): void {
    redo(this.#view);
  }

  focus(): void {
    this.#view.focus();
  }

  /** Marks places; those marked before are marked no more. */
  mark(marks: readonly Mark[]): void {
    const found = marks.map((mark) => this.#diagnostic(mark)).toSorted((a, b) => a.from - b.from);
    this.#view.dispatch(setDiagnostics(this.#view.state, found));
  }

  /** Puts the cursor somewhere, in the middle of the editor. */
  goTo({ line, column = 1 }: { readonly line: number; readonly column?: number }): void {
    const place = this.#place(line, column);
    this.#view.dispatch({
      selection: { anchor: place },
      effects: EditorView.scrollIntoView(place, { y: "center" }),
    });
    this.#view.focus();
  }

  #diagnostic({ line, column, endLine, endColumn, severity, text }: Mark): Diagnostic {
    const from = this.#place(line, column);
    const end = endColumn === undefined ? undefined : this.#place(endLine ?? line, endColumn);
    const to = end !== undefined && end > from ? end : this.#view.state.wordAt(from)?.to ?? from;
    return { from, to, severity, message: text };
  }

  /** A position in the text; places beyond it are its nearest. */
  #place(line: number, column: number): number {
    const { doc } = this.#view.state;
    const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines));
    return Math.min(from + Math.max(0, column - 1), to);
  }

  #newState(text: string): EditorState {
    return EditorState.create({ doc: text, extensions: this.#extensions });
  }

  /** Folds the comment that a challenge begins with, so that its program is in view. */
  #foldHeader(): void {
    // Its first sentence stays.
    const header = /^(?:#!.*\n)?\/\*\*\n.*(\n[^]*?)\*\//.exec(this.text);
    const [whole, folded] = header ?? [];
    if (whole === undefined || folded === undefined) return;
    const to = whole.length;
    this.#view.dispatch({ effects: foldEffect.of({ from: to - folded.length - "*/".length, to }) });
  }
}

function extensions({ onChange, onRun, types }: EditorEvents): readonly Extension[] {
  const run = (): boolean => {
    onRun();
    return true;
  };
  return [
    keymap.of([{ key: "Mod-Enter", run, preventDefault: true }]),
    lineNumbers(),
    foldGutter(),
    codeFolding(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    EditorState.tabSize.of(2),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ override: [(context) => complete(types, context)] }),
    hoverTooltip((view, position) => describe(types, { source: view.state.doc.toString(), position })),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    javascript({ typescript: true }),
    syntaxHighlighting(HIGHLIGHTING),
    globalThis.matchMedia("(max-width: 40rem)").matches ? EditorView.lineWrapping : [],
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
    EditorView.contentAttributes.of({
      "id": "source",
      "tabindex": "0",
      "aria-label": "Program of every node, TypeScript",
      "aria-describedby": "editor-help",
      "spellcheck": "false",
      "autocapitalize": "off",
      "autocorrect": "off",
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange();
    }),
  ];
}

/** Names that fit, after a point or the beginning of a word. */
async function complete(types: TypesClient, context: CompletionContext): Promise<CompletionResult | null> {
  const word = context.matchBefore(/[\w$]*/);
  const from = word?.from ?? context.pos;
  const isAfterPoint = context.state.sliceDoc(from - 1, from) === ".";
  if (!context.explicit && !isAfterPoint && (word === null || word.text.length < WORD_LENGTH_MIN)) return null;
  const found = await types.complete(context.state.doc.toString(), context.pos);
  if (found === undefined || found.length === 0 || context.aborted) return null;
  const options = found.map(({ name, kind, sortText }) => ({
    label: name,
    type: COMPLETION_TYPES[kind] ?? "variable",
    boost: -Number(sortText) || 0,
  }));
  return { from, options, validFor: /^[\w$]*$/ };
}

/** What a name is, under the pointer. */
async function describe(types: TypesClient, { source, position }: { source: string; position: number }) {
  const found = await types.describe(source, position);
  if (found === undefined || found.type === "any") return null;
  const { from, to, type, text } = found;
  const dom = element("div", { class: "described" }, element("code", {}, type), element("p", {}, text));
  return { pos: from, end: to, above: true, create: () => ({ dom }) };
}
