/**
 * Runs one scenario and says in plain data how it ended.
 *
 * @module
 */
import { NS_PER_MS, WallClock } from "../clock.ts";
import { makePlan } from "../options/make_plan.ts";
import { type RunOptions, TEST_OPTIONS } from "../options/options.ts";
import { parseOptions } from "../options/parse_options.ts";
import { parseJson } from "../json.ts";
import { judge, type Judgement } from "../judge.ts";
import { eventText, type JournalEvent } from "../net/journal.ts";
import { hashJournal } from "../net/journal_hash.ts";
import type { Beat } from "../nodes/cause.ts";
import { isEndedByBench } from "../run/ended_by_bench.ts";
import type { PlannedProgram, RunPlan } from "../run/plan.ts";
import { carryOut, type Recording } from "../run/run.ts";
import { stuckFailure } from "../run/stuck.ts";
import type { StuckError } from "../run/watched_worker.ts";
import type { Validity } from "../verdict.ts";
import { type Coverage, coverageOf, LogEvents, MessageEvents } from "./coverage.ts";
import { faultKindsOf, type Scenario } from "./scenario.ts";

/** How a scenario ended. One line of a sweep's output file. */
export interface ScenarioOutcome {
  readonly scenario: Scenario;
  readonly valid: Validity;
  /** Names of the findings that made it not valid, for example `lost`; `bad-line` and so on where a node failed. */
  readonly anomalies: readonly string[];
  /** Names of findings that change no verdict. */
  readonly warnings: readonly string[];
  /** The first finding in words. */
  readonly reason: string;
  readonly faults: readonly string[];
  readonly coverage: Coverage;
  /** Hash of the journal; the same on every machine. */
  readonly hash: string;
  readonly operations: number;
  readonly tookMs: number;
}

/** A scenario with everything that is known of its run. */
export interface ScenarioRun {
  readonly recording: Recording;
  readonly judgement: Judgement;
  readonly outcome: ScenarioOutcome;
}

/** The same as JSON: the plan, which has functions, follows from the scenario. */
export interface PlainScenarioRun extends Omit<ScenarioRun, "recording"> {
  readonly recording: Omit<Recording, "plan" | "journal" | "strayDestinations"> & {
    /** Events as JSON texts. */
    readonly journal: readonly string[];
    readonly strayDestinations: readonly (readonly [name: string, count: number])[];
  };
}

/** Makes a run fit to travel. */
export function toPlain({ recording: { plan: _, ...recording }, ...run }: ScenarioRun): PlainScenarioRun {
  const { journal, strayDestinations } = recording;
  return {
    ...run,
    recording: { ...recording, journal: Array.from(journal, eventText), strayDestinations: [...strayDestinations] },
  };
}

/** Makes a run of one that has travelled. */
export function fromPlain({ recording, ...run }: PlainScenarioRun): ScenarioRun {
  return {
    ...run,
    recording: {
      ...recording,
      plan: planOf(run.outcome.scenario).plan,
      journal: recording.journal.map((text) => parseJson(text) as unknown as JournalEvent),
      strayDestinations: new Map(recording.strayDestinations),
    },
  };
}

/** How a scenario is run. */
export interface ScenarioContext {
  readonly heartbeat?: Beat | undefined;
  /** Its program, where the path in the scenario is only its name. */
  readonly program?: PlannedProgram;
}

/** Runs a scenario in virtual time. @throws {UsageError} where its options do not fit together. */
export async function runScenario(scenario: Scenario, context: ScenarioContext = {}): Promise<ScenarioRun> {
  const clock = new WallClock();
  const { heartbeat, program } = context;
  const { plan, values } = planOf(scenario, program);
  const logEvents = new LogEvents();
  const messageEvents = new MessageEvents();
  const evaluate = async (recording: Recording) => {
    const judgement = judge(recording);
    const coverage = coverageOf(recording, { messages: messageEvents.counts, logged: logEvents.counts });
    return { recording, judgement, coverage, hash: await hashJournal(recording.journal) };
  };
  let evaluation: Awaited<ReturnType<typeof evaluate>> | undefined;
  const recording = await carryOut(plan, {
    onLog: (_node, line) => logEvents.look(line),
    onNetEvent: (event) => messageEvents.look(event),
    onOver: async (reached) => {
      evaluation = await evaluate(reached);
    },
    ...(heartbeat === undefined ? {} : { heartbeat }),
  });
  // Late work that showed itself meanwhile is a failure of its own.
  const isCurrent = evaluation?.recording.failure === recording.failure;
  const { judgement, coverage, hash } = evaluation !== undefined && isCurrent ? evaluation : await evaluate(recording);
  const { failure, history } = recording;
  const findings = judgement.explanations.filter(({ severity }) => severity !== "warning");
  const outcome: ScenarioOutcome = {
    scenario,
    // A node that ends a run has failed the test, though the original gives no verdict then.
    valid: failure === undefined || isEndedByBench(failure) ? judgement.results.valid : false,
    anomalies: [...new Set([...(failure === undefined ? [] : [failure.kind]), ...findings.map((one) => one.anomaly)])],
    warnings: [
      ...new Set(judgement.explanations.filter((one) => one.severity === "warning").map((one) => one.anomaly)),
    ],
    reason: failure?.text ?? judgement.explanations[0]?.text ?? "",
    faults: faultKindsOf(values, plan.schedule),
    coverage,
    hash,
    operations: history.filter(({ type, process }) => type === "invoke" && process !== "nemesis").length,
    tookMs: clock.now() / NS_PER_MS,
  };
  return { recording, judgement, outcome };
}

/** What a scenario comes to in which a node never gave control back: nothing is known of it. */
export function stuckRun(scenario: Scenario, { code, realS }: StuckError): ScenarioRun {
  const { plan, values } = planOf(scenario);
  const failure = stuckFailure(code, realS);
  const recording: Recording = {
    ...{ plan, history: [], journal: [], failure, strayDestinations: new Map(), strayReplies: [], staleReplies: [] },
  };
  const outcome: ScenarioOutcome = {
    ...{ scenario, valid: "unknown", anomalies: [failure.kind], warnings: [], reason: failure.text },
    ...{ faults: faultKindsOf(values, plan.schedule), coverage: {}, hash: "", operations: 0, tookMs: realS * 1000 },
  };
  return { recording, judgement: judge(recording), outcome };
}

/** The plan of a scenario. @throws {UsageError} where its options do not fit together. */
export function planOf(
  { args, program: path, programArgs, seed }: Scenario,
  program: PlannedProgram | string = path,
): { plan: RunPlan; values: RunOptions } {
  const { values } = parseOptions(TEST_OPTIONS, args);
  return { plan: makePlan({ options: values, program, programArgs, defaultMode: "sim", seed }), values };
}
