/**
 * Measures how fast the bench itself is in virtual time: messages of trivial nodes, scenarios of sweeps, states of
 * `explore`; beside another checkout where one is given.
 *
 * `deno task measure speed [--rounds N] [--seeds N] [--against FOLDER]`. Each figure comes from a command line as a user
 * types it, in a process of its own. Both checkouts take turns, so that they meet the same machine.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { flagsInUse } from "../std.ts";
import { type CommandHelp, renderHelp } from "../workbench/options/help.ts";
import { flag, integer, text } from "../workbench/options/option.ts";
import { parseOptions } from "../workbench/options/parse_options.ts";
import { EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { renderTable } from "../workbench/terminal/table.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";
import { RELAYS_PER_ECHO } from "./relay_node.ts";
import { median } from "./summary.ts";

const GROUP = "Options";

const SPEED_OPTIONS = {
  "rounds": integer({
    group: GROUP,
    valueName: "N",
    description: "Repetitions; the median is shown.",
    default: 3,
    min: 1,
  }),
  "seeds": integer({ group: GROUP, valueName: "N", description: "Scenarios of a sweep.", default: 1000, min: 1 }),
  "against": text({
    group: GROUP,
    valueName: "FOLDER",
    description: "Another checkout of this project, such as a worktree of an older commit.",
  }),
  "help": flag({ alias: "h", group: GROUP, description: "Show this text." }),
};

const SPEED_HELP: CommandHelp = {
  program: "deno task measure",
  usage: "speed [OPTIONS]",
  description: "Measures how fast the bench is in virtual time, on 2 workers, as wall time.",
  options: SPEED_OPTIONS,
  examples: [["speed --against ../before", "What a change has brought."]],
};

/** One figure. */
interface Figure {
  readonly name: string;
  readonly goal: string;
  /** Measures once in the checkout at a folder. */
  measure(folder: string): Promise<number>;
}

/** This checkout. */
const HERE = fileURLToPath(new URL("../../", import.meta.url));

/** Time that the nodes relay; a shorter run beside it takes out what start and end cost. */
const RELAY_S = [1, 21] as const;
const RELAY_RATE = 100;

const PARTITIONS = ["--official", "--nemesis", "partition"];

/** Runs the command; returns the exit status. @throws {UsageError} for mistakes in the arguments. */
export async function measureSpeed(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const { values: { rounds, seeds, against, help } } = parseOptions(SPEED_OPTIONS, args);
  if (help) {
    terminal.out(renderHelp(SPEED_HELP));
    return EXIT_VALID;
  }
  const folders = [HERE, ...(against === undefined ? [] : [against])];
  const rows: string[][] = [];
  for (const { name, goal, measure } of figures(seeds)) {
    const measured = folders.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [index, folder] of folders.entries()) measured[index]?.push(await measure(folder));
    }
    const [here = NaN, other] = measured.map(median);
    const compared = other === undefined ? [] : [other.toFixed(0), (here / other).toFixed(2)];
    rows.push([name, here.toFixed(0), ...compared, goal]);
  }
  const right = (heading: string) => ({ heading, alignsRight: true });
  const compared = against === undefined ? [] : [right("before"), right("ratio")];
  terminal.out(renderTable([{ heading: "what" }, right("measured"), ...compared, { heading: "goal" }], rows));
  return EXIT_VALID;
}

function figures(seeds: number): readonly Figure[] {
  const sweep = (name: string, goal: string, args: readonly string[]): Figure => ({
    name: `scenarios of 3c per minute, ${name}, ${seeds} seeds`,
    goal,
    measure: (folder) =>
      numberIn(/([\d.]+) scenarios per minute/, folder, [
        "sweep",
        "3c",
        "--seeds",
        `1..${seeds}`,
        "--jobs",
        "2",
        ...args,
      ]),
  });
  return [
    { name: "messages of trivial nodes per second", goal: "twice as many as before", measure: relayedPerSecond },
    sweep("official with partitions", "10,000", PARTITIONS),
    sweep("drawn", "20,000", []),
    {
      name: "states of 3c per second in explore",
      goal: "twice as many as before",
      measure: (folder) => numberIn(/([\d.]+) states per second/, folder, ["explore", "3c"]),
    },
  ];
}

async function relayedPerSecond(folder: string): Promise<number> {
  const program = fileURLToPath(new URL("./relay_node.ts", import.meta.url));
  const [short = 0, long = 0] = await Array.fromAsync(RELAY_S, async (seconds) => {
    const startMs = performance.now();
    const load = ["--node-count", "5", "--rate", String(RELAY_RATE), "--time-limit", String(seconds), "--seed", "1"];
    await bench(folder, ["test", "-w", "echo", "--bin", program, "--mode", "sim", "--no-store", ...load]);
    return performance.now() - startMs;
  });
  const echoes = RELAY_RATE * (RELAY_S[1] - RELAY_S[0]);
  // Beside what is passed on there are the request and its answer.
  return echoes * (RELAYS_PER_ECHO + 2) / ((long - short) / 1000);
}

async function numberIn(pattern: RegExp, folder: string, args: readonly string[]): Promise<number> {
  return Number(pattern.exec(await bench(folder, args))?.[1]);
}

/** Runs the bench of a checkout and gives what it printed. @throws {Error} where it finds anything. */
async function bench(folder: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", ...flagsInUse(), "scripts/workbench.ts", ...args],
    cwd: folder,
  }).output();
  const decoder = new TextDecoder();
  if (code === EXIT_VALID) return decoder.decode(stdout);
  throw new Error(`Cannot measure ${folder}: ${args[0]} ended with ${code}: ${decoder.decode(stderr)}`);
}
