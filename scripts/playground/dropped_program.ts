/// <reference lib="dom" />
/**
 * A compiled program that the reader drops on the page or chooses: it then runs in place of the TypeScript.
 *
 * @module
 */
import { PROMISE_INTEGRATION_NEEDED, promiseIntegration } from "../workbench/nodes/wasi/jspi.ts";
import type { CompiledRequest } from "./protocol.ts";

/** The elements of the page that it works with. */
export interface DropElements {
  readonly chooser: HTMLInputElement;
  readonly note: HTMLElement;
  /** What is shown for a program: its arguments, and how to be rid of it. */
  readonly details: HTMLElement;
  readonly programArgs: HTMLInputElement;
  readonly remove: HTMLButtonElement;
}

/** Takes programs, wherever on the page they are dropped. */
export class DroppedProgram {
  readonly #elements: DropElements;
  #program: { readonly name: string; readonly bytes: Uint8Array } | undefined;

  constructor(elements: DropElements) {
    this.#elements = elements;
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      void this.#take(event.dataTransfer?.files[0]);
    });
    elements.chooser.addEventListener("change", () => void this.#take(elements.chooser.files?.[0]));
    elements.remove.addEventListener("click", () => this.#show(undefined, ""));
  }

  /** The program to run, with the arguments that the reader gives it; undefined for the TypeScript. */
  get current(): CompiledRequest | undefined {
    if (this.#program === undefined) return undefined;
    const args = this.#elements.programArgs.value.split(/\s+/).filter((word) => word !== "");
    return { ...this.#program, args };
  }

  async #take(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    if (promiseIntegration() === undefined) {
      return this.#show(
        undefined,
        `This browser cannot run compiled programs: expected ${PROMISE_INTEGRATION_NEEDED}.`,
      );
    }
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      this.#show(
        { name: file.name, bytes },
        `${file.name} (${bytes.length} bytes) runs in place of the program above.`,
      );
    } catch (error) {
      this.#show(undefined, `Cannot read ${file.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #show(program: { readonly name: string; readonly bytes: Uint8Array } | undefined, note: string): void {
    this.#program = program;
    this.#elements.note.textContent = note;
    this.#elements.details.hidden = program === undefined;
    if (program === undefined) this.#elements.chooser.value = "";
  }
}
