/**
 * Measures compiled nodes in virtual time, with the programs of tests/fixtures/wasi.
 *
 * `deno task measure wasi [--rounds N]`: the adapter's own cost by a node in C, official runs of a node in Go, scenarios
 * per minute of a sweep, and memory.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { wasiProgram } from "../workbench/nodes/wasi/wasi_program.ts";
import { compileModule } from "../workbench/nodes/wasi/compile_module.ts";
import { SimulatedNode } from "../workbench/nodes/simulated_node.ts";
import { VirtualWorld } from "../workbench/nodes/virtual_world.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { makePlan } from "../workbench/options/make_plan.ts";
import { flag, integer } from "../workbench/options/option.ts";
import { TEST_OPTIONS } from "../workbench/options/options.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { RandomStreams } from "../workbench/random.ts";
import { carryOut } from "../workbench/run/run.ts";
import { STAGES } from "../workbench/stages/stages.ts";
import { runScenarios } from "../workbench/sweep/pool.ts";
import { EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { renderTable } from "../workbench/terminal/table.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";
import { flagsInUse } from "../std.ts";
import { median } from "./summary.ts";

const GROUP = "Options";

const WASI_OPTIONS = {
  "rounds": integer({
    group: GROUP,
    valueName: "N",
    description: "Repetitions; the median is shown.",
    default: 5,
    min: 1,
  }),
  "scenarios": integer({ group: GROUP, valueName: "N", description: "Scenarios of the sweep.", default: 200, min: 1 }),
  "help": flag({ alias: "h", group: GROUP, description: "Show this text." }),
};

const WASI_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "wasi [OPTIONS]",
  description: "Measures compiled nodes in virtual time.",
  options: WASI_OPTIONS,
  examples: [["wasi --rounds 10", "More repetitions, on a machine that is not quiet."]],
};

/** Requests to the node in C. */
const ECHO_REQUESTS = 50_000;

/** Workers of the sweep, whatever the machine has, so that figures compare. */
const SWEEP_JOBS = 2;

const MEGABYTE = 2 ** 20;

/** Runs the command; returns the exit status. @throws {UsageError} for mistakes in the arguments. */
export async function measureWasi(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values: { rounds, scenarios, help } } = parseOptions(WASI_OPTIONS, args);
  if (help) {
    terminal.out(renderHelp(WASI_HELP));
    return EXIT_VALID;
  }
  const folder = Deno.makeTempDirSync();
  try {
    const [c, go] = [unpack("c", folder), unpack("go", folder)];
    const echo = await repeat(rounds, () => echoMicroseconds(c));
    const official = await repeat(rounds, () => officialRun(go, "3c"));
    const large = await repeat(Math.min(rounds, 3), () => largeRun(go));
    const sweep = await scenariosPerMinute(go, scenarios);
    const rssBytes = await bytesOfLargeRun(go);
    const seconds = (runs: readonly OfficialRun[]) => `${median(runs.map(({ tookS }) => tookS)).toFixed(2)} s`;
    const perSecond = large.map(({ serverMessages, tookS }) => serverMessages / tookS);
    terminal.out(renderTable([{ heading: "what" }, { heading: "measured", alignsRight: true }, { heading: "goal" }], [
      ["a message to or from an echo node in C", `${median(echo).toFixed(1)} µs`, "below 10 µs"],
      ["an official run of 3c in Go, 5 nodes", seconds(official), "0.25 s"],
      [`scenarios of 3c in Go per minute, ${SWEEP_JOBS} workers`, sweep.toFixed(0), "900"],
      [`a run of 3d in Go, 25 nodes in a tree, ${large[0]?.serverMessages} messages`, seconds(large), "4 s"],
      ["messages between these nodes per second", median(perSecond).toFixed(0), ""],
      ["memory of a process with nothing but this run", `${(rssBytes / MEGABYTE).toFixed(0)} MB`, "below 600 MB"],
    ]));
    return EXIT_VALID;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function repeat<T>(rounds: number, measureOnce: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let round = 0; round < rounds; round++) results.push(await measureOnce());
  return results;
}

