/**
 * A web server for the runs of a store, for the person at this computer only.
 *
 * It listens on 127.0.0.1, answers only requests that are meant for this computer (a name of somebody else's that was
 * made to point here gets nothing), reads only, and shows nothing outside the store.
 *
 * @module
 */
import { extname } from "node:path";
import { type ComparedPlot, comparedPlots } from "../plots/compared_plots.ts";
import { comparePage } from "./compare_page.ts";
import { listPage } from "./list_page.ts";
import { sizeText } from "../prune_store.ts";
import { folderPage, PAGE_POLICY, problemPage, titleOf } from "./page.ts";
import { grouped } from "../../text/grouped.ts";
import { messagesBetween } from "./message_window.ts";
import { resolveFile } from "./resolve_file.ts";
import {
  HISTORY_FILE,
  HISTORY_LINES,
  JOURNAL_FILE,
  JOURNAL_LINES,
  openHistory,
  openJournal,
  type StoredEntries,
} from "../stored_record.ts";
import { listRuns, readExplanations, readRun, type StoredRun } from "./stored_runs.ts";

/** Longer histories and journals are not plotted in a comparison: two of 7.2 million took 4.1 GB and some minutes. */
const PLOTTED_ENTRIES_MAX = 2_000_000;

/** Lines of JSON, which older versions wrote, are read as a whole, and not beyond this size: 256 MiB. */
const PLOTTED_LINES_BYTES_MAX = 256 * 2 ** 20;

/** How files are shown; anything else is offered as a download. Logs are plain text, whatever nodes wrote into them. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json; charset=utf-8",
  ".jsonl": "text/plain; charset=utf-8",
  ".edn": "text/plain; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".log": "text/plain; charset=utf-8",
};

/** Names by which a browser on this computer may call the server. */
const OWN_NAMES = ["127.0.0.1", "localhost", "[::1]"];

/** How pages are headed that say why there is nothing to see. */
const HEADINGS: Readonly<Record<number, string>> = {
  400: "Cannot answer this",
  403: "Not for other computers",
  404: "Not found",
  405: "Nothing can be changed here",
  500: "Cannot show this",
};

/** Answers one request. */
export async function handleRequest(store: string, request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (!OWN_NAMES.includes(url.hostname)) return problem(403, "This server only serves the computer that it runs on.");
  if (request.method !== "GET" && request.method !== "HEAD") {
    return problem(405, "This server only shows, it takes nothing.");
  }
  if (url.pathname === "/") return ownPage(listPage(await listRuns(store), url.searchParams));
  if (url.pathname === "/compare") return await compare(store, url.searchParams.getAll("run"));
  const ofRun = /^(\/[^/]+\/[^/]+)\/messages$/.exec(url.pathname)?.[1];
  if (ofRun !== undefined) return await messageWindow(store, ofRun, url.searchParams);
  const found = await resolveFile(store, url.pathname);
  if (found.kind === "file") return await fileResponse(found.path, request.method);
  if (found.kind === "folder") return ownPage(folderPage(url.pathname, await namesIn(found.path)));
  return problem(404, "There is no such file in the store.");
}

/** The messages of a part of a run as JSON. */
async function messageWindow(store: string, folder: string, parameters: URLSearchParams): Promise<Response> {
  const answer = await messagesBetween(store, folder, parameters).catch((error: unknown) => ({
    status: 500,
    problem: error instanceof Error ? error.message : String(error),
  }));
  if (typeof answer !== "string") return problem(answer.status, answer.problem);
  return new Response(answer, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
  });
}

/**
 * Serves a store until the signal.
 *
 * @param port 0 takes any free one.
 * @param onListen Called with the address once the server listens.
 */
export async function serveStore(
  store: string,
  options: { readonly port: number; readonly signal: AbortSignal; onListen(url: string): void },
): Promise<void> {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: options.port,
    signal: options.signal,
    onListen: ({ port }) => options.onListen(`http://127.0.0.1:${port}/`),
    onError: (error) => problem(500, error instanceof Error ? error.message : String(error)),
  }, (request) => handleRequest(store, request));
  await server.finished;
}

