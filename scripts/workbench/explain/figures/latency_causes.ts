/**
 * Why values are late: a timer, a backlog, too many messages one after another, a receiver that is late, a fault.
 *
 * Each cause has the part of all latency that it explains. A sentence is made only from numbers of the run.
 *
 * @module
 */
import { NS_PER_MS, NS_PER_S } from "../../clock.ts";
import { enumerate } from "../../checkers/wording.ts";
import { grouped } from "../../text/grouped.ts";
import { type CauseFacts, figure, percent, type WeighedCause } from "./causes.ts";
import { type FollowedValue, ms } from "./latency_paths.ts";
import { middleOf, type Release, type ReleasedWait, releaseOf, type Rhythm, rhythmOf } from "./rhythm.ts";
import type { Row } from "./traffic.ts";
import type { Segment, Wait } from "./value_path.ts";

/** Waits so much longer than the rhythm of departures are a backlog. */
const BACKLOG_PERIODS = 2.5;

/** A node through which so much of the waiting goes is a bottleneck. */
const BOTTLENECK_MIN = 0.6;

/** Messages one after another that need no excuse: to a hub, and on. */
const HOPS_FINE = 2;

/** Part of the messages with values that keep to the topology, from which on it is the reason for the hops. */
const TOPOLOGY_MIN = 0.95;

/** Load of a machine per core beyond which it is busy. */
const BUSY_PER_CORE = 1.5;

/** Finds what made values late, the heaviest first. Values below a limit are left out where only the largest miss it. */
export function latencyCauses(facts: CauseFacts, missesMedian: boolean): WeighedCause[] {
  const { followed, limits: { maxMs = 0 } } = facts;
  const late = followed.filter(({ latencyNs }) => latencyNs > 0 && (missesMedian || latencyNs >= maxMs * NS_PER_MS));
  const totalNs = late.reduce((sum, { latencyNs }) => sum + latencyNs, 0);
  if (totalNs === 0) return [];
  const count = missesMedian ? followed.length : late.length;
  const subject = missesMedian ? "Values" : `Values of ${maxMs} ms or more, ${late.length} of them,`;
  const scene = {
    facts,
    late,
    count,
    subject,
    totalNs,
    waits: releasedWaits(facts, late),
    all: releasedWaits(facts, followed),
  };
  return [
    ...waitCauses(scene),
    ...hopCause(scene),
    ...lineCause(scene),
    ...faultCause(scene),
    ...heldCause(scene),
  ].filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight);
}

/** The values that are looked at. */
interface Scene {
  readonly facts: CauseFacts;
  /** Those that took time. */
  readonly late: readonly FollowedValue[];
  /** What sentences call them. */
  readonly subject: string;
  /** Values over which means are taken. */
  readonly count: number;
  readonly totalNs: number;
  readonly waits: readonly ReleasedWait[];
  /** The waits of all values: those of the late ones alone would make a rhythm look slower than it is. */
  readonly all: readonly ReleasedWait[];
}

function releasedWaits({ reactionNs, classified }: CauseFacts, late: readonly FollowedValue[]): ReleasedWait[] {
  const isQuestion = (row: Row) => row.isRequest || classified.classes.get(row) === "asked";
  return late.flatMap(({ path, segments }) =>
    (path?.waits ?? []).map((wait) => ({
      ...wait,
      release: releaseOf(wait, reactionNs, isQuestion),
      waitNs: wait.row.sentNs - wait.gotNs,
      countedNs: waitedIn(segments, wait),
    }))
  );
}

/** How much of a wait counts: after the value was known, before the read that missed it, and not held up by a fault. */
function waitedIn(segments: readonly Segment[], { gotNs, row: { sentNs } }: Wait): number {
  return segments.reduce((sum, { part, fromNs, toNs }) => {
    const counts = (part === "first-node" || part === "later-nodes") && fromNs >= gotNs && toNs <= sentNs;
    return counts ? sum + toNs - fromNs : sum;
  }, 0);
}

function waitCauses(scene: Scene): WeighedCause[] {
  const byRelease = Map.groupBy(scene.waits, ({ release }) => release);
  return [...byRelease].flatMap(([release, waits]) => waitCause(scene, release, waits));
}

