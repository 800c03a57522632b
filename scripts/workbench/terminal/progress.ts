/**
 * The progress line: one line on stderr that is written over, on a terminal only.
 *
 * @module
 */
import { seconds } from "../clock.ts";
import type { RunProgress } from "../run/run.ts";
import type { Terminal } from "./terminal.ts";

/** Milliseconds between two updates. */
const PERIOD_MS = 100;

/** The real clock: a simulated run replaces performance.now for a while. */
const realNowMs = performance.now.bind(performance);

/** Where the line is shown. */
type ShownTo = Pick<Terminal, "err" | "showsProgress" | "columns">;

/** Writes a line over itself. */
export class ProgressLine {
  readonly #terminal: ShownTo;
  #lastMs = -Infinity;
  #isShown = false;

  constructor(terminal: ShownTo) {
    this.#terminal = terminal;
  }

  /** Shows how far a run has come, at most ten times a second. */
  update(title: string, progress: RunProgress): void {
    this.show(() => renderProgress(title, progress));
  }

  /** Shows a line, at most ten times a second; the text is only made where it is shown. */
  show(render: () => string): void {
    if (!this.#terminal.showsProgress) return;
    const nowMs = realNowMs();
    if (nowMs - this.#lastMs < PERIOD_MS) return;
    this.showNow(render());
  }

  /** Shows a line at once: what comes next takes its time. */
  showNow(line: string): void {
    if (!this.#terminal.showsProgress) return;
    this.#lastMs = realNowMs();
    this.#isShown = true;
    // A line that breaks could not be written over.
    const { columns = Infinity } = this.#terminal;
    this.#terminal.err(`\r\x1b[K${line.slice(0, columns - 1)}`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isShown) this.#terminal.err("\r\x1b[K");
    this.#isShown = false;
  }
}

/** The progress line's text, for example `3d  main  12.3 s  1203 operations`. */
export function renderProgress(title: string, progress: RunProgress): string {
  const elapsed = seconds(Math.max(0, progress.elapsedNs), 1);
  return `${title}  ${progress.phase}  ${elapsed}  ${progress.operationCount} operations`;
}
