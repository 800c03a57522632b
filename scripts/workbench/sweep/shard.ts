/**
 * Which part of a sweep this machine is to run: as the command line says, or as the batch system says that started it.
 *
 * @module
 */
import { excerpt } from "../text/excerpt.ts";
import { UsageError } from "../usage_error.ts";

/** One part of several, counted from 1. */
export interface Shard {
  readonly part: number;
  readonly parts: number;
  /** Who said so, where it was not the command line. */
  readonly from?: string;
}

/** The value of `--shard` that asks the environment. */
export const FROM_ENVIRONMENT = "env";

/** Reads a variable of the environment. */
export type Environment = (name: string) => string | undefined;

/** How a batch system numbers the tasks that share a command. */
interface BatchSystem {
  readonly name: string;
  /** The variable with the number of this task. */
  readonly index: string;
  /** The number of the first task, where no variable tells it. */
  readonly first: number;
  /** The variable with the number of tasks. */
  readonly count: string;
}

const SLURM: BatchSystem = { name: "Slurm", index: "SLURM_ARRAY_TASK_ID", first: 1, count: "SLURM_ARRAY_TASK_COUNT" };

/** Kubernetes does not tell the number of completions: a manifest has to. */
const SYSTEMS: readonly BatchSystem[] = [
  SLURM,
  { name: "Kubernetes", index: "JOB_COMPLETION_INDEX", first: 0, count: "JOB_COMPLETIONS" },
  { name: "AWS Batch", index: "AWS_BATCH_JOB_ARRAY_INDEX", first: 0, count: "AWS_BATCH_JOB_ARRAY_SIZE" },
  { name: "GitLab CI", index: "CI_NODE_INDEX", first: 1, count: "CI_NODE_TOTAL" },
  { name: "CircleCI", index: "CIRCLE_NODE_INDEX", first: 0, count: "CIRCLE_NODE_TOTAL" },
  { name: "Buildkite", index: "BUILDKITE_PARALLEL_JOB", first: 0, count: "BUILDKITE_PARALLEL_JOB_COUNT" },
];

/** The variables of whoever needs others; they come before those of a batch system. */
const OWN_PART = "SWEEP_PART";
const OWN_PARTS = "SWEEP_PARTS";

/** Parts of a sweep. */
const PARTS_MAX = 999_999;

/** Characters of a variable that an error shows. */
const SHOWN_LENGTH = 40;

/** Finds the part that the environment names. @throws {UsageError} where it names none, or several. */
export function shardFromEnvironment(environment: Environment): Shard {
  const variables = new Variables(environment);
  const ownPart = variables.number(OWN_PART);
  if (ownPart !== undefined) {
    const parts = variables.number(OWN_PARTS);
    if (parts === undefined) throw cannot(`${OWN_PART} is ${ownPart}, and ${OWN_PARTS} is not set, expected both`);
    return checked({ part: ownPart, parts, from: OWN_PART }, `${OWN_PART} is ${ownPart}`, `1 to ${parts}`);
  }
  const found = SYSTEMS.filter(({ index }) => variables.number(index) !== undefined)
    .map((system) => system === SLURM ? shardOfSlurm(variables) : shardOf(system, variables));
  const [first, ...others] = found;
  if (first === undefined) throw cannot(nothingFound());
  const other = others.find(({ part, parts }) => part !== first.part || parts !== first.parts);
  if (other === undefined) return first;
  throw cannot(
    `${first.from} says part ${first.part} of ${first.parts}, and ${other.from} part ${other.part} of ${other.parts}, ` +
      `expected one of them; set ${OWN_PART} and ${OWN_PARTS}, which come first`,
  );
}

function nothingFound(): string {
  const names = SYSTEMS.map(({ name, index }) => `${name} (${index})`).join(", ");
  return `no batch system has set its variables here, expected those of ${names}, or ${OWN_PART} and ${OWN_PARTS}; ` +
    "without a batch system name the part, such as --shard 3/16";
}

function shardOf(system: BatchSystem, variables: Variables): Shard {
  const { name, index, first, count } = system;
  const number = variables.number(index) ?? first;
  const told = variables.number(count);
  const own = variables.number(OWN_PARTS);
  if (told !== undefined && own !== undefined && told !== own) {
    throw cannot(`${count} is ${told}, and ${OWN_PARTS} ${own}, expected the same number of parts`);
  }
  const parts = own ?? told;
  if (parts === undefined) {
    throw cannot(
      `${name} says which part this is (${index} is ${number}), but nobody says of how many, expected ${count} or ` +
        `${OWN_PARTS} to be set`,
    );
  }
  const range = `${first} to ${first + parts - 1}, since there are ${parts} parts`;
  return checked({ part: number - first + 1, parts, from: name }, `${index} is ${number}`, range);
}

/**
 * Slurm numbers the tasks of an array as its user likes, and a few of them can be started again as an array of their own:
 * then only `SWEEP_PARTS` says of how many parts they are.
 */
function shardOfSlurm(variables: Variables): Shard {
  const { name, index, count } = SLURM;
  const number = variables.number(index) ?? 1;
  const own = variables.number(OWN_PARTS);
  const tasks = variables.number(count) ?? own ?? 1;
  const min = variables.number("SLURM_ARRAY_TASK_MIN") ?? 1;
  if (own !== undefined) {
    const range = `1 to ${own}, as ${OWN_PARTS} says; submit with --array=1-${own}`;
    if (min < 1 || tasks > own) {
      throw cannot(`the array has ${tasks} tasks from ${min} on, expected numbers from ${range}`);
    }
    return checked({ part: number, parts: own, from: name }, `${index} is ${number}`, range);
  }
  const max = variables.number("SLURM_ARRAY_TASK_MAX") ?? min + tasks - 1;
  const step = variables.number("SLURM_ARRAY_TASK_STEP") || 1;
  const ofHowMany = `set ${OWN_PARTS} to the number of all parts, which are numbered from 1 then`;
  if (tasks === 1) {
    throw cannot(`the array has task ${number} alone, which may be one of many that is run again; ${ofHowMany}`);
  }
  if (min + (tasks - 1) * step !== max) {
    throw cannot(
      `the array has ${tasks} tasks between ${min} and ${max}, expected all of them, such as --array=1-16; for some that ` +
        `are run again ${ofHowMany}`,
    );
  }
  const range = `${min} to ${max} in steps of ${step}`;
  return checked({ part: (number - min) / step + 1, parts: tasks, from: name }, `${index} is ${number}`, range);
}

function checked(shard: Shard, found: string, expected: string): Shard {
  const { part, parts } = shard;
  if (parts < 1 || parts > PARTS_MAX) throw cannot(`there are ${parts} parts, expected 1 to ${PARTS_MAX}`);
  if (Number.isInteger(part) && part >= 1 && part <= parts) return shard;
  throw cannot(`${found}, expected ${expected}`);
}

/** Whole numbers in variables; an empty variable counts as none. */
class Variables {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  number(name: string): number | undefined {
    const text = this.#environment(name)?.trim() ?? "";
    if (text === "") return undefined;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw cannot(`${name} is "${excerpt(text, SHOWN_LENGTH)}", expected a whole number`);
  }
}

function cannot(why: string): UsageError {
  return new UsageError(`Cannot find the part for --shard ${FROM_ENVIRONMENT}: ${why}`);
}
