/**
 * From the arguments of `workbench explore` to the configurations to explore.
 *
 * @module
 */
import { basename } from "node:path";
import { vacuousModels } from "../../checkers/unchecked.ts";
import type { ExplorationPlan } from "../../explore/explore.ts";
import { BOUNDS } from "../../stages/challenge.ts";
import { mergeArgs } from "../../sweep/scenario.ts";
import { UsageError } from "../../usage_error.ts";
import { makePlan } from "../../options/make_plan.ts";
import { custom, flag, integer, type Option, text } from "../../options/option.ts";
import { RUN_OPTIONS, SEED_MAX, TEST_OPTIONS } from "../../options/options.ts";
import { type ParsedOptions, parseOptions, toArguments } from "../../options/parse_options.ts";
import { WORKLOADS } from "../../workloads/registry.ts";
import { type Stage, stageOfChallenge } from "../../stages/stages.ts";
import { challengePath, programNamed, selectStages } from "../../stages/stage_selection.ts";

const EXPLORE_GROUP = "Explore";

/** A schedule without any step: a value for --replay must not be empty. */
const NO_STEPS = "none";

/** Options of a run that mean something where time does not. Their defaults are those of a small configuration. */
const PLAN_OPTIONS = {
  "workload": byDefault(RUN_OPTIONS.workload, "that of the stage"),
  "node-count": byDefault(RUN_OPTIONS["node-count"], `${BOUNDS.nodes}, for a stage what suits it`),
  "concurrency": byDefault(RUN_OPTIONS.concurrency, "1n; 2n for one node, and for lin-kv"),
  "topology": RUN_OPTIONS.topology,
  "key-count": byDefault(RUN_OPTIONS["key-count"], "1 for kafka, 2 for transactions"),
  "max-txn-length": byDefault(RUN_OPTIONS["max-txn-length"], "2"),
  "max-writes-per-key": RUN_OPTIONS["max-writes-per-key"],
  "recovery-time": RUN_OPTIONS["recovery-time"],
  "availability": RUN_OPTIONS.availability,
  "consistency-models": byDefault(RUN_OPTIONS["consistency-models"], "those of the stage, or strict-serializable"),
};

/** The options of `explore`. */
export const EXPLORE_OPTIONS = {
  "like": text({
    group: EXPLORE_GROUP,
    valueName: "STAGE",
    description: "The stage that your own file should pass, for example 3c.",
  }),
  "bin": RUN_OPTIONS.bin,
  "operations": bound("How many operations all clients carry out together, drawn from the seed.", "operations"),
  "drops": bound("How many messages may be lost.", "drops"),
  "duplicates": bound("How many messages may arrive twice.", "duplicates"),
  "timers": bound(
    "How many timers may go off at any moment. After the explored part they go off in time.",
    "timers",
  ),
  "seed": integer({
    group: EXPLORE_GROUP,
    valueName: "N",
    description: "The number from which the operations are drawn, and what nodes draw.",
    default: 1,
    min: 0,
    max: SEED_MAX,
  }),
  "max-states": integer({
    group: EXPLORE_GROUP,
    valueName: "N",
    description: "Ends the exploration after so many states.",
    default: 3_000_000,
    min: 1,
  }),
  "all": flag({ group: EXPLORE_GROUP, description: "Goes on after the first violation, and counts all of them." }),
  "replay": custom<readonly string[] | undefined>({
    group: EXPLORE_GROUP,
    valueName: "STEPS",
    absent: undefined,
    read: (_name, given) => given.split(/\s+/).filter((word) => word !== "" && word !== NO_STEPS),
    description:
      'Takes one path only, step by step: "c0 n0>n1! c1" means that c0 asks, that the message from n0 to n1 is ' +
      "lost, and that c1 asks.",
  }),
  "help": flag({ alias: "h", group: EXPLORE_GROUP, description: "Shows this text." }),
  ...PLAN_OPTIONS,
};

/** Writes a schedule for --replay. */
export function scheduleText(words: readonly string[]): string {
  return words.length === 0 ? NO_STEPS : words.join(" ");
}

/** A command line of `explore`, read. */
export type ExploreArguments = ParsedOptions<typeof EXPLORE_OPTIONS>;

/** One configuration, with the word that names its program on the command line. */
export interface NamedExploration extends ExplorationPlan {
  readonly word: string;
}

