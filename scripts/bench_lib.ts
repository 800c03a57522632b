/**
 * Measures how many echo requests a second a node answers: challenges/1_echo.ts by `deno run`, and other nodes beside it.
 *
 * `deno task bench:lib [--lines N] [--rounds N] [--peer "NAME=COMMAND"]...`, for example
 * `--peer "demo node.js=node demo/js/echo.js"`.
 *
 * Each round starts every program once, in turn, so that all meet the same machine. The clock runs from the first echo
 * request to the last reply; the start of the process and init are before it.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { OFFLINE_FLAGS } from "./std.ts";

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

async function main(): Promise<void> {
  const { lines, rounds, peer } = parseArgs(Deno.args, {
    string: ["lines", "rounds", "peer"],
    collect: ["peer"],
    default: { lines: "200000", rounds: "5" },
  });
  const lineCount = Number(lines);
  const requests = echoRequests(lineCount);
  const contestants = [ourNode(), ...(Array.isArray(peer) ? peer : []).map(parsePeer)];
  for (let round = 0; round < Number(rounds); round++) {
    for (const { command, times } of contestants) times.push(await measure(command, requests, lineCount));
  }
  const [ours] = contestants;
  if (ours === undefined) return;
  row(["benchmark", "time/message (avg)", "messages/s", "(min … max)", "ratio"]);
  row(COLUMNS.map((width) => "-".repeat(width)));
  for (const contestant of contestants) report(contestant, average(ours.times), lineCount);
}

/** Our node, with the flags that this process itself needed for `@std`. */
function ourNode(): Contestant {
  const isOffline = import.meta.resolve("@std/streams/text-line-stream").startsWith("file:");
  const flags = isOffline ? OFFLINE_FLAGS : [];
  return {
    name: "1_echo.ts (deno run)",
    command: [Deno.execPath(), "run", "--quiet", ...flags, "challenges/1_echo.ts"],
    times: [],
  };
}

function parsePeer(peer: unknown): Contestant {
  const text = String(peer);
  const separator = text.indexOf("=");
  const command = text.slice(separator + 1).split(" ").filter((part) => part !== "");
  if (separator < 1 || command.length === 0) {
    throw new SyntaxError(`Cannot read --peer "${text}": expected NAME=COMMAND, such as "node=node echo.js"`);
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

await main();
