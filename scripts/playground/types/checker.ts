/**
 * What TypeScript says of a program: mistakes in its syntax and types, names that fit at a place, and what a name is.
 *
 * TypeScript is wrapped here alone. It sees the program, lib/ and the declarations of a browser, all in memory.
 *
 * @module
 */
import ts from "typescript";
import type { Completion, Described, TypeMark } from "./protocol.ts";

/** Path to text: lib/ as `/lib/NAME.ts`, declarations of the language as `/types/lib.NAME.d.ts`. */
export type LibraryFiles = Readonly<Record<string, string>>;

/** What TypeScript cannot know: what a challenge imports of @std, and what Deno adds. */
const AMBIENT_FILE = "/types/ambient.d.ts";
const AMBIENT = `
interface ImportMeta { readonly main: boolean }
declare module "@std/async/delay" {
  export function delay(ms: number, options?: { signal?: AbortSignal; persistent?: boolean }): Promise<void>;
}
declare module "@std/*";
`;

/** Where the program is; its imports of lib/ hold in one of the two. */
const PROGRAM_FILES = ["/challenges/program.ts", "/challenges/extras/program.ts"] as const;

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  allowImportingTsExtensions: true,
  lib: ["/types/lib.esnext.d.ts", "/types/lib.webworker.d.ts"],
  types: [],
};

/** Names shown at most. */
const COMPLETIONS_MAX = 200;

/** One program under the eyes of TypeScript. */
export class TypeChecker {
  readonly #service: ts.LanguageService;
  #source = "";
  #version = 0;

  constructor(files: LibraryFiles) {
    const all = new Map([...Object.entries(files), [AMBIENT_FILE, AMBIENT]]);
    const read = (name: string) => name === this.#file ? this.#source : all.get(name);
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => OPTIONS,
      getScriptFileNames: () => [this.#file, AMBIENT_FILE],
      getScriptVersion: (name) => name === this.#file ? String(this.#version) : "0",
      getScriptSnapshot: (name) => {
        const text = read(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => "/",
      getDefaultLibFileName: () => "/types/lib.esnext.d.ts",
      fileExists: (name) => read(name) !== undefined,
      readFile: read,
    });
  }

  /** Everything that is wrong with the program; types are only looked at where its syntax is right. */
  check(source: string): TypeMark[] {
    this.#take(source);
    const syntax = this.#service.getSyntacticDiagnostics(this.#file).map((found) => mark(found, "syntax"));
    if (syntax.length > 0) return syntax;
    return this.#service.getSemanticDiagnostics(this.#file).map((found) => mark(found, "types"));
  }

  /** Names that may stand at a position of the program. */
  complete(source: string, position: number): Completion[] {
    this.#take(source);
    const found = this.#service.getCompletionsAtPosition(this.#file, position, {});
    return (found?.entries ?? []).slice(0, COMPLETIONS_MAX).map(({ name, kind, sortText }) => ({
      name,
      kind,
      sortText,
    }));
  }

  /** What stands at a position: its type, and what its documentation says. */
  describe(source: string, position: number): Described | undefined {
    this.#take(source);
    const info = this.#service.getQuickInfoAtPosition(this.#file, position);
    if (info === undefined) return undefined;
    return {
      from: info.textSpan.start,
      to: info.textSpan.start + info.textSpan.length,
      type: ts.displayPartsToString(info.displayParts),
      text: ts.displayPartsToString(info.documentation),
    };
  }

  get #file(): string {
    return PROGRAM_FILES[this.#source.includes('"../../lib/') ? 1 : 0];
  }

  #take(source: string): void {
    if (source === this.#source) return;
    this.#source = source;
    this.#version++;
  }
}

function mark(diagnostic: ts.DiagnosticWithLocation | ts.Diagnostic, kind: TypeMark["kind"]): TypeMark {
  const { file, start = 0, length = 0, messageText } = diagnostic;
  const from = file?.getLineAndCharacterOfPosition(start) ?? { line: 0, character: 0 };
  const to = file?.getLineAndCharacterOfPosition(start + length) ?? from;
  return {
    kind,
    line: from.line + 1,
    column: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
    text: ts.flattenDiagnosticMessageText(messageText, "\n").replace(/\.$/, ""),
  };
}
