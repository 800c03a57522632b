/**
 * `workbench explore`: tiny configurations in every order of events (model checking).
 *
 * @module
 */
import { count } from "../../checkers/wording.ts";
import type { Exploration } from "../../explore/explore.ts";
import { ExploreWorker } from "../../explore/explore_apart.ts";
import { drawOperations } from "../../explore/operations.ts";
import { UsageError } from "../../usage_error.ts";
import { combineValidity, type Validity } from "../../verdict.ts";
import { EXIT_UNKNOWN, EXIT_VALID, statusOf } from "../../terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../../options/help.ts";
import { PROGRAM } from "../../program.ts";
import { interruptible } from "../../terminal/interrupt.ts";
import { parseOptions, toArguments } from "../../options/parse_options.ts";
import {
  EXPLORE_OPTIONS,
  type ExploreArguments,
  type NamedExploration,
  planExplorations,
  programsNamed,
  scheduleText,
} from "./plan_exploration.ts";
import { buildProgram } from "../build_program.ts";
import { ProgressLine } from "../../terminal/progress.ts";
import { renderTrace } from "../render_trace.ts";
import { shellCommand } from "../../text/shell.ts";
import { type Column, renderHead, renderRow } from "../../terminal/table.ts";
import { systemTerminal, type Terminal } from "../../terminal/terminal.ts";

/** What `explore --help` says. */
export const EXPLORE_HELP: CommandHelp = {
  usage: "explore STAGE|FILE... [OPTIONS] [-- ARGUMENTS OF THE PROGRAM]",
  description:
    "Runs a node, TypeScript or compiled, in every order in which messages can arrive and timers can go off, with some " +
    "messages lost and doubled, and judges the end of every path. Each node has a clock of its own, which its timers " +
    "move on. After the explored part everything arrives, the recovery time passes, and the final operations follow. " +
    "Exit status: 0 all are valid, 1 at least one is invalid, 2 the exploration was cut off or at least one is " +
    "unknown, 3 the bench could not run.",
  options: EXPLORE_OPTIONS,
  examples: [
    ["explore all", "Every challenge in a tiny configuration, with the faults that it claims to survive."],
    ["explore 3b --drops 1", "The fewest steps that lose a value."],
    ["explore my_node.ts --like 3c --drops 1 --duplicates 1", "Your own node, with what 3c must survive."],
  ],
};

/** An exploration that has come to its end. */
interface Explored {
  readonly exploration: NamedExploration;
  readonly result: Exploration;
  /** Why it was ended before its end, where a node did not give control back. */
  readonly problem?: string;
  readonly tookMs: number;
}

/** Runs the command; returns the exit status. @throws {UsageError} For mistakes in the arguments. */
export async function runExplore(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const parsed = parseOptions(EXPLORE_OPTIONS, args);
  if (parsed.values.help) {
    terminal.out(renderHelp(EXPLORE_HELP, terminal.columns));
    return EXIT_VALID;
  }
  for (const program of programsNamed(parsed)) await buildProgram(program, "sim", terminal);
  const explorations = planExplorations(parsed);
  if (parsed.values.replay !== undefined) return await runReplay(explorations, { parsed, terminal });
  return await interruptible(async (signal) => {
    const columns = columnsFor(explorations);
    using worker = new ExploreWorker();
    if (explorations.length > 1) terminal.out(renderHead(columns));
    const all: Explored[] = [];
    for (const exploration of explorations) {
      if (signal.aborted) break;
      if (explorations.length === 1) terminal.out(renderPlan(exploration));
      const explored = await exploreOne(exploration, { parsed, terminal, signal, worker });
      all.push(explored);
      terminal.out(explorations.length === 1 ? renderFigures(explored) : renderRow(columns, cellsOf(explored)));
      if (explored.result.trace !== undefined) terminal.out(renderViolation(explored, parsed));
      if (explored.problem !== undefined) terminal.out(`${explored.problem}\n`);
      if (explorations.length === 1) terminal.out(`${verdictWord(explored)}: ${extentText(explored, parsed)}\n`);
    }
    if (explorations.length > 1) terminal.out(renderTotal(all));
    return statusOf(combineValidity(all.map(({ result }) => validityOf(result))), true);
  });
}

interface RunContext {
  readonly parsed: ExploreArguments;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly worker: ExploreWorker;
}

async function runReplay(
  explorations: readonly NamedExploration[],
  { parsed, terminal }: Pick<RunContext, "parsed" | "terminal">,
): Promise<number> {
  const [exploration] = explorations;
  if (exploration === undefined || explorations.length > 1) {
    throw new UsageError(
      `Cannot replay on ${explorations.length} programs: expected one challenge such as 3c, or one file`,
    );
  }
  using worker = new ExploreWorker();
  const trace = await worker.replay(exploration, parsed.values.replay ?? []);
  if ("text" in trace) {
    terminal.out(`${renderPlan(exploration)}${trace.text}\nunknown\n`);
    return EXIT_UNKNOWN;
  }
  terminal.out(`${renderPlan(exploration)}${renderTrace(trace)}${wordFor(trace.verdict.valid)}\n`);
  return statusOf(trace.verdict.valid, true);
}

