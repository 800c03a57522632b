/**
 * `deno task measure NAME`: the measuring scripts behind one name. Each has a `--help` of its own.
 *
 * @module
 */
import { didYouMean } from "../workbench/text/nearest_name.ts";
import { EXIT_VALID } from "../workbench/terminal/exit_status.ts";
import { runScript } from "../workbench/terminal/run_script.ts";
import { systemTerminal, type Terminal } from "../workbench/terminal/terminal.ts";
import { UsageError } from "../workbench/usage_error.ts";

/** One measuring script. */
interface Measurement {
  readonly description: string;
  /** Loads the script, so that none of the others has to be. */
  load(): Promise<(args: readonly string[]) => Promise<number>>;
}

/** The name of each script, with what it measures. */
export const MEASUREMENTS: Readonly<Record<string, Measurement>> = {
  records: {
    description: "every figure that is claimed of the challenges; --process in real time",
    load: async () => (await import("./records.ts")).records,
  },
  frontier: {
    description: "messages against latency for all designs and window lengths; tables and plots",
    load: async () => (await import("./frontier.ts")).frontier,
  },
  scale: {
    description: "3d, 3e, 4, 5c, 6b and 6c at other sizes and rates; a table",
    load: async () => (await import("./scale.ts")).scale,
  },
  busy: {
    description: "3d and 3e in real time beside a load that takes the processors away",
    load: async () => (await import("./busy.ts")).measureBusy,
  },
  course: {
    description: "every step and puzzle of the playground's course: the figures that the lessons show",
    load: async () => (await import("./course.ts")).measureCourse,
  },
  soak: {
    description: "the bench under load: 25 processes, 1,000 operations per second, for a minute",
    load: async () => (await import("./soak.ts")).soak,
  },
  lib: {
    description: "how many messages per second an echo node answers",
    load: async () => (await import("./lib.ts")).measureLib,
  },
  large: {
    description: "large runs as processes: time, memory over time, disk; beside another working tree",
    load: async () => (await import("./large.ts")).measureLarge,
  },
  checkers: {
    description: "the checkers at 1,000 to 1,000,000 operations",
    load: async () => (await import("./checkers.ts")).measureCheckers,
  },
  page: {
    description: "the pages of large runs in Chromium: size, time to open, time of a key of the search",
    load: async () => (await import("./page.ts")).measurePage,
  },
  playground: {
    description: "the playground in Chromium: what it fetches, until it can be used, from Run to a verdict",
    load: async () => (await import("./playground.ts")).measurePlayground,
  },
  speed: {
    description: "the bench in virtual time: messages, scenarios, explored states; beside another checkout",
    load: async () => (await import("./speed.ts")).measureSpeed,
  },
  wasi: {
    description: "compiled nodes in virtual time: time per message and run, scenarios per minute, memory",
    load: async () => (await import("./wasi.ts")).measureWasi,
  },
};

/** Runs the script that the first argument names; returns its exit status. @throws {UsageError} for an unknown name. */
export async function measure(args: readonly string[], terminal: Terminal = systemTerminal()): Promise<number> {
  const [name = "--help", ...rest] = args;
  if (["help", "--help", "-h"].includes(name)) {
    terminal.out(helpText());
    return EXIT_VALID;
  }
  const found = Object.hasOwn(MEASUREMENTS, name) ? MEASUREMENTS[name] : undefined;
  if (found === undefined) {
    const names = Object.keys(MEASUREMENTS);
    throw new UsageError(
      `Cannot measure "${name}": expected one of ${names.join(", ")}${didYouMean(name, names)}`,
    );
  }
  const script = await found.load();
  return await script(rest);
}

function helpText(): string {
  const lines = Object.entries(MEASUREMENTS).map(([name, { description }]) => `  ${name.padEnd(10)} ${description}\n`);
  return `Usage: deno task measure NAME [OPTIONS]\n\nMeasures one of:\n${lines.join("")}\n` +
    "Add --help behind a name for its options.\n";
}

if (import.meta.main) await runScript(measure);