function waitCause(scene: Scene, release: Release, waits: readonly ReleasedWait[]): WeighedCause[] {
  const { facts, count, totalNs } = scene;
  const countedNs = waits.reduce((sum, wait) => sum + wait.countedNs, 0);
  const weight = countedNs / totalNs;
  if (release === "at-once") return lateNodesCause(scene, weight, waits);
  const nodes = new Set(waits.map(({ node }) => node));
  const rhythm = rhythmOf(scene.all.filter((one) => one.release === release && nodes.has(one.node)), facts.reactionNs);
  const every = rhythm === undefined || rhythm.kind === "loose" ? "" : `, every ${ms(rhythm.periodNs)}`;
  const beginning = `${scene.subject} wait ${ms(countedNs / count)} of ${ms(totalNs / count)}, on average, ${
    tellWhere(scene, waits)
  }`;
  if (release === "asked") {
    const text =
      `${beginning}, until the next node asks for them${every}. Send news without being asked, or ask more often.`;
    return [{ cause: "asked", weight, text }];
  }
  if (release === "answered") {
    const text =
      `${beginning}, and leave when an answer to an earlier message has come${every}. Send what is new at once, ` +
      "with several messages under way, or with several values in each.";
    return [{ cause: "stop-and-wait", weight, text }];
  }
  const middleNs = middleOf(waits.map(({ waitNs }) => waitNs));
  if (rhythm !== undefined && rhythm.kind !== "batch" && middleNs > BACKLOG_PERIODS * rhythm.periodNs) {
    return [{ cause: "backlog", weight, text: tellBacklog(scene, waits, rhythm) }];
  }
  return [{ cause: "timer", weight, text: `${beginning}: ${tellTimer(scene, waits, rhythm)}` }];
}

/** `in the node that a client told`, and which where they are few. */
function tellWhere({ facts: { traffic: { names } } }: Scene, waits: readonly ReleasedWait[]): string {
  const nodes = new Set(waits.map(({ node }) => names[node] ?? ""));
  if (nodes.size <= 2) return `in ${enumerate([...nodes].toSorted())}`;
  const firstNs = waits.reduce((sum, { isFirst, countedNs }) => sum + (isFirst ? countedNs : 0), 0);
  const allNs = waits.reduce((sum, { countedNs }) => sum + countedNs, 0);
  return firstNs > 0.8 * allNs
    ? "in the node that a client told"
    : firstNs < 0.2 * allNs
    ? "in nodes on the way"
    : "in the node that a client told and in nodes on the way";
}

function tellTimer(scene: Scene, waits: readonly ReleasedWait[], rhythm: Rhythm | undefined): string {
  const { facts: { classified } } = scene;
  const isWhole = waits.filter(({ row }) => classified.wholeSets.has(row)).length > waits.length / 2;
  const what = isWhole ? "all that they know" : "what is new";
  const how = rhythm === undefined
    ? `nodes send ${what} later, by a timer`
    : rhythm.kind === "regular"
    ? `nodes send ${what} once every ${ms(rhythm.periodNs)}, by a timer`
    : rhythm.kind === "batch"
    ? `nodes collect values for ${ms(rhythm.periodNs)} before they send them, by a timer`
    : `nodes send ${what} by a timer, ${ms(rhythm.periodNs)} apart in the middle`;
  return `${how}. ${tellRoom(scene, waits)}`;
}

/** How short a timer would have to be. */
function tellRoom({ facts: { limits: { maxMs }, latencyMs }, late }: Scene, waits: readonly ReleasedWait[]): string {
  const hops = Math.max(1, Math.round(late.reduce((sum, one) => sum + one.hops, 0) / late.length));
  const stages = Math.max(1, Math.round(waits.length / late.length));
  if (maxMs === undefined) return "A shorter timer, or none, makes them faster.";
  const roomMs = Math.floor((maxMs - hops * latencyMs) / stages);
  if (roomMs <= 0) return `Not even without a timer do ${hops} messages of ${latencyMs} ms stay below ${maxMs} ms.`;
  return `With ${hops === 1 ? "one message" : `${hops} messages`} of ${latencyMs} ms on the way, ${
    stages === 1 ? "a timer" : `${stages} timers`
  } of less than ${roomMs} ms would stay below ${maxMs} ms.`;
}

