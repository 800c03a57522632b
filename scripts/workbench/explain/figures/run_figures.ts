/**
 * Explains the figures of a run: where its messages and its time went, and what would change that.
 *
 * One pass over the journal makes rows of it; all else works on these. It costs about as much as the run itself, so it is
 * done where somebody wants to know: a limit is missed, `--explain` asks, or a page is made.
 *
 * @module
 */
import { NS_PER_MS, NS_PER_S } from "../../clock.ts";
import { FIGURES } from "../../figures.ts";
import type { Operation } from "../../history.ts";
import type { Journal } from "../../net/journal.ts";
import { isClient } from "../../net/message.ts";
import { faultWindowsOf } from "../../recording/fault_windows.ts";
import type { RunAccount } from "../../run_account.ts";
import type { Recording } from "../../run/run.ts";
import { SERVICE_NAMES } from "../../services/registry.ts";
import { topologyOf } from "../../workloads/topology.ts";
import { adviceFor, type Missed } from "./advice.ts";
import type { CauseFacts, FigureLimits, HostLoad } from "./causes.ts";
import { floorsOf } from "./floors.ts";
import { knowledgeOf } from "./knowledge.ts";
import { arrivalSpans, elementSpans, type FollowedValues, followValues, type PathRequest } from "./latency_paths.ts";
import { classifyMessages, countClasses } from "./message_classes.ts";
import { roundsOf } from "./service_rounds.ts";
import { type Traffic, trafficOf } from "./traffic.ts";
import { ValueMarks } from "./value_marks.ts";
import { PathFinder } from "./value_path.ts";

/** Events that are explained where somebody wants to know, which takes some 5 s, and those for a page nobody asked for. */
const EVENTS_ASKED_MAX = 1_500_000;
const EVENTS_MAX = 600_000;

/** Participants times values that are kept in tables. */
const CELLS_MAX = 3e7;

/** A node in virtual time reacts in the same moment; a process takes a while. */
const REACTION_SIM_NS = 2 * NS_PER_MS;
const REACTION_PROCESS_NS = 25 * NS_PER_MS;

/** What a message takes beyond its latency: the handling of a simulated participant, or the timers of a real one. */
const SLACK_SIM_NS = 0.25 * NS_PER_MS;
const SLACK_PROCESS_NS = 3 * NS_PER_MS;

/** A limit with the figure that it is for. */
export interface JudgedLimit {
  readonly path: string;
  readonly limit: number;
  readonly value: number;
  readonly met: boolean;
}

/** Beside the recording. */
export interface FigureRequest {
  /** Limits of the run, those of other figures as well. */
  readonly limits: readonly JudgedLimit[];
  /** True where somebody waits for it. */
  readonly isAsked?: boolean;
  /** In process mode. */
  readonly host?: HostLoad;
}

/** True where a journal is too long to be explained. */
export function isTooLong({ length }: Journal, isAsked: boolean): boolean {
  return length > (isAsked ? EVENTS_ASKED_MAX : EVENTS_MAX);
}

/** Explains a run; undefined where nodes had nobody to speak to, or where its journal is too long. */
export function explainFigures(recording: Recording, request: FigureRequest): RunAccount | undefined {
  const { plan, history, journal } = recording;
  if (isTooLong(journal, request.isAsked === true) || !hasServerMessages(journal)) return undefined;
  const marks = new ValueMarks(history, plan.workload);
  const traffic = trafficOf(journal, marks);
  if (traffic.names.length * marks.values.length > CELLS_MAX) return undefined;
  const services = new Set(SERVICE_NAMES);
  const faults = faultWindowsOf(history);
  const [valueCount, placeCount] = [marks.values.length, marks.placeCount];
  const knowledge = knowledgeOf({ traffic, valueCount, placeCount, faults, services });
  const isSimulated = plan.mode === "sim";
  const reactionNs = isSimulated ? REACTION_SIM_NS : REACTION_PROCESS_NS;
  const classified = classifyMessages({ traffic, knowledge, services, reactionNs });
  const counts = countClasses(traffic, classified);
  if (counts.total === 0) return undefined;
  const finder = new PathFinder({
    ...{ traffic, knowledge, faults },
    speed: {
      latencyMs: plan.latencyMs,
      distribution: plan.latencyDistribution,
      jitterMs: plan.jitterMs,
      slackNs: isSimulated ? SLACK_SIM_NS : SLACK_PROCESS_NS,
    },
  });
  // Of a run that was cut off nobody knows when its last values would have been everywhere.
  const followed = recording.failure !== undefined
    ? undefined
    : follow(recording, marks, { traffic, knowledge, finder, told: marks.values });
  const rounds = roundsOf(history, traffic, services);
  const operations = history.filter(({ type, process }) => type === "invoke" && process !== "nemesis").length;
  const limits = limitsOf(request.limits);
  const isTelling = ({ type, f }: Operation) => type === "invoke" && f === plan.workload.sharedBy;
  const messages = {
    operations,
    ...counts,
    floors: floorsOf({
      nodes: plan.nodes.length,
      operations,
      values: valueCount === 0 ? history.filter(isTelling).length : valueCount,
      mainNs: plan.timeLimitS * NS_PER_S,
      latencyMs: plan.latencyMs,
      latestMs: latestOf(followed, limits),
      usesService: usesService(traffic, services),
    }),
    followsValues: knowledge.followsValues,
  };
  const facts: CauseFacts = {
    ...{ traffic, knowledge, classified, messages, rounds, limits, services, reactionNs },
    latency: followed?.account,
    followed: followed?.values ?? [],
    nodes: plan.nodes,
    latencyMs: plan.latencyMs,
    ...topologyFacts(plan),
    ...(request.host === undefined ? {} : { host: request.host }),
  };
  return {
    messages,
    ...(followed === undefined ? {} : { latency: followed.account }),
    ...(rounds === undefined ? {} : { rounds }),
    advice: adviceFor(facts, missedOf(request.limits)),
    limits: request.limits.filter(({ path }) => EXPLAINED.has(path)),
  };
}

