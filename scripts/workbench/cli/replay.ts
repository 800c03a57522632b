/**
 * Whether a run is the repetition that it should be. In virtual time the same plan gives the same journal, so another
 * hash means that something else decided what happened: a program that was changed, or one that is not deterministic.
 *
 * @module
 */
import { hashJournal } from "../net/journal_hash.ts";
import { carryOut } from "../run.ts";
import type { FinishedTask } from "./execute.ts";
import { EXIT_INTERRUPTED, EXIT_UNKNOWN, EXIT_VALID } from "./exit_status.ts";

/** How a repetition compares with what it repeats. */
export interface Replay {
  readonly text: string;
  readonly status: number;
}

/** Digits of a hash in a sentence. */
const DIGITS_SHOWN = 12;

/**
 * Compares the hash of a run's journal with the one that is expected; where they differ, runs the plan once more to tell
 * a changed program from one that is not deterministic.
 *
 * @param expected The hash or its beginning; undefined where nothing is expected.
 */
export async function compareReplay(run: FinishedTask, expected: string | undefined): Promise<Replay | undefined> {
  const { plan, status, judgement: { journalHash } } = run;
  if (expected === undefined || status === EXIT_INTERRUPTED) return undefined;
  if (journalHash.startsWith(expected)) {
    return { status: EXIT_VALID, text: `the same run: the journal has the hash ${expected} again` };
  }
  const again = await hashJournal((await carryOut(plan)).journal);
  const difference = `not the same run: the journal has the hash ${shown(journalHash)}, expected ${expected}. `;
  const cause = again === journalHash
    ? "A second run here gave the same, so the program, the bench or Deno is another than then; leave out " +
      "--expect-hash to judge the program as it is now"
    : `A second run here gave ${
      shown(again)
    }: the program is not deterministic. A variable of a module outlives a run, ` +
      "and files, network and processes are not simulated; keep state inside the program's function";
  return { status: EXIT_UNKNOWN, text: `${difference}${cause}` };
}

function shown(hash: string): string {
  return hash.slice(0, DIGITS_SHOWN);
}
