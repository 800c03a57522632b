/**
 * `deno task measure soak`: puts real processes under load and tells how the bench itself bears it: operations and messages
 * that got lost, messages routed a second, the bench's share of the processors, and its memory over time.
 *
 * Takes the options of `workbench test`; without any it runs 25 echo nodes at 1,000 operations a second for a minute.
 * With a program whose nodes send to each other, a rate beyond what they bear, and several workers a node it measures
 * saturation.
 *
 * History and journal go to files during the run, as in `workbench test`; here the files are temporary. The last line of
 * the output tells by how much memory grew for each message.
 *
 * @module
 */
import { cpuUsage } from "node:process";
import { setInterval } from "node:timers";
import { EXIT_INVALID, EXIT_TOOL, EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { recordStores } from "../workbench/cli/execute_here.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { interruptible } from "../workbench/terminal/interrupt.ts";
import { makePlan } from "../workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../workbench/options/options.ts";
import { watchMemory } from "../workbench/cli/memory.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { ProgressLine } from "../workbench/terminal/progress.ts";
import { freshSeed } from "../workbench/options/seed.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";
import { NS_PER_S } from "../workbench/clock.ts";
import { judge } from "../workbench/judge.ts";
import type { Journal } from "../workbench/net/journal.ts";
import type { RunPlan } from "../workbench/run/plan.ts";
import { RunFolder } from "../workbench/report/store.ts";
import { carryOut, type Recording } from "../workbench/run/run.ts";
import { formatFigure, markdownTable } from "./summary.ts";

const DEFAULTS = [
  ...["--workload", "echo", "--bin", "challenges/1_echo.ts", "--node-count", "25", "--concurrency", "4n"],
  ...["--rate", "1000", "--time-limit", "60", "--recovery-time", "2"],
];

const SOAK_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "soak [OPTIONS OF workbench test]",
  description: `Measures the bench under load. Without options: ${DEFAULTS.join(" ")}. ` +
    "Exit status 1 where an operation or a message was lost.",
  options: TEST_OPTIONS,
};

/** Times that memory is looked at during the main phase. */
const SAMPLES = 12;
const MEGABYTE = 1e6;
/** Unit of the times in /proc/self/stat, in seconds. */
const TICK_S = 0.01;

/** What the bench was like at one moment. */
interface Sample {
  readonly timeNs: number;
  /** Processor time of the bench so far. */
  readonly cpuS: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
}

/** Runs the command; returns the exit status. @throws {UsageError} for mistakes in the options. */
export async function soak(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values, words, rest } = parseOptions(TEST_OPTIONS, [...DEFAULTS, ...args]);
  if (values.help) {
    terminal.out(renderHelp(SOAK_HELP, terminal.columns));
    return EXIT_VALID;
  }
  const seed = values.seed ?? freshSeed();
  const programArgs = [...words, ...rest];
  const plan = makePlan({ options: values, program: values.bin ?? "", programArgs, defaultMode: "process", seed });
  return await interruptible(async (signal) => {
    const root = Deno.makeTempDirSync({ prefix: "soak-" });
    const folder = new RunFolder(root, plan.workload.name, new Date());
    try {
      return await measureAndTell(plan, { folder, signal, terminal });
    } finally {
      folder.close();
      Deno.removeSync(root, { recursive: true });
    }
  });
}

interface SoakContext {
  readonly folder: RunFolder;
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
}

async function measureAndTell(plan: RunPlan, context: SoakContext): Promise<number> {
  const { terminal, folder } = context;
  const { recording, samples } = await measure(plan, context);
  for (const problem of folder.problems) terminal.err(`${problem}\n`);
  if (recording.failure !== undefined) {
    terminal.err(`${recording.failure.text}\n`);
    return EXIT_TOOL;
  }
  const { results } = judge(recording);
  const { text, isComplete } = describe(recording, samples);
  terminal.out(`${text}Verdict: ${results.valid}\n`);
  return isComplete && results.valid === true ? EXIT_VALID : EXIT_INVALID;
}

/** Carries out the plan and looks at this process at equal intervals of its main phase. */
async function measure(plan: RunPlan, { folder, signal, terminal }: SoakContext) {
  const progress = new ProgressLine(terminal);
  const samples: Sample[] = [];
  const periodS = plan.timeLimitS / SAMPLES;
  let elapsedNs: number | undefined;
  let startMs = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const look = () => {
    samples.push(takeSample((performance.now() - startMs) * 1e6));
    if (samples.length > SAMPLES) clearInterval(timer);
  };
  const recording = await carryOut(plan, {
    signal,
    isMemoryShort: watchMemory(),
    stores: recordStores(folder, true),
    onProgress: (state) => {
      progress.show(() => `${state.phase}  ${state.operationCount} operations`);
      if (state.phase !== "main" || elapsedNs !== undefined) return;
      elapsedNs = state.elapsedNs;
      startMs = performance.now() - state.elapsedNs / 1e6;
      look();
      timer = setInterval(look, periodS * 1000);
    },
  }).finally(() => {
    clearInterval(timer);
    progress.clear();
  });
  return { recording, samples };
}

