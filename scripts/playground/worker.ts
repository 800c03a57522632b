/**
 * The playground's worker: makes a module of the reader's source and simulates one run with it.
 *
 * @module
 */
import { seconds } from "../workbench/clock.ts";
import { CLIENT_SCRIPT, THEME_SCRIPT } from "../workbench/report/script.ts";
import type { SimulatedProgram } from "../workbench/nodes/load_program.ts";
import { UsageError } from "../workbench/usage_error.ts";
import { importModule } from "../workbench/nodes/load_module.ts";
import { placeOf, SyntaxProblem, toModule } from "./challenge_module.ts";
import { PostedBeat } from "./posted_beat.ts";
import { simulateFork } from "./futures/fork.ts";
import { inspect } from "./futures/inspect.ts";
import { makeSmaller } from "./futures/smaller.ts";
import { testCommand } from "./options_form.ts";
import { ENOUGH, FILES, type Problem, type RunAnswer, type RunDone, type RunRequest } from "./protocol.ts";
import { planRequest, simulate, type SimulateContext } from "./simulate.ts";

/** What the program is called in logs, stacks and the report; its address means nothing to the reader. */
const PROGRAM_NAME = "program.ts";

/** Lines of logs that the page is told of; a program that logs each message would drown it. */
const LOG_LINES_MAX = 500;

/** The page hears of the progress once in so many operations. */
const PROGRESS_EVERY = 250;

/** Frames of a stack in which the program is looked for: the bench has some, lib some, and then comes the program. */
const STACK_FRAMES = 40;

/** The page hears of a search once in so many real milliseconds. */
const TOLD_EVERY_MS = 100;

/** The part of a worker's global scope in use. */
interface WorkerScope {
  postMessage(answer: RunAnswer): void;
  addEventListener(type: "message", listener: (event: MessageEvent<RunRequest | typeof ENOUGH>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
/** Not that of a simulated node, whose code may be running. */
const realNowMs = performance.now.bind(performance);

/** Aborts once the page has enough of a search. */
const enough = new AbortController();

scope.addEventListener("message", ({ data }) => {
  if (data === ENOUGH) return enough.abort();
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
  const heartbeat = new PostedBeat((answer) => scope.postMessage(answer), realNowMs, request.tracedFrom);
  const context = await simulateContext(program, { heartbeat, named });
  switch (request.task.kind) {
    case "run":
      return tidy((await simulate(request, context)).done, named);
    case "fork":
      return tidy(await simulateFork(request, request.task.fork, context), named);
    case "inspect": {
      const { plan } = planRequest(request, program);
      Error.stackTraceLimit = STACK_FRAMES;
      const originOf = () => program.kind === "wasm" ? undefined : originIn(new Error(), program.url);
      const inspection = await inspect(plan, request.task.inspect, { heartbeat, originOf });
      return { kind: "inspected", inspection };
    }
    case "shrink":
      return tidy(await shrinkRun(request, context, heartbeat), named);
  }
}

/** The reader knows nothing of the module's address. */
function tidy(done: RunDone, named: (text: string) => string): RunDone {
  return { ...done, report: named(done.report) };
}

async function shrinkRun(request: RunRequest, context: SimulateContext, heartbeat: PostedBeat): Promise<RunDone> {
  let toldMs = -Infinity;
  const future = await makeSmaller(request.args, {
    program: context.program,
    programArgs: request.compiled?.args ?? [],
    heartbeat,
    signal: enough.signal,
    onProgress: (text) => {
      if (realNowMs() - toldMs < TOLD_EVERY_MS) return;
      toldMs = realNowMs();
      scope.postMessage({ kind: "progress", text });
    },
  });
  const { args } = future;
  const command = testCommand(args, { program: request.programName, programArgs: request.compiled?.args ?? [] });
  const { done } = await simulate({ ...request, args, command }, context);
  return { ...done, command, future };
}

async function simulateContext(
  program: SimulatedProgram,
  { heartbeat, named }: { readonly heartbeat: PostedBeat; readonly named: (text: string) => string },
): Promise<SimulateContext> {
  let lines = 0;
  const hashes = new Map<string, string>();
  for (const script of [THEME_SCRIPT, CLIENT_SCRIPT]) hashes.set(script, await sha256(script));
  return {
    program,
    sha256: (script) => hashes.get(script) ?? "",
    now: realNowMs,
    onOver: () => scope.postMessage({ kind: "over" }),
    hooks: {
      heartbeat,
      onProgress: ({ phase, elapsedNs, operationCount }) => {
        if (operationCount % PROGRESS_EVERY !== 0) return;
        scope.postMessage({ kind: "progress", text: `${phase}, ${seconds(elapsedNs, 0)} of the run` });
      },
      onLog: (node, line) => {
        if (++lines <= LOG_LINES_MAX) scope.postMessage({ kind: "log", node, line: named(line) });
      },
    },
  };
}

/** The place in the program that a stack leads to first, or that it is code of lib. */
function originIn({ stack = "" }: Error, url: string): string | undefined {
  const line = /^:(\d+):/.exec(stack.split(url)[1] ?? "")?.[1];
  if (line !== undefined) return `in line ${line} of the program`;
  return stack.includes(FILES.lib) ? "by lib" : undefined;
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
