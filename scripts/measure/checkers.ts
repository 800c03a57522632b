/**
 * Measures the checkers: operations a second at 10^3 to 10^6 operations, and how the time grows from step to step.
 *
 * `deno task measure checkers [--max N] [NAME...]`. A factor of 10 is linear growth.
 *
 * @module
 */
import {
  counterHistory,
  denseSetHistory,
  echoHistory,
  type HistoryGenerator,
  idHistory,
  kafkaHistory,
  registerHistory,
  setHistory,
  transactionHistory,
} from "./checker_histories.ts";
import { CHECKERS } from "../workbench/workloads/registry.ts";
import { EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag, integer } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { systemTerminal } from "../workbench/terminal/terminal.ts";
import type { History } from "../workbench/history.ts";
import { UsageError } from "../workbench/usage_error.ts";
import type { Checker } from "../workbench/verdict.ts";

/** Operations: 10^3 to 10^6. */
const SIZES = [1_000, 10_000, 100_000, 1_000_000] as const;

/** Small histories are judged again and again for so long; the fastest time counts. */
const REPEAT_MS = 200;

interface Benchmark {
  readonly name: string;
  /** Name in the registry of checkers. */
  readonly checker: string;
  readonly generate: HistoryGenerator;
  /** For inputs that grow faster than the operations. */
  readonly maxOperations?: number;
}

const BENCHMARKS: readonly Benchmark[] = [
  { name: "echo", checker: "echo", generate: echoHistory },
  { name: "unique-ids", checker: "unique-ids", generate: idHistory },
  { name: "broadcast", checker: "broadcast", generate: setHistory("broadcast") },
  { name: "broadcast, half reads", checker: "broadcast", generate: denseSetHistory, maxOperations: 10_000 },
  { name: "g-set", checker: "g-set", generate: setHistory("add") },
  { name: "pn-counter", checker: "pn-counter", generate: counterHistory },
  { name: "kafka", checker: "kafka", generate: kafkaHistory },
  { name: "txn-rw-register", checker: "txn-rw-register", generate: transactionHistory("register") },
  { name: "txn-list-append", checker: "txn-list-append", generate: transactionHistory("list") },
  { name: "lin-kv", checker: "lin-kv", generate: registerHistory },
  { name: "availability", checker: "availability", generate: registerHistory },
  { name: "stats", checker: "stats", generate: registerHistory },
];

const HEADINGS = ["checker", "operations", "time", "operations/s", "growth"] as const;
const WIDTHS = [24, 12, 12, 14, 8] as const;

const GROUP = "Options";

const BENCH_OPTIONS = {
  "max": integer({ group: GROUP, valueName: "N", description: "Most operations.", default: 1_000_000, min: 1000 }),
  "help": flag({ alias: "h", group: GROUP, description: "Show this text." }),
};

const BENCH_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "checkers [NAME...] [OPTIONS]",
  description: `Measures the checkers at 1,000 to 1,000,000 operations. NAME is one of ${
    BENCHMARKS.map(({ name }) => name).join(" / ")
  }.`,
  options: BENCH_OPTIONS,
};

/** Runs the command; returns the exit status. @throws {UsageError} for mistakes in the arguments. */
export function measureCheckers(args: readonly string[]): Promise<number> {
  const { values, words } = parseOptions(BENCH_OPTIONS, args);
  if (values.help) {
    systemTerminal().out(renderHelp(BENCH_HELP));
    return Promise.resolve(EXIT_VALID);
  }
  const unknown = words.find((word) => BENCHMARKS.every(({ name }) => name !== word));
  if (unknown !== undefined) {
    throw new UsageError(`Cannot measure "${unknown}": no checker has this name; add --help to see them all`);
  }
  const chosen = words.length === 0 ? BENCHMARKS : BENCHMARKS.filter(({ name }) => words.includes(name));
  print(HEADINGS);
  for (const benchmark of chosen) measure(benchmark, values.max);
  return Promise.resolve(EXIT_VALID);
}

function measure({ name, checker, generate, maxOperations = Infinity }: Benchmark, max: number): void {
  const check = CHECKERS.get(checker);
  if (check === undefined) throw new Error(`Cannot measure ${name}: no checker ${checker}`);
  let before: number | undefined;
  for (const size of SIZES) {
    if (size > Math.min(max, maxOperations)) break;
    const timeMs = fastest(check, generate(size), name);
    const growth = before === undefined ? "" : (timeMs / before).toFixed(1);
    print([name, String(size), `${timeMs.toFixed(1)} ms`, (size / timeMs * 1000).toFixed(0), growth]);
    before = timeMs;
  }
}

/** The least time in ms that one verdict took. */
function fastest(check: Checker, history: History, name: string): number {
  const end = performance.now() + REPEAT_MS;
  let least = Infinity;
  do {
    const start = performance.now();
    const { verdict } = check(history, {});
    least = Math.min(least, performance.now() - start);
    if (verdict.valid !== true) {
      throw new Error(`Cannot measure ${name}: the verdict is ${verdict.valid}, expected true`);
    }
  } while (performance.now() < end);
  return least;
}

function print(cells: readonly string[]): void {
  const padded = cells.map((cell, column) =>
    column === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[column] ?? 0)
  );
  Deno.stdout.writeSync(new TextEncoder().encode(`${padded.join(" ").trimEnd()}\n`));
}