/** Writes a committed program as a file and gives its path. */
function unpack(name: "c" | "go", folder: string): string {
  const packed = Deno.readFileSync(new URL(`../../tests/fixtures/wasi/${name}.wasm.br`, import.meta.url));
  const path = `${folder}/${name}.wasm`;
  Deno.writeFileSync(path, brotliDecompressSync(packed));
  return path;
}

/** Microseconds for a message: nothing but node, adapter and virtual world. */
async function echoMicroseconds(path: string): Promise<number> {
  const world = new VirtualWorld();
  let answers = 0;
  const node = new SimulatedNode({
    id: "n0",
    program: wasiProgram(compileModule(Deno.readFileSync(path), path), path),
    args: [],
    world,
    random: new RandomStreams(1).stream("node n0"),
    events: { onLine: () => answers++, onLog: () => {}, onExit: () => {} },
  });
  const line = (id: number, body: string) => `{"src":"c1","dest":"n0","body":{${body},"msg_id":${id}}}`;
  world.clock.at(0, () => node.start());
  world.clock.at(1, () => node.deliver(line(1, '"type":"init","node_id":"n0","node_ids":["n0"]')));
  for (let id = 2; id < ECHO_REQUESTS + 2; id++) {
    world.clock.at(id * 1000, () => node.deliver(line(id, '"type":"echo","echo":"Please echo 42"')));
  }
  const startMs = performance.now();
  await world.drive(() => answers > ECHO_REQUESTS);
  const tookMs = performance.now() - startMs;
  await node.stop();
  return tookMs * 1000 / (2 * ECHO_REQUESTS);
}

interface OfficialRun {
  readonly tookS: number;
  /** Messages between nodes. */
  readonly serverMessages: number;
  /** The most memory that the process had. */
  readonly rssBytes: number;
}

async function officialRun(program: string, name: string, more: readonly string[] = []): Promise<OfficialRun> {
  const { values: options } = parseOptions(TEST_OPTIONS, [...officialArgs(name), ...more]);
  const plan = makePlan({ options, program, programArgs: ["gossip"], defaultMode: "sim", seed: 1 });
  let rssBytes = 0;
  const onProgress = () => rssBytes = Math.max(rssBytes, Deno.memoryUsage().rss);
  const startMs = performance.now();
  const { journal } = await carryOut(plan, { onProgress });
  const tookS = (performance.now() - startMs) / 1000;
  const isNode = (id: string) => plan.nodes.includes(id);
  let serverMessages = 0;
  for (const { type, message: { src, dest } } of journal) {
    if (type === "send" && isNode(src) && isNode(dest)) serverMessages++;
  }
  return { tookS, serverMessages, rssBytes };
}

function largeRun(program: string): Promise<OfficialRun> {
  return officialRun(program, "3d", ["--topology", "tree4"]);
}

/** The most memory that a process has which does nothing else. */
async function bytesOfLargeRun(program: string): Promise<number> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", ...flagsInUse(), fileURLToPath(import.meta.url), program],
  }).output();
  if (!success) throw new Error(`Cannot measure memory: ${new TextDecoder().decode(stderr)}`);
  return Number(new TextDecoder().decode(stdout));
}

async function scenariosPerMinute(program: string, count: number): Promise<number> {
  const args = officialArgs("3c");
  const scenario = (seed: number) => ({ seed, program, programArgs: ["gossip"], args });
  const startMs = performance.now();
  await runScenarios(Array.from({ length: count }, (_, index) => scenario(index + 1)), {
    jobs: SWEEP_JOBS,
    onOutcome: () => {},
  });
  return count / ((performance.now() - startMs) / 60_000);
}

/** The official command line of a stage. */
function officialArgs(name: string): readonly string[] {
  return STAGES.find(({ stage }) => stage === name)?.args ?? [];
}

if (import.meta.main) {
  const [program = ""] = Deno.args;
  systemTerminal().out(`${(await largeRun(program)).rssBytes}`);
}