/** Whether nodes spoke to each other or to services at all: a single node often has nobody to speak to. */
function hasServerMessages(journal: Journal): boolean {
  for (const { type, message: { src, dest } } of journal) {
    if (type === "send" && !isClient(src) && !isClient(dest)) return true;
  }
  return false;
}

const { messagesPerOperation: MESSAGES, stableLatencyMedian: MEDIAN, stableLatencyMax: MAX } = FIGURES;

/** Figures of which an account says where they come from. */
const EXPLAINED: ReadonlySet<string> = new Set(
  [MESSAGES, MEDIAN, MAX, FIGURES.stableLatencyP95, FIGURES.stableLatencyP99].map(({ path }) => path),
);

function limitsOf(limits: readonly JudgedLimit[]): FigureLimits {
  const limitAt = (path: string) => limits.find((one) => one.path === path)?.limit;
  const found = {
    messagesPerOperation: limitAt(MESSAGES.path),
    medianMs: limitAt(MEDIAN.path),
    maxMs: limitAt(MAX.path) ?? limitAt(FIGURES.stableLatencyP99.path) ?? limitAt(FIGURES.stableLatencyP95.path),
  };
  return Object.fromEntries(Object.entries(found).filter(([, limit]) => limit !== undefined));
}

function missedOf(limits: readonly JudgedLimit[]): Missed {
  const excess = (...paths: readonly string[]) =>
    Math.max(
      0,
      ...limits.filter(({ path, met }) => paths.includes(path) && !met).map(({ value, limit }) => value / limit),
    );
  return {
    hasLimits: limits.some(({ path }) => EXPLAINED.has(path)),
    misses: {
      messages: excess(MESSAGES.path),
      median: excess(MEDIAN.path),
      max: excess(MAX.path, FIGURES.stableLatencyP95.path, FIGURES.stableLatencyP99.path),
    },
  };
}

/** Follows the values of a run, where a workload has some that can be told from each other. */
function follow({ plan, history }: Recording, marks: ValueMarks, request: PathRequest): FollowedValues | undefined {
  const { names } = request.traffic;
  const { valueKind, sharedBy } = plan.workload;
  if (valueKind === "element" && sharedBy !== undefined) {
    const spans = elementSpans(history, sharedBy, { names, find: (value) => marks.find(value) });
    return spans.length === 0 ? undefined : followValues("stable latency", spans, request);
  }
  if (valueKind !== "message" && valueKind !== "version") return undefined;
  const spans = arrivalSpans(history, request, plan.nodes.map((name) => names.indexOf(name)));
  return spans.length === 0 ? undefined : followValues("time until the last node has it", spans, request);
}

function latestOf(followed: FollowedValues | undefined, { maxMs }: FigureLimits) {
  if (maxMs !== undefined) return { ms: maxMs, isLimit: true };
  const latencies = followed?.values.map(({ latencyNs }) => latencyNs) ?? [];
  const latestNs = latencies.reduce((most, ns) => Math.max(most, ns), 0);
  return latestNs === 0 ? undefined : { ms: Math.round(latestNs / NS_PER_MS), isLimit: false };
}

function usesService({ rows, names }: Traffic, services: ReadonlySet<string>): boolean {
  const between = rows.filter(({ isClients }) => !isClients);
  const withServices = between.filter(({ src, dest }) =>
    services.has(names[src] ?? "") || services.has(names[dest] ?? "")
  );
  return 2 * withServices.length > between.length;
}

/** The links of the topology, where the workload tells nodes of one. */
function topologyFacts({ workload, topology, nodes }: Recording["plan"]): Pick<CauseFacts, "topology"> {
  if (!workload.reads.includes("topology")) return {};
  const links = Object.entries(topologyOf(topology, nodes)).flatMap(([node, neighbours]) =>
    neighbours.map((neighbour) => `${node} ${neighbour}`)
  );
  return { topology: { name: topology, links: new Set(links) } };
}
