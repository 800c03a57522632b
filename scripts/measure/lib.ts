/**
 * Measures how many echo requests a second a node answers: challenges/1_echo.ts by `deno run`, and other nodes beside it.
 *
 * `deno task measure lib [--lines N] [--rounds N] [--peer "NAME=COMMAND"]...`, for example
 * `--peer "demo node.js=node demo/js/echo.js"`.
 *
 * Each round starts every program once, in turn, so that all meet the same machine. The clock runs from the first echo
 * request to the last reply; the start of the process and init are before it.
 *
 * @module
 */
import { flagsInUse } from "../std.ts";
import { EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag, integer, repeated } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { systemTerminal } from "../workbench/terminal/terminal.ts";
import { UsageError } from "../workbench/usage_error.ts";

interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
  /** Seconds of each round. */
  readonly times: number[];
}

const INIT = '{"id":0,"src":"c0","dest":"n0","body":{"type":"init","node_id":"n0","node_ids":["n0"],"msg_id":1}}\n';
const LINE_FEED = 10;
/** A node that gives no reply for so long is taken for dead. */
const SILENCE_MS_MAX = 30_000;
const COLUMNS = [24, 18, 16, 22, 8] as const;

const GROUP = "Options";

const BENCH_OPTIONS = {
  "lines": integer({ group: GROUP, valueName: "N", description: "Requests a round.", default: 200_000, min: 1 }),
  "rounds": integer({ group: GROUP, valueName: "N", description: "Rounds.", default: 5, min: 1 }),
  "peer": repeated({ group: GROUP, valueName: "NAME=COMMAND", description: "Another node to measure beside ours." }),
  "help": flag({ alias: "h", group: GROUP, description: "Show this text." }),
};

const BENCH_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "lib [OPTIONS]",
  description: "Measures how many echo requests a second a node answers.",
  options: BENCH_OPTIONS,
  examples: [["lib --peer 'demo node.js=node demo/js/echo.js'", "Our node and one of Node.js, in turn."]],
};

/** Runs the command; returns the exit status. @throws {UsageError} for mistakes in the arguments. */
export async function measureLib(args: readonly string[]): Promise<number> {
  const { values: { lines, rounds, peer, help } } = parseOptions(BENCH_OPTIONS, args);
  if (help) {
    systemTerminal().out(renderHelp(BENCH_HELP));
    return EXIT_VALID;
  }
  const requests = echoRequests(lines);
  const ours = ourNode();
  const contestants = [ours, ...peer.map(parsePeer)];
  for (let round = 0; round < rounds; round++) {
    for (const { command, times } of contestants) times.push(await measure(command, requests, lines));
  }
  row(["benchmark", "time/message (avg)", "messages/s", "(min … max)", "ratio"]);
  row(COLUMNS.map((width) => "-".repeat(width)));
  for (const contestant of contestants) report(contestant, average(ours.times), lines);
  return EXIT_VALID;
}

/** Our node, with the flags that this process itself needed for `@std`. */
function ourNode(): Contestant {
  return {
    name: "1_echo.ts (deno run)",
    command: [Deno.execPath(), "run", "--quiet", ...flagsInUse(), "challenges/1_echo.ts"],
    times: [],
  };
}

function parsePeer(text: string): Contestant {
  const separator = text.indexOf("=");
  const command = text.slice(separator + 1).split(" ").filter((part) => part !== "");
  if (separator < 1 || command.length === 0) {
    throw new UsageError(`Cannot use --peer: "${text}", expected NAME=COMMAND, such as "node=node echo.js"`);
  }
  return { name: text.slice(0, separator), command, times: [] };
}

function echoRequests(count: number): Uint8Array {
  const lines = Array.from({ length: count }, (_, index) => {
    const body = { type: "echo", echo: `Please echo ${index % 128}`, msg_id: index + 2 };
    return JSON.stringify({ id: index + 1, src: "c1", dest: "n0", body });
  });
  return new TextEncoder().encode(lines.join("\n") + "\n");
}

/** Runs one program through all requests; returns seconds. */
async function measure(command: readonly string[], requests: Uint8Array, count: number): Promise<number> {
  const [program = "", ...args] = command;
  const options = { args, stdin: "piped", stdout: "piped", stderr: "null" } as const;
  await using child = new Deno.Command(program, options).spawn();
  const output = child.stdout.getReader();
  const input = child.stdin.getWriter();
  // Where writing fails, the replies that do not come say so.
  input.write(new TextEncoder().encode(INIT)).catch(() => {});
  await readLines(output, 1, command);
  const startMs = performance.now();
  input.write(requests).catch(() => {});
  await readLines(output, count, command);
  return (performance.now() - startMs) / 1000;
}

async function readLines(
  output: ReadableStreamDefaultReader<Uint8Array>,
  count: number,
  command: readonly string[],
): Promise<void> {
  for (let missing = count; missing > 0;) {
    const { promise: silence, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(describeLoss(missing, command))), SILENCE_MS_MAX);
    const { value, done } = await Promise.race([output.read(), silence]);
    clearTimeout(timer);
    if (done) throw new Error(describeLoss(missing, command));
    for (const byte of value) if (byte === LINE_FEED) missing--;
  }
}

function describeLoss(missing: number, command: readonly string[]): string {
  return `Cannot measure "${command.join(" ")}": ${missing} replies did not come`;
}

function report({ name, times }: Contestant, ourSeconds: number, count: number): void {
  const perMessage = (seconds: number) => `${(seconds / count * 1e6).toFixed(2)} µs`;
  const seconds = average(times);
  const range = `(${perMessage(Math.min(...times))} … ${perMessage(Math.max(...times))})`;
  const perSecond = Math.round(count / seconds).toLocaleString("en");
  row([name, perMessage(seconds), perSecond, range, `${(seconds / ourSeconds).toFixed(2)}x`]);
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function row(cells: readonly string[]): void {
  const padded = cells.map((cell, column) =>
    column === 0 ? cell.padEnd(COLUMNS[0]) : cell.padStart(COLUMNS[column] ?? 0)
  );
  Deno.stdout.writeSync(new TextEncoder().encode(`| ${padded.join(" | ")} |\n`));
}
