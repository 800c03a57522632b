/// <reference lib="dom" />
/**
 * What came of a run: verdict, journal hash, command line and report.
 *
 * @module
 */
import type { Validity } from "../workbench/verdict.ts";
import { byId } from "./elements.ts";
import type { RunDone } from "./protocol.ts";
import { ReportFrame } from "./report_frame.ts";

/** A run that came to its end, with what it was. */
export interface Outcome {
  readonly done: RunDone;
  /** The command line that does the same. */
  readonly command: string;
  /** True where the program is to be saved for this command line first. */
  readonly needsSaving: boolean;
  /** The journal hash that the link says, which the run was opened from. */
  readonly expectedHash?: string;
}

/** The outcome on the page. */
export class OutcomeView {
  readonly frame: ReportFrame;
  readonly #section = byId("outcome", HTMLElement);

  constructor(onMessage: (message: unknown) => void) {
    this.frame = new ReportFrame(byId("report-room", HTMLElement), onMessage);
    byId("fill", HTMLButtonElement).addEventListener("click", () => this.frame.fill());
  }

  /** Shows the playback of the report, with the card of a node. */
  showPlayback(): void {
    byId("report-room", HTMLElement).scrollIntoView();
    this.frame.tell({ kind: "show-playback" });
  }

  /** Shows an outcome; undefined shows none. */
  show(outcome: Outcome | undefined): void {
    this.#section.hidden = outcome === undefined;
    this.frame.show(outcome?.done.report);
    if (outcome === undefined) return;
    const { done, command, needsSaving, expectedHash } = outcome;
    const verdict = byId("verdict", HTMLElement);
    verdict.textContent = validityWord(done.valid);
    verdict.className = `badge ${validityClass(done.valid)}`;
    byId("hash", HTMLElement).textContent = done.journalHash;
    const claim = byId("same", HTMLElement);
    claim.textContent = expectedHash === undefined ? "" : sameness(done.journalHash, expectedHash);
    claim.className = expectedHash === undefined ? "" : expectedHash === done.journalHash ? "same" : "differs";
    byId("command", HTMLElement).textContent = command;
    byId("save-note", HTMLElement).hidden = !needsSaving;
  }
}

/** A verdict in a word. */
export function validityWord(valid: Validity): string {
  return valid === true ? "Valid" : valid === false ? "Invalid" : "Unknown";
}

/** The class of a verdict's badge. */
export function validityClass(valid: Validity): string {
  return valid === true ? "good" : valid === false ? "bad" : "unsure";
}

/** Says whether a run is the one of a link. */
function sameness(hash: string, expected: string): string {
  return hash === expected
    ? "The same run as that of the link: every message is the same."
    : `Not the same run as that of the link, whose journal is ${
      expected.slice(0, 12)
    }: the program, the options or the ` +
      "seed were changed here, or another version of this page wrote the link.";
}
