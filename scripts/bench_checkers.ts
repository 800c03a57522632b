/**
 * Measures the checkers: operations a second at 10^3 to 10^6 operations, and how the time grows from step to step.
 *
 * `deno task bench:checkers [--max N] [NAME...]`. A factor of 10 is linear growth.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
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
} from "./bench_histories.ts";
import { CHECKERS } from "./workbench/checkers/registry.ts";
import type { History } from "./workbench/history.ts";
import type { Checker } from "./workbench/verdict.ts";

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

function main(): void {
  const { max, _: names } = parseArgs(Deno.args, { string: ["max"], default: { max: "1000000" } });
  const chosen = names.length === 0 ? BENCHMARKS : BENCHMARKS.filter(({ name }) => names.includes(name));
  print(HEADINGS);
  for (const benchmark of chosen) measure(benchmark, Number(max));
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

main();
