/**
 * Marks what is wrong in the program while the reader writes, and says where its syntax is wrong when it was run.
 *
 * @module
 */
import type { Editor, Mark } from "./editor.ts";
import type { Problem } from "./protocol.ts";
import { TypesClient } from "./types/client.ts";
import type { TypeMark } from "./types/protocol.ts";

/** The program is looked at when it has not changed for so long, in ms. */
const QUIET_MS = 500;

/** Checks the program in the editor. */
export class ProgramChecks {
  readonly types = new TypesClient();
  readonly #editor: () => Editor;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(editor: () => Editor) {
    this.#editor = editor;
  }

  /** The reader changed the program: it is checked once the reader pauses. */
  onChange(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), QUIET_MS);
  }

  /** What TypeScript says of the program that ran, in a sentence; undefined where it has nothing to say. */
  async noteOn(source: string): Promise<string | undefined> {
    const marks = await this.types.check(source);
    const [first] = marks ?? [];
    if (marks === undefined || first === undefined) return undefined;
    const places = marks.length === 1 ? "a place" : `${marks.length} places`;
    return `TypeScript marks ${places} in the program that ran; line ${first.line}: ${first.text}.`;
  }

  /** The program is another one. */
  forget(): void {
    clearTimeout(this.#timer);
  }

  /**
   * Says where and what the syntax error is. What strips the types takes `program<T>(` for a comparison where anything
   * behind it is wrong, and names that place; TypeScript names the right one.
   */
  async explain(problem: Problem): Promise<Problem> {
    const editor = this.#editor();
    const source = editor.text;
    const marks = await this.types.check(source);
    const first = marks?.find(({ kind }) => kind === "syntax");
    if (marks === undefined || first === undefined || editor.text !== source) return problem;
    editor.mark(marks.map(toMark));
    const { line, column, text } = first;
    return {
      kind: "problem",
      text: `Cannot read the program, line ${line}, column ${column}: ${text}`,
      place: { line, column },
    };
  }

  async #check(): Promise<void> {
    const editor = this.#editor();
    const source = editor.text;
    const marks = await this.types.check(source);
    if (marks !== undefined && editor.text === source) editor.mark(marks.map(toMark));
  }
}

/** Wrong types do not keep a program from running. */
function toMark({ kind, ...mark }: TypeMark): Mark {
  return { ...mark, severity: kind === "syntax" ? "error" : "warning" };
}
