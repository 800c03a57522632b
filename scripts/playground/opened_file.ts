/// <reference lib="dom" />
/**
 * Files that the reader drops on the page or chooses: TypeScript goes into the editor, and a compiled program runs in
 * its place.
 *
 * @module
 */
import { PROMISE_INTEGRATION_NEEDED, promiseIntegration } from "../workbench/nodes/wasi/jspi.ts";
import { byId } from "./elements.ts";
import type { CompiledRequest } from "./protocol.ts";

/** Larger texts are no program that somebody wrote. */
const TEXT_BYTES_MAX = 1_000_000;

/** Names of files that go into the editor. */
const TEXT_NAME = /\.[cm]?[jt]s$/i;

/** Takes files, wherever on the page they are dropped. */
export class OpenedFile {
  readonly #note = byId("compiled-note", HTMLElement);
  readonly #args = byId("compiled-args", HTMLInputElement);
  readonly #chooser = byId("compiled", HTMLInputElement);
  readonly #onSource: (source: string) => void;
  #program: { readonly name: string; readonly bytes: Uint8Array } | undefined;
  #taking: Promise<void> = Promise.resolve();

  /** @param onSource Is given the text of a TypeScript file. */
  constructor(onSource: (source: string) => void) {
    this.#onSource = onSource;
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.#taking = this.#take(file);
    }, { capture: true });
    this.#chooser.addEventListener("change", () => {
      const file = this.#chooser.files?.[0];
      if (file !== undefined) this.#taking = this.#take(file);
    });
    byId("open", HTMLButtonElement).addEventListener("click", () => this.#chooser.click());
    byId("compiled-remove", HTMLButtonElement).addEventListener("click", () => this.#show(undefined, ""));
  }

  /** The compiled program to run, with the arguments that the reader gives it; undefined for the TypeScript. */
  get compiled(): CompiledRequest | undefined {
    if (this.#program === undefined) return undefined;
    const args = this.#args.value.split(/\s+/).filter((word) => word !== "");
    return { ...this.#program, args };
  }

  /** Ends when the file that was opened last has been read, so that a run does not begin without it. */
  get settled(): Promise<void> {
    return this.#taking;
  }

  /** Says which compiled program is to be opened for a run, and which arguments it gets. */
  askFor({ name, args }: Pick<CompiledRequest, "name" | "args">): void {
    this.#show(
      undefined,
      `This run is of ${name}, which no link can hold: open that file or drop it here, then press Run.`,
    );
    this.#args.value = args.join(" ");
  }

  async #take(file: File): Promise<void> {
    this.#chooser.value = "";
    const fail = (reason: string) => this.#show(undefined, `Cannot open ${file.name}: ${reason}`);
    try {
      if (TEXT_NAME.test(file.name)) {
        if (file.size > TEXT_BYTES_MAX) return fail(`it has ${file.size} bytes, expected ${TEXT_BYTES_MAX} at most`);
        this.#onSource(await file.text());
        return this.#show(undefined, `${file.name} is in the editor. Undo brings back what was there.`);
      }
      if (!/\.wasm$/i.test(file.name)) return fail("expected a .ts, .js or .wasm file");
      if (promiseIntegration() === undefined) {
        return fail(`this browser cannot run compiled programs, expected ${PROMISE_INTEGRATION_NEEDED}`);
      }
      const bytes = new Uint8Array(await file.arrayBuffer());
      this.#show(
        { name: file.name, bytes },
        `${file.name} (${bytes.length.toLocaleString("en")} bytes) runs in place of the program above.`,
      );
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  }

  #show(program: { readonly name: string; readonly bytes: Uint8Array } | undefined, note: string): void {
    this.#program = program;
    this.#note.textContent = note;
    byId("compiled-details", HTMLElement).hidden = program === undefined;
  }
}