function tellBacklog(
  { facts: { traffic: { names } }, totalNs, count, subject }: Scene,
  waits: readonly ReleasedWait[],
  { periodNs }: Rhythm,
): string {
  const [hardest] = [...Map.groupBy(waits, ({ node }) => node)].map(([node, ofNode]) => ({
    node,
    waitNs: ofNode.reduce((sum, { countedNs }) => sum + countedNs, 0),
  })).toSorted((a, b) => b.waitNs - a.waitNs);
  const allNs = waits.reduce((sum, { countedNs }) => sum + countedNs, 0);
  const isOne = hardest !== undefined && hardest.waitNs >= BOTTLENECK_MIN * allNs;
  const who = isOne ? names[hardest.node] ?? "" : "nodes";
  const waitNs = isOne ? hardest.waitNs : allNs;
  return `${subject} wait ${ms(waitNs / count)} of ${ms(totalNs / count)}, on average, in ${who}, which send${
    isOne ? "s" : ""
  } on every ${ms(periodNs)}: more comes in than goes out, so a line forms there. ` +
    "Let it send on several values in one message, or share its work among nodes.";
}

/** Nodes that react, but late: a busy machine. */
function lateNodesCause(
  { facts: { host, reactionNs }, count, totalNs }: Scene,
  weight: number,
  waits: readonly ReleasedWait[],
): WeighedCause[] {
  if (host === undefined || waits.length === 0) return [];
  const text = `Nodes take ${
    ms(middleOf(waits.map(({ waitNs }) => waitNs)))
  } in the middle to send on what has arrived, ${percent(weight)} of the ${ms(totalNs / count)} that a value takes. ${
    tellLoad(host)
  }`;
  return host.average > BUSY_PER_CORE * host.cores || weight * totalNs / count > reactionNs
    ? [{ cause: "machine", weight, text }]
    : [];
}

function tellLoad({ average, cores }: NonNullable<CauseFacts["host"]>): string {
  const load = `At the end of the run ${
    figure(average)
  } processes wanted one of ${cores} cores, on average over a minute`;
  return average > BUSY_PER_CORE * cores
    ? `${load}: the machine was busy. Repeat the run on a quiet one before you change the nodes.`
    : `${load}.`;
}

function hopCause({ facts, late, count, subject, totalNs }: Scene): WeighedCause[] {
  const { latencyMs, limits: { medianMs, maxMs }, topology, classified } = facts;
  const wayNs = late.reduce((sum, { parts }) => sum + parts.way, 0);
  const followed = late.filter(({ hops }) => hops > 0);
  const hops = followed.reduce((sum, one) => sum + one.hops, 0) / Math.max(1, followed.length);
  const most = followed.reduce((sum, one) => Math.max(sum, one.hops), 0);
  if (most <= HOPS_FINE || latencyMs === 0) return [];
  const room = medianMs === undefined ? undefined : Math.max(1, Math.ceil(medianMs / latencyMs) - 1);
  const longest = maxMs === undefined ? undefined : Math.max(1, Math.ceil(maxMs / latencyMs) - 1);
  const told = topology !== undefined && keepsTo(topology.links, facts)
    ? ` They keep to the links of --topology ${topology.name}, which is only a suggestion.`
    : "";
  const limits = room === undefined || longest === undefined
    ? ""
    : ` Below ${medianMs} ms there is room for ${room} of them in the median, and below ${maxMs} ms for ${longest} at most.`;
  const rows = [...classified.classes].filter(([, name]) => name === "news").length;
  return rows === 0 ? [] : [{
    cause: "hops",
    weight: wayNs / totalNs,
    text:
      `${subject} pass through ${
        figure(hops)
      } messages one after another, on average, and ${most} at most, until the last ` +
      `node has them, and ${ms(wayNs / count)} of ${ms(totalNs / count)} are spent on the way, ` +
      `${latencyMs} ms for each.${limits}${told} Fewer and wider steps are faster: a tree of few levels, a hub, or all nodes told at once.`,
  }];
}