/** Words that name files, not stages. */
const FILE_ENDING = /\.(m?[jt]s|wasm|go)$/;

/** What a small configuration needs instead of the official options and the defaults of `test`. */
const SMALL_ARGS = ["--nemesis", "", "--latency", "0"];

/**
 * Plans one exploration for each challenge or file named.
 *
 * @throws {UsageError} Where the words name nothing, or the options contradict each other.
 */
export function planExplorations(parsed: ExploreArguments): NamedExploration[] {
  const { values: { like, bin }, words, given } = parsed;
  if (words.length === 0) {
    throw new UsageError("Cannot explore: no stage given, expected a stage such as 3c, a file, or all");
  }
  if (like !== undefined || given.has("workload")) {
    const stage = like === undefined ? undefined : selectStages([like]).at(-1);
    return words.map((word) => planOne(word, programNamed(word), { stage, parsed }));
  }
  // A challenge with two command lines gets the last.
  const stages = selectStages(words.filter((word) => !FILE_ENDING.test(word)));
  const byChallenge = new Map(stages.map((stage) => [stage.challenge, stage]));
  if (bin !== undefined) {
    return [...byChallenge.values()].map((stage) => planOne(stage.stage, programNamed(bin), { stage, parsed }));
  }
  return [
    ...[...byChallenge.values()].map((stage) => planOne(stage.challenge, challengePath(stage), { stage, parsed })),
    ...words.filter((word) => FILE_ENDING.test(word)).map((word) =>
      planOne(word, programNamed(word), { stage: stageOf(word), parsed })
    ),
  ];
}

/** Programs on the command line that are no challenges. */
export function programsNamed({ values: { like, bin }, words, given }: ExploreArguments): readonly string[] {
  if (bin !== undefined) return [bin];
  return like !== undefined || given.has("workload") ? words : [];
}

/** The stage of a file that is called like a challenge. */
function stageOf(path: string): Stage {
  const name = basename(path).replace(FILE_ENDING, "");
  const stage = stageOfChallenge(name);
  if (stage !== undefined) return stage;
  throw new UsageError(
    `Cannot explore "${path}": no challenge is called ${name}, expected --like STAGE or --workload NAME, ` +
      "which say what the file should do",
  );
}

interface PlanContext {
  readonly stage: Stage | undefined;
  readonly parsed: ExploreArguments;
}

function planOne(word: string, program: string, { stage, parsed }: PlanContext): NamedExploration {
  const { values, given, rest } = parsed;
  const bounds = stage?.bounds ?? BOUNDS;
  const own = toArguments(PLAN_OPTIONS, given);
  const official = stage?.args ?? [];
  const { workload: name, "node-count": nodes = bounds.nodes } = parseOptions(
    TEST_OPTIONS,
    mergeArgs([...official, "--node-count", String(bounds.nodes), ...own]),
  ).values;
  // One client at one node would leave nothing to be ordered.
  const small = ["--node-count", String(nodes), "--concurrency", nodes === 1 ? "2n" : "1n", ...SMALL_ARGS];
  const args = mergeArgs([...official, ...small, ...WORKLOADS.get(name)?.smallArgs ?? [], ...own]);
  const options = parseOptions(TEST_OPTIONS, args).values;
  const vacuous = options.workload.startsWith("txn-") ? vacuousModels(options["consistency-models"]) : undefined;
  if (vacuous !== undefined) throw new UsageError(`Cannot explore: ${vacuous}`);
  return {
    word,
    plan: makePlan({ options, program, programArgs: rest, defaultMode: "sim", seed: values.seed }),
    operationCount: values.operations ?? bounds.operations,
    budgets: {
      drops: values.drops ?? bounds.drops,
      duplicates: values.duplicates ?? bounds.duplicates,
      timers: values.timers ?? bounds.timers,
    },
  };
}

function bound(description: string, name: "operations" | "drops" | "duplicates" | "timers") {
  return integer({
    group: EXPLORE_GROUP,
    valueName: "N",
    description: `${description} Default: ${BOUNDS[name]}, or for a stage what suits it.`,
    min: 0,
    max: 1000,
  });
}

/** The option with another default in its help. */
function byDefault<T>(option: Option<T>, defaultText: string): Option<T> {
  return { ...option, defaultText };
}