function takeSample(timeNs: number): Sample {
  const { user, system } = cpuUsage();
  const { rss, heapUsed } = Deno.memoryUsage();
  return { timeNs, cpuS: (user + system) / 1e6, rssBytes: rss, heapBytes: heapUsed };
}

/** The table and what it comes to; `isComplete` where nothing was lost. */
function describe({ plan, history, journal }: Recording, samples: readonly Sample[]) {
  const invoked = history.filter(({ type, process }) => type === "invoke" && process !== "nemesis");
  const answered = history.filter(({ type }) => type === "ok");
  const { sent, lostCount } = readJournal(journal);
  const rows = samples.slice(1).map((sample, position) => {
    const before = samples[position] ?? sample;
    const seconds = (sample.timeNs - before.timeNs) / NS_PER_S;
    const within = ({ time }: { readonly time: number }) => time >= before.timeNs && time < sample.timeNs;
    return [
      formatFigure(sample.timeNs / NS_PER_S),
      String(invoked.filter(within).length),
      String(answered.filter(within).length),
      formatFigure(sent.filter(within).length / seconds),
      formatFigure(100 * (sample.cpuS - before.cpuS) / seconds),
      formatFigure(sample.rssBytes / MEGABYTE),
      formatFigure(sample.heapBytes / MEGABYTE),
    ];
  });
  const headings = ["s:", "asked:", "answered:", "messages/s:", "bench % of a core:", "RSS MB:", "heap MB:"];
  const lines = [
    `Operations: ${plan.rate * plan.timeLimitS} planned, ${invoked.length} asked, ${answered.length} answered, ` +
    `${invoked.length - answered.length} lost`,
    `Messages: ${sent.length} sent, ${lostCount} lost`,
    ...describeLoad(samples, sent),
    ...describeMemory(samples, sent),
  ];
  const text = `${markdownTable(headings, rows)}\n${lines.map((line) => `${line}\n`).join("")}`;
  return { text, isComplete: lostCount === 0 && invoked.length === answered.length };
}

type Sends = readonly { readonly time: number }[];

function readJournal(journal: Journal): { readonly sent: Sends; readonly lostCount: number } {
  const sent: { readonly time: number }[] = [];
  const open = new Set<number>();
  for (const { type, time, message } of journal) {
    if (type === "send") {
      sent.push({ time });
      open.add(message.id);
    } else if (type === "recv") {
      open.delete(message.id);
    }
  }
  return { sent, lostCount: open.size };
}

function describeLoad(samples: readonly Sample[], sent: Sends): string[] {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const count = countBetween(sent, first, last);
  const seconds = (last.timeNs - first.timeNs) / NS_PER_S;
  const benchS = last.cpuS - first.cpuS;
  return [
    `Routed: ${Math.round(count / seconds)} messages a second; the bench took ` +
    `${formatFigure(100 * benchS / seconds)} % of a core, ${formatFigure(benchS / count * 1e6)} µs a message; ` +
    `over the whole run it took ${formatFigure(last.cpuS)} s and its nodes ${nodesCpu()}`,
  ];
}

/** Processor time of the nodes, which have ended: only Linux tells. */
function nodesCpu(): string {
  if (Deno.build.os !== "linux") return "an unknown time";
  const fields = Deno.readTextFileSync("/proc/self/stat").split(") ").at(-1)?.split(" ") ?? [];
  return `${formatFigure((Number(fields[13]) + Number(fields[14])) * TICK_S)} s`;
}

function describeMemory(samples: readonly Sample[], sent: Sends): string[] {
  const length = Math.floor(samples.length / 3);
  const thirds = [samples.slice(0, length), samples.slice(-length)].map((third) => ({
    rss: average(third.map(({ rssBytes }) => rssBytes)),
    heap: average(third.map(({ heapBytes }) => heapBytes)),
    timeNs: average(third.map(({ timeNs }) => timeNs)),
  }));
  const [first, last] = thirds;
  if (length === 0 || first === undefined || last === undefined) return [];
  const growth = (last.heap - first.heap) / countBetween(sent, first, last);
  return [
    `Memory, first third to last third: RSS ${formatFigure(first.rss / MEGABYTE)} to ` +
    `${formatFigure(last.rss / MEGABYTE)} MB, heap ${formatFigure(first.heap / MEGABYTE)} to ` +
    `${formatFigure(last.heap / MEGABYTE)} MB: ${Math.round(growth)} bytes for each message recorded`,
  ];
}

interface Moment {
  readonly timeNs: number;
}

function countBetween(sent: Sends, from: Moment, to: Moment): number {
  return sent.filter(({ time }) => time >= from.timeNs && time < to.timeNs).length;
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