async function exploreOne(
  exploration: NamedExploration,
  { parsed, terminal, signal, worker }: RunContext,
): Promise<Explored> {
  const progress = new ProgressLine(terminal);
  const startMs = performance.now();
  const explored = await worker.explore(exploration, {
    statesMax: parsed.values["max-states"],
    findsAll: parsed.values.all,
    signal,
    onProgress: ({ stateCount, pathCount, depth }) =>
      progress.show(() => `${exploration.word}  ${stateCount} states, ${pathCount} ends judged, ${depth} steps deep`),
  });
  progress.clear();
  const tookMs = performance.now() - startMs;
  if (!("text" in explored)) return { exploration, result: explored, tookMs };
  const result = { found: explored.found, histories: [], nodeStateCount: 0, trace: undefined };
  return { exploration, result, tookMs, ...(explored.text === "" ? {} : { problem: explored.text }) };
}

function renderPlan({ word, plan, operationCount, budgets }: NamedExploration): string {
  const clients = drawOperations(plan, operationCount).main.map((drafts, thread) => {
    const operations = drafts.map(({ f, value }) => value === null ? f : `${f} ${JSON.stringify(value)}`);
    const node = plan.nodes[thread % plan.nodes.length];
    return `  c${thread} at ${node}  ${operations.length === 0 ? "nothing" : operations.join(", ")}\n`;
  });
  const { drops, duplicates, timers } = budgets;
  return `Explore ${word}: ${plan.workload.name}, nodes ${plan.nodes.join(" ")}, seed ${plan.seed}\n` +
    `${clients.join("")}At most ${drops} lost, ${duplicates} doubled, ${timers} timers at any moment\n\n`;
}

function columnsFor(explorations: readonly NamedExploration[]): readonly Column[] {
  const right = (heading: string, width = 0): Column => ({ heading, alignsRight: true, width });
  return [
    { heading: "challenge", width: Math.max(...explorations.map(({ word }) => word.length)) },
    ...["nodes", "ops", "lost", "doubled", "timers"].map((heading) => right(heading)),
    ...[
      right("states", 9),
      right("steps", 9),
      right("ends", 7),
      right("histories"),
      right("deepest"),
      right("took", 8),
    ],
    { heading: "verdict" },
  ];
}

function cellsOf(explored: Explored): string[] {
  const { exploration: { word, plan, operationCount, budgets }, result: { found, histories }, tookMs } = explored;
  const { drops, duplicates, timers } = budgets;
  const { stateCount, transitionCount, pathCount, depth } = found;
  const sizes = [plan.nodes.length, operationCount, drops, duplicates, timers];
  const figures = [stateCount, transitionCount, pathCount, histories.length, depth];
  return [word, ...[...sizes, ...figures].map(String), `${(tookMs / 1000).toFixed(2)} s`, verdictWord(explored)];
}

function renderTotal(all: readonly Explored[]): string {
  const valid = all.filter(({ result }) => validityOf(result) === true).length;
  const stateCount = all.reduce((total, { result }) => total + result.found.stateCount, 0);
  const seconds = all.reduce((total, { tookMs }) => total + tookMs, 0) / 1000;
  return `\n${valid} of ${all.length} complete and valid, ${stateCount} states in ${seconds.toFixed(1)} s\n`;
}

function renderFigures({ result: { found, histories, nodeStateCount }, tookMs }: Explored): string {
  const { stateCount, transitionCount, pathCount, depth } = found;
  const rate = (stateCount / (tookMs / 1000)).toFixed(0);
  return `${stateCount} states (of ${nodeStateCount} states of single nodes), ${transitionCount} steps between them, ` +
    `${depth} steps deep\n${pathCount} ends of paths judged, ${histories.length} different histories\n` +
    `Took ${(tookMs / 1000).toFixed(2)} s, ${rate} states per second\n`;
}

function renderViolation({ exploration, result }: Explored, { given, rest }: ExploreArguments): string {
  const { found: { violation = [] }, trace } = result;
  const own = new Map([...given].filter(([name]) => name !== "all" && name !== "max-states"));
  const options = [...toArguments(EXPLORE_OPTIONS, own), "--replay", scheduleText(violation)];
  const tail = rest.length === 0 ? [] : ["--", ...rest];
  const again = `${PROGRAM} ${shellCommand(["explore", exploration.word, ...options, ...tail])}`;
  return `\n${trace === undefined ? "" : renderTrace(trace)}Again  ${again}\n\n`;
}

function extentText({ result: { found, fillsMemory }, problem }: Explored, { values }: ExploreArguments): string {
  const { invalidCount, unknownCount, isComplete, stateCount } = found;
  const counts = [
    ...(invalidCount > 0 ? [`${count(invalidCount, "end is", "ends are")} invalid`] : []),
    ...(unknownCount > 0 ? [`${count(unknownCount, "end is", "ends are")} unknown`] : []),
  ];
  if (invalidCount > 0 && !values.all) return `${counts.join(", ")}; stopped there, no way to it takes fewer steps`;
  if (problem !== undefined) return `ended after ${count(stateCount, "state")}`;
  const extent = isComplete
    ? "complete, every order was explored"
    : `NOT complete, cut off at ${stateCount} states${fillsMemory ? ", which fill the memory" : ""}; take fewer ` +
      `operations, nodes, drops or timers, or more ${
        fillsMemory ? "memory, as by DENO_V8_FLAGS=--max-old-space-size=16000" : "--max-states"
      }`;
  return [...counts, extent].join(", ");
}

function validityOf({ found }: Exploration): Validity {
  if (found.invalidCount > 0) return false;
  return found.isComplete && found.unknownCount === 0 ? true : "unknown";
}

function verdictWord({ result, problem }: Explored): string {
  if (problem !== undefined) return "unknown";
  if (result.found.invalidCount === 0 && !result.found.isComplete) return "cut off";
  return wordFor(validityOf(result));
}

function wordFor(valid: Validity): string {
  if (valid === "unknown") return "unknown";
  return valid ? "valid" : "INVALID";
}