async function compare(store: string, paths: readonly string[]): Promise<Response> {
  const chosen: StoredRun[] = [];
  for (const path of paths) {
    const [workload = "", time = "", ...rest] = path.split("/");
    const pathname = `/${encodeURIComponent(workload)}/${encodeURIComponent(time)}`;
    const folder = await resolveFile(store, pathname);
    if (folder.kind !== "folder" || workload === "" || time === "" || rest.length > 0) {
      return problem(404, `There is no run ${path} in the store.`);
    }
    chosen.push(await readRun(store, workload, time));
  }
  const [first, second] = chosen;
  if (first === undefined || second === undefined || chosen.length > 2) {
    return problem(400, `Choose two runs to compare, not ${chosen.length}.`);
  }
  const sides = [first, second].map(async (run) => ({ run, explanations: await readExplanations(store, run) }));
  const [a, b] = await Promise.all(sides);
  if (a === undefined || b === undefined) return problem(404, "One of the runs went away.");
  return ownPage(comparePage([a, b], await plotsOf(store, [first, second])));
}

/** The plots of two runs; none, and why, where files of one are missing, damaged or too large. */
async function plotsOf(
  store: string,
  runs: readonly [StoredRun, StoredRun],
): Promise<{ plots: readonly ComparedPlot[]; problem?: string }> {
  using open = new DisposableStack();
  const read = async (run: StoredRun) => ({
    history: [...open.use(await openRecord(store, run, { names: [HISTORY_FILE, HISTORY_LINES], open: openHistory }))],
    journal: open.use(await openRecord(store, run, { names: [JOURNAL_FILE, JOURNAL_LINES], open: openJournal })),
  });
  try {
    return { plots: comparedPlots(await read(runs[0]), await read(runs[1])) };
  } catch (error) {
    return { plots: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Opens the first of some files of a run by the same way as a request would, so that no link leads out of the store. */
async function openRecord<T>(
  store: string,
  run: StoredRun,
  { names, open }: { readonly names: readonly string[]; open(path: string): StoredEntries<T> },
): Promise<StoredEntries<T>> {
  for (const name of names) {
    const found = await resolveFile(store, [run.workload, run.time, name].map(encodeURIComponent).join("/"));
    if (found.kind !== "file") continue;
    const whose = `${name} of ${titleOf(run)}`;
    const isTooLarge = name.endsWith(".jsonl") && found.sizeBytes > PLOTTED_LINES_BYTES_MAX;
    if (isTooLarge) throw tooMuch(whose, sizeText(found.sizeBytes));
    let entries: StoredEntries<T>;
    try {
      entries = open(found.path);
    } catch {
      throw new RangeError(`There are no plots: ${whose} is damaged.`);
    }
    if (entries.length <= PLOTTED_ENTRIES_MAX) return entries;
    entries[Symbol.dispose]();
    throw tooMuch(whose, `${grouped(entries.length)} entries`);
  }
  throw new RangeError(`There are no plots: ${names[0]} of ${titleOf(run)} is missing.`);
}

function tooMuch(whose: string, size: string): RangeError {
  return new RangeError(`There are no plots: ${whose} has ${size}, more than is drawn here.`);
}

async function fileResponse(path: string, method: string): Promise<Response> {
  const type = CONTENT_TYPES[extname(path)];
  const content = method === "HEAD" ? null : (await Deno.open(path)).readable;
  return new Response(content, {
    headers: {
      "content-type": type ?? "application/octet-stream",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      // Only this server's pages may frame a report.
      ...(type === CONTENT_TYPES[".html"] ? { "content-security-policy": "frame-ancestors 'self'" } : {}),
      ...(type === undefined ? { "content-disposition": "attachment" } : {}),
    },
  });
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) names.push(entry.isDirectory ? `${entry.name}/` : entry.name);
  return names.sort();
}

function ownPage(page: string, status = 200): Response {
  return new Response(page, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": PAGE_POLICY,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
  });
}

function problem(status: number, text: string): Response {
  return ownPage(problemPage(HEADINGS[status] ?? "Cannot show this", text), status);
}
