import { assert, assertEquals } from "@std/assert";
import { parse } from "yaml";
import { runSweep } from "../../../scripts/workbench/cli/commands/sweep.ts";
import { mergeFiles } from "../../../scripts/workbench/sweep/merge.ts";
import { shardFromEnvironment } from "../../../scripts/workbench/sweep/shard.ts";
import { RecordedTerminal } from "../../../scripts/workbench/terminal/terminal.ts";

const MANUAL = await Deno.readTextFile("scripts/workbench/README.md");

/** The examples of the manual, by what they are for. */
const BLOCKS = [...MANUAL.matchAll(/```(sh|yaml)\n(.*?)```/gs)].map(([, language, text = ""]) => ({ language, text }));

/** What the manual lets a batch system do. */
interface BatchJob {
  readonly parts: number;
  /** The command of each task. */
  readonly command: readonly string[];
  /** What the batch system puts into the environment of a task, by its number from 0. */
  environment(task: number): Readonly<Record<string, string>>;
}

/** The one example that has all of these texts. */
function block(...texts: readonly string[]): string {
  const found = BLOCKS.filter(({ text }) => texts.every((part) => text.includes(part)));
  assertEquals(found.length, 1, `examples with ${texts.join(" and ")}`);
  return found[0]!.text;
}

function words(line: string): string[] {
  return line.trim().split(/\s+/);
}

/** The only line of a shell script that begins a sweep. */
function sweepLine(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.startsWith("deno task workbench sweep"));
  assertEquals(lines.length, 1);
  return words(lines[0]!);
}

function slurm(): BatchJob {
  const text = block("#SBATCH");
  const [, first, last] = /^#SBATCH --array=(\d+)-(\d+)$/m.exec(text)!.map(Number);
  const [, parts = ""] = /^export SWEEP_PARTS=(\d+)$/m.exec(text)!;
  const count = last! - first! + 1;
  return {
    parts: count,
    command: sweepLine(text),
    environment: (task) => ({
      SWEEP_PARTS: parts,
      SLURM_ARRAY_TASK_ID: String(first! + task),
      SLURM_ARRAY_TASK_COUNT: String(count),
      SLURM_ARRAY_TASK_MIN: String(first),
      SLURM_ARRAY_TASK_MAX: String(last),
      SLURM_ARRAY_TASK_STEP: "1",
    }),
  };
}

function kubernetes(): BatchJob {
  const { spec } = parse(block("kind: Job"));
  assertEquals([spec.completionMode, spec.template.spec.restartPolicy], ["Indexed", "Never"]);
  const [{ command, env }] = spec.template.spec.containers;
  const given = Object.fromEntries(env.map(({ name, value }: { name: string; value: string }) => [name, value]));
  return {
    parts: spec.completions,
    command,
    environment: (task) => ({ ...given, JOB_COMPLETION_INDEX: String(task) }),
  };
}

function awsBatch(): BatchJob {
  const text = block("aws batch submit-job");
  const [, size = ""] = /--array-properties size=(\d+)/.exec(text)!;
  const [, overrides = ""] = /--container-overrides \\\n\s*'(.*)'/.exec(text)!;
  return {
    parts: Number(size),
    command: JSON.parse(overrides).command,
    environment: (task) => ({ AWS_BATCH_JOB_ARRAY_INDEX: String(task), AWS_BATCH_JOB_ARRAY_SIZE: size }),
  };
}

function github(): BatchJob {
  const { jobs: { sweep: { strategy: { matrix }, env, steps } } } = parse(block("matrix.part"));
  assertEquals(env, { SWEEP_PART: "${{ matrix.part }}", SWEEP_PARTS: "${{ strategy.job-total }}" });
  const run = steps.map((step: { run?: string }) => step.run).find((line: string | undefined) => line !== undefined);
  return {
    parts: matrix.part.length,
    command: words(run),
    environment: (task) => ({ SWEEP_PART: String(matrix.part[task]), SWEEP_PARTS: String(matrix.part.length) }),
  };
}

function gitlab(): BatchJob {
  const { sweep, sum } = parse(block(".gitlab-ci.yml"));
  assertEquals(sum.script, ["deno task workbench sweep --merge part*.jsonl"]);
  return {
    parts: sweep.parallel,
    command: words(sweep.script[0]),
    environment: (task) => ({ CI_NODE_INDEX: String(task + 1), CI_NODE_TOTAL: String(sweep.parallel) }),
  };
}

function circle(): BatchJob {
  const { jobs: { sweep: { parallelism, steps } } } = parse(block(".circleci/config.yml"));
  const { run } = steps.find((step: { run?: string }) => step.run !== undefined);
  return {
    parts: parallelism,
    command: words(run),
    environment: (task) => ({ CIRCLE_NODE_INDEX: String(task), CIRCLE_NODE_TOTAL: String(parallelism) }),
  };
}

function buildkite(): BatchJob {
  const { steps: [step] } = parse(block(".buildkite/pipeline.yml"));
  return {
    parts: step.parallelism,
    command: words(step.command),
    environment: (task) => ({
      BUILDKITE_PARALLEL_JOB: String(task),
      BUILDKITE_PARALLEL_JOB_COUNT: String(step.parallelism),
    }),
  };
}

const JOBS = { slurm, kubernetes, awsBatch, github, gitlab, circle, buildkite };

/** Runs a command of the bench with variables set; no other test reads these. */
async function runWith(variables: Readonly<Record<string, string>>, args: readonly string[]) {
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    const terminal = new RecordedTerminal();
    return { status: await runSweep(args, terminal), text: terminal.stdout };
  } finally {
    for (const name of Object.keys(variables)) Deno.env.delete(name);
  }
}

for (const [name, read] of Object.entries(JOBS)) {
  Deno.test(`the manual's example for ${name} gives each task a part of its own, and its command runs`, async () => {
    const { parts, command, environment } = read();
    const tasks = Array.from({ length: parts }, (_, task) => {
      const variables = environment(task);
      return shardFromEnvironment((variable) => variables[variable]);
    });
    assertEquals(tasks.map((shard) => [shard.part, shard.parts]), tasks.map((_, task) => [task + 1, parts]));
    assertEquals(command.slice(0, 5), ["deno", "task", "workbench", "sweep", "3c"]);
    const folder = await Deno.makeTempDir();
    try {
      const args = command.slice(4).map((word) => {
        if (word === "1..1000") return `1..${parts}`;
        return word.endsWith("part{part}.jsonl") ? `${folder}/part{part}.jsonl` : word;
      });
      const { status, text } = await runWith(environment(2), [...args, "--time-limit", "2", "--jobs", "1"]);
      assert(text.includes(`part 3 of ${parts} (`) && text.includes(", 1 scenarios, 1 at a time"), text);
      assertEquals(status, 0);
      const { outcomes } = mergeFiles([`${folder}/part3.jsonl`]);
      assertEquals(outcomes.map(({ scenario }) => scenario.seed), [3]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