/** Whether news travels along these links alone. */
function keepsTo(links: ReadonlySet<string>, { classified, traffic: { names } }: CauseFacts): boolean {
  let [news, inside] = [0, 0];
  for (const [row, name] of classified.classes) {
    if (name !== "news") continue;
    news++;
    if (links.has(`${names[row.src]} ${names[row.dest]}`)) inside++;
  }
  return news > 0 && inside >= TOPOLOGY_MIN * news;
}

function lineCause({ facts, late, count, totalNs }: Scene): WeighedCause[] {
  const byNode = new Map<number, number>();
  for (const { segments } of late) {
    for (const { part, node, fromNs, toNs } of segments) {
      if (part === "line") byNode.set(node, (byNode.get(node) ?? 0) + toNs - fromNs);
    }
  }
  const [hardest] = [...byNode].toSorted(([, a], [, b]) => b - a);
  if (hardest === undefined) return [];
  const [node, ofNodeNs] = hardest;
  const lineNs = [...byNode.values()].reduce((sum, ns) => sum + ns, 0);
  const { traffic: { names }, host } = facts;
  const isOne = ofNodeNs >= BOTTLENECK_MIN * lineNs;
  const who = isOne ? names[node] ?? "" : "their receivers";
  const busiest = busiestSecond(facts, node);
  const rate = isOne && host === undefined ? `, which received ${grouped(busiest)} messages in its busiest second` : "";
  const mend = host === undefined
    ? `Let fewer messages go ${isOne ? "there" : "to each node"}: several values in one, or by other nodes.`
    : tellLoad(host);
  return [{
    cause: host !== undefined && host.average > BUSY_PER_CORE * host.cores ? "machine" : "overload",
    weight: lineNs / totalNs,
    text: `Messages wait ${ms(lineNs / count)} of ${
      ms(totalNs / count)
    }, on average, in line before ${who}${rate}. ${mend}`,
  }];
}

function busiestSecond({ traffic: { rows } }: CauseFacts, node: number): number {
  const counts = new Map<number, number>();
  for (const { dest, receivedNs } of rows) {
    if (dest !== node || receivedNs === undefined) continue;
    const second = Math.floor(receivedNs / NS_PER_S);
    counts.set(second, (counts.get(second) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

function faultCause({ late, count, totalNs }: Scene): WeighedCause[] {
  const byKind = new Map<string, number>();
  for (const { segments } of late) {
    for (const { fault, fromNs, toNs } of segments) {
      if (fault !== undefined) byKind.set(fault, (byKind.get(fault) ?? 0) + toNs - fromNs);
    }
  }
  const kinds = [...byKind].toSorted(([, a], [, b]) => b - a);
  const faultNs = kinds.reduce((sum, [, ns]) => sum + ns, 0);
  if (faultNs === 0) return [];
  const told = enumerate(kinds.map(([kind, ns]) => `${ms(ns / count)} by ${kind}`));
  return [{
    cause: "fault",
    weight: faultNs / totalNs,
    text: `Faults hold values up for ${ms(faultNs / count)} of ${ms(totalNs / count)}, on average: ${told}. ` +
      "What was lost comes only when it is sent again: repeat sooner, or tell it by another node.",
  }];
}

function heldCause({ facts: { traffic: { names } }, late, count, totalNs }: Scene): WeighedCause[] {
  const heldNs = late.reduce((sum, { parts }) => sum + parts.held, 0);
  if (heldNs === 0) return [];
  const nodes = new Set(
    late.flatMap(({ segments }) => segments.flatMap(({ part, node }) => part === "held" ? [names[node] ?? ""] : [])),
  );
  const who = nodes.size <= 2 ? enumerate([...nodes].toSorted()) : "nodes";
  return [{
    cause: "held",
    weight: heldNs / totalNs,
    text: `Values are in ${who} for ${ms(heldNs / count)} of ${ms(totalNs / count)}, on average, before reads show ` +
      "them. Show in a read what has arrived.",
  }];
}
