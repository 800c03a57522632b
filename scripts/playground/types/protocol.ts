/**
 * What the page and the worker that knows TypeScript say to each other.
 *
 * @module
 */

/** Something wrong in a program. Lines and columns count from 1. */
export interface TypeMark {
  readonly kind: "syntax" | "types";
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

/** A name that fits. */
export interface Completion {
  readonly name: string;
  /** TypeScript's word for what it is: `method`, `const` ... */
  readonly kind: string;
  /** Names with the smaller text come first. */
  readonly sortText: string;
}

/** What a name is. */
export interface Described {
  readonly from: number;
  readonly to: number;
  readonly type: string;
  readonly text: string;
}

/** A question about a program. */
export type Question =
  | { readonly ask: "check"; readonly source: string }
  | { readonly ask: "complete" | "describe"; readonly source: string; readonly position: number };

/** Questions are answered by number. */
export type NumberedQuestion = Question & { readonly id: number };

/** An answer; `problem` where there is none. */
export interface NumberedAnswer {
  readonly id: number;
  readonly answer?: readonly TypeMark[] | readonly Completion[] | Described | undefined;
  readonly problem?: string;
}

/** What the compressed module exports. */
export interface TypesModule {
  answer(question: Question): NumberedAnswer["answer"];
}
