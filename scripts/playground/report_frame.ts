/// <reference lib="dom" />
/**
 * The report of a run, in a frame that may do nothing but show it. Each report gets a frame of its own: Chromium paints
 * nothing in a sandboxed frame that was shown, hidden, and filled again.
 *
 * @module
 */
import type { PageSaying } from "../workbench/report/live_messages.ts";
import { element } from "./elements.ts";

/** The place of reports on the page. */
export class ReportFrame {
  readonly #room: HTMLElement;
  readonly #onMessage: (message: unknown) => void;
  #frame: HTMLIFrameElement | undefined;

  /** @param onMessage Is given what the report says to the page; anybody's program may have written it. */
  constructor(room: HTMLElement, onMessage: (message: unknown) => void) {
    this.#room = room;
    this.#onMessage = onMessage;
    globalThis.addEventListener("message", ({ source, data }) => {
      if (source !== null && source === this.#frame?.contentWindow) this.#onMessage(data);
    });
  }

  /** Shows a report, a whole page; undefined shows none. */
  show(report: string | undefined): void {
    this.#frame?.remove();
    this.#frame = undefined;
    if (report === undefined) return;
    const frame = element("iframe", { id: "report", title: "Report of the run", sandbox: "allow-scripts" });
    frame.allowFullscreen = true;
    frame.srcdoc = report;
    this.#room.append(frame);
    this.#frame = frame;
  }

  /** Says something to the report. */
  tell(message: PageSaying): void {
    this.#frame?.contentWindow?.postMessage(message, "*");
  }

  /** Gives the report the whole screen. */
  fill(): void {
    void this.#frame?.requestFullscreen?.();
  }
}
