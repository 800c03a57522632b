/**
 * From the arguments of `workbench explore` to the configurations to explore.
 *
 * @module
 */
import { relative } from "node:path";
import type { ExplorationPlan } from "../explore/explore.ts";
import { TINY, TINY_CHALLENGES } from "../explore/tiny.ts";
import { mergeArgs } from "../sweep/scenario.ts";
import { UsageError } from "../usage_error.ts";
import { makePlan } from "./make_plan.ts";
import { flag, integer, text } from "./option.ts";
import { RUN_OPTIONS, SEED_MAX, TEST_OPTIONS } from "./options.ts";
import { type ParsedOptions, parseOptions, toArguments } from "./parse_options.ts";
import type { Stage } from "./presets.ts";
import { challengePath, selectStages } from "./stage_selection.ts";

const EXPLORE_GROUP = "Explore";

const { workload, concurrency, topology, availability } = RUN_OPTIONS;

/** Options of a run that mean something where time does not. */
const PLAN_OPTIONS = {
  workload,
  "node-count": RUN_OPTIONS["node-count"],
  concurrency,
  topology,
  "key-count": RUN_OPTIONS["key-count"],
  "max-txn-length": RUN_OPTIONS["max-txn-length"],
  "max-writes-per-key": RUN_OPTIONS["max-writes-per-key"],
  "recovery-time": RUN_OPTIONS["recovery-time"],
  availability,
  "consistency-models": RUN_OPTIONS["consistency-models"],
};

/** The options of `explore`. */
export const EXPLORE_OPTIONS = {
  "like": text({
    group: EXPLORE_GROUP,
    valueName: "STAGE",
    description: "The stage that a file of your own wants to pass, for example 3c.",
  }),
  "operations": bound("Operations of all clients together, as the workload draws them for the seed.", "operations"),
  "drops": bound("Messages that may be lost, at most.", "drops"),
  "duplicates": bound("Messages that may arrive twice, at most.", "duplicates"),
  "timers": bound(
    "Timers that may go off at any moment, at most; after the explored part they go off in time.",
    "timers",
  ),
  "seed": integer({
    group: EXPLORE_GROUP,
    valueName: "N",
    description: "Decides which operations are drawn, and what nodes draw.",
    default: 1,
    min: 0,
    max: SEED_MAX,
  }),
  "max-states": integer({
    group: EXPLORE_GROUP,
    valueName: "N",
    description: "States after which the exploration is cut off. A million take about a gigabyte.",
    default: 1_000_000,
    min: 1,
  }),
  "all": flag({ group: EXPLORE_GROUP, description: "Go on after the first violation, and count them." }),
  "replay": text({
    group: EXPLORE_GROUP,
    valueName: "STEPS",
    description:
      'Take one way only, step by step: "c0 n0>n1! c1" (c0 asks, the message from n0 to n1 is lost, c1 asks).',
  }),
  "help": flag({ alias: "h", group: EXPLORE_GROUP, description: "Show this text." }),
  ...PLAN_OPTIONS,
};

/** A command line of `explore`, read. */
export type ExploreArguments = ParsedOptions<typeof EXPLORE_OPTIONS>;

/** One configuration, with the word that names its program on the command line. */
export interface NamedExploration extends ExplorationPlan {
  readonly word: string;
}

/** What a tiny configuration needs instead of the official options and the defaults of `test`. */
const TINY_ARGS = ["--nemesis", "", "--latency", "0"];
const TINY_ARGS_OF: Readonly<Record<string, readonly string[]>> = {
  "lin-kv": ["--concurrency", "2n"],
  "kafka": ["--key-count", "1"],
  "txn-list-append": ["--key-count", "2", "--max-txn-length", "2"],
  "txn-rw-register": ["--key-count", "2", "--max-txn-length", "2"],
};

/**
 * Plans one exploration for each challenge or file named.
 *
 * @throws {UsageError} Where the words name nothing, or the options contradict each other.
 */
export function planExplorations(parsed: ExploreArguments): NamedExploration[] {
  const { values: { like }, words, given } = parsed;
  if (words.length === 0) {
    throw new UsageError("Cannot explore: no stage given, expected a stage such as 3c, a file, or all");
  }
  if (like !== undefined || given.has("workload")) {
    const stage = like === undefined ? undefined : selectStages([like]).at(-1);
    return words.map((word) => planOne(word, word, { stage, parsed }));
  }
  // A challenge with two command lines gets the last.
  const byChallenge = new Map(selectStages(words).map((stage) => [stage.challenge, stage]));
  return [...byChallenge.values()].map((stage) =>
    planOne(stage.challenge, relative(Deno.cwd(), challengePath(stage)), { stage, parsed })
  );
}

interface PlanContext {
  readonly stage: Stage | undefined;
  readonly parsed: ExploreArguments;
}

function planOne(word: string, program: string, { stage, parsed }: PlanContext): NamedExploration {
  const { values, given, rest } = parsed;
  const tiny = stage === undefined ? TINY : TINY_CHALLENGES[stage.challenge] ?? TINY;
  const own = toArguments(PLAN_OPTIONS, given);
  const official = stage?.args ?? [];
  const { workload: name, "node-count": nodes = tiny.nodes } = parseOptions(
    TEST_OPTIONS,
    mergeArgs([
      ...official,
      ...["--node-count", String(tiny.nodes)],
      ...own,
    ]),
  ).values;
  // One client at one node would leave nothing to be ordered.
  const small = ["--node-count", String(nodes), "--concurrency", nodes === 1 ? "2n" : "1n", ...TINY_ARGS];
  const args = mergeArgs([...official, ...small, ...TINY_ARGS_OF[name] ?? [], ...own]);
  const options = parseOptions(TEST_OPTIONS, args).values;
  return {
    word,
    plan: makePlan({ options, program, programArgs: rest, defaultMode: "sim", seed: values.seed }),
    operationCount: values.operations ?? tiny.operations,
    budgets: {
      drops: values.drops ?? tiny.drops,
      duplicates: values.duplicates ?? tiny.duplicates,
      timers: values.timers ?? tiny.timers,
    },
  };
}

function bound(description: string, name: "operations" | "drops" | "duplicates" | "timers") {
  return integer({
    group: EXPLORE_GROUP,
    valueName: "N",
    description: `${description} Default: ${TINY[name]}, for a stage what suits it.`,
    min: 0,
    max: 1000,
  });
}
