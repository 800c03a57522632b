/**
 * The playground's worker: makes a module of the reader's source and simulates one run with it.
 *
 * @module
 */
import { seconds } from "../workbench/clock.ts";
import { CLIENT_SCRIPT } from "../workbench/report/script.ts";
import type { SimulatedProgram } from "../workbench/nodes/load_program.ts";
import { UsageError } from "../workbench/usage_error.ts";
import { importModule } from "../workbench/nodes/load_module.ts";
import { placeOf, SyntaxProblem, toModule } from "./challenge_module.ts";
import { PostedBeat } from "./posted_beat.ts";
import { FILES, type Problem, type RunAnswer, type RunRequest } from "./protocol.ts";
import { simulate } from "./simulate.ts";

/** What the program is called in logs, stacks and the report; its address means nothing to the reader. */
const PROGRAM_NAME = "program.ts";

/** Lines of logs that the page is told of; a program that logs each message would drown it. */
const LOG_LINES_MAX = 500;

/** The page hears of the progress once in so many operations. */
const PROGRESS_EVERY = 250;

/** The part of a worker's global scope in use. */
interface WorkerScope {
  postMessage(answer: RunAnswer): void;
  addEventListener(type: "message", listener: (event: MessageEvent<RunRequest>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
/** Not that of a simulated node, whose code may be running. */
const realNowMs = performance.now.bind(performance);

scope.addEventListener("message", ({ data }) => {
  answerRequest(data).then(
    (answer) => scope.postMessage(answer),
    (error) => scope.postMessage(problemOf(error)),
  );
});

/** A program that could not be started. */
class StartProblem extends UsageError {
  constructor(message: string, readonly place: Problem["place"], readonly isSyntax: boolean) {
    super(message);
  }
}

function problemOf(error: unknown): Problem {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof SyntaxProblem) return { kind: "problem", text, place: error.place, isSyntax: true };
  if (!(error instanceof StartProblem)) return { kind: "problem", text };
  const { place, isSyntax } = error;
  return { kind: "problem", text, isSyntax, ...(place === undefined ? {} : { place }) };
}

async function answerRequest(request: RunRequest): Promise<RunAnswer> {
  if (request.compiled !== undefined) {
    const { name, bytes } = request.compiled;
    return await run(request, { kind: "wasm", url: name, name, bytes });
  }
  const libUrl = new URL(FILES.lib, import.meta.url).href;
  const blob = new Blob([toModule(request.source, libUrl)], { type: "text/javascript" });
  const programUrl = URL.createObjectURL(blob);
  try {
    await startProgram(programUrl);
    return await run(request, { kind: "module", url: programUrl });
  } finally {
    URL.revokeObjectURL(programUrl);
  }
}

async function run(request: RunRequest, program: SimulatedProgram): Promise<RunAnswer> {
  const named = (text: string) => program.kind === "wasm" ? text : text.replaceAll(program.url, PROGRAM_NAME);
  let lines = 0;
  const done = await simulate(request, {
    program,
    reportScriptHash: await sha256(CLIENT_SCRIPT),
    now: realNowMs,
    onOver: () => scope.postMessage({ kind: "over" }),
    hooks: {
      heartbeat: new PostedBeat((answer) => scope.postMessage(answer), realNowMs, request.tracedFrom),
      onProgress: ({ phase, elapsedNs, operationCount }) => {
        if (operationCount % PROGRESS_EVERY !== 0) return;
        scope.postMessage({ kind: "progress", text: `${phase}, ${seconds(elapsedNs, 0)} of the run` });
      },
      onLog: (node, line) => {
        if (++lines <= LOG_LINES_MAX) {
          scope.postMessage({ kind: "log", node, line: named(line) });
        }
      },
    },
  });
  return { ...done, report: named(done.report) };
}

/** Loads the program, which the simulator then finds loaded, to say where it failed if it did. */
async function startProgram(programUrl: string): Promise<void> {
  try {
    await importModule(programUrl);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const place = placeOf(error, programUrl);
    const where = place === undefined ? "" : `, line ${place.line}, column ${place.column}`;
    // What the engine cannot read although types were stripped: its stack names no place.
    throw new StartProblem(`Cannot start the program${where}: ${reason}`, place, error instanceof SyntaxError);
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
