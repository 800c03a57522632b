/**
 * The messages of a span of time of a stored run, for a report that does not hold them all.
 *
 * @module
 */
import { fieldAt, parseJson } from "../../json.ts";
import { NS_PER_US } from "../encode/encode_messages.ts";
import { encodeWindow } from "../encode/encode_window.ts";
import { JOURNAL_FILE, JOURNAL_LINES, openJournal } from "../stored_record.ts";
import { journalWindow } from "./journal_window.ts";
import { resolveFile } from "./resolve_file.ts";

/** Events that one answer holds. */
const EVENTS_MAX = 120_000;

/** Journals as lines of JSON, which older versions wrote, are not read beyond this size: 256 MiB. */
const LINES_BYTES_MAX = 256 * 2 ** 20;

/** What went wrong with a request. */
export interface WindowProblem {
  readonly status: number;
  readonly problem: string;
}

/**
 * Answers `from` and `to`, whole microseconds of the run, with a `WindowPayload` as JSON. The span may be shorter than
 * was asked, where it would hold too much.
 *
 * @param folder The path of the run's folder in the address, still encoded.
 */
export async function messagesBetween(
  store: string,
  folder: string,
  parameters: URLSearchParams,
): Promise<string | WindowProblem> {
  const [fromUs, toUs] = [microseconds(parameters.get("from")), microseconds(parameters.get("to"))];
  if (fromUs === undefined || toUs === undefined || fromUs >= toUs) {
    return { status: 400, problem: "A span of messages needs from and to: whole microseconds, from before to." };
  }
  const path = await journalOf(store, folder);
  if (path === undefined) return { status: 404, problem: "There is no journal of this run in the store." };
  const nodes = await nodesOf(store, folder);
  using journal = openJournal(path);
  const { events, toNs } = journalWindow(journal, {
    fromNs: fromUs * NS_PER_US,
    toNs: (toUs + 1) * NS_PER_US - 1,
    eventsMax: EVENTS_MAX,
  });
  return JSON.stringify(encodeWindow(events, { fromUs, toUs: Math.floor((toNs + 1) / NS_PER_US) - 1, nodes }));
}

/** The file of the journal, found by the same way as a request would, so that no link leads out of the store. */
async function journalOf(store: string, folder: string): Promise<string | undefined> {
  for (const name of [JOURNAL_FILE, JOURNAL_LINES]) {
    const found = await resolveFile(store, `${folder}/${name}`);
    // Lines are read as a whole.
    if (found.kind === "file" && (name === JOURNAL_FILE || found.sizeBytes <= LINES_BYTES_MAX)) return found.path;
  }
  return undefined;
}

function microseconds(text: string | null): number | undefined {
  if (text === null || !/^-?\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

async function nodesOf(store: string, folder: string): Promise<string[]> {
  const run = await resolveFile(store, `${folder}/run.json`);
  if (run.kind !== "file") return [];
  try {
    const nodes = fieldAt(parseJson(await Deno.readTextFile(run.path)), "nodes");
    return Array.isArray(nodes) ? nodes.filter((node): node is string => typeof node === "string") : [];
  } catch {
    return [];
  }
}
