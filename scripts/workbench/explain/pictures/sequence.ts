/**
 * Puts together the picture of a sequence: what was chosen is brought into the order of events, and cut to what fits.
 *
 * The order is that of the run, but for arrivals: a message arrives in the row in which it is sent, unless something else
 * that is drawn happened to its receiver in between. So each participant's events stand in their true order, and with
 * them all causes before their effects.
 *
 * @module
 */
import { isClient, type Message } from "../../net/message.ts";
import {
  EVENTS_SHOWN_MAX,
  type Lane,
  type LogLine,
  type MessageStep,
  type NoteStep,
  type SequencePicture,
  type SequenceStep,
  type Tone,
} from "../../picture.ts";
import type { FaultWindow } from "../../recording/fault_windows.ts";
import type { Flight } from "../../recording/flights.ts";
import { SERVICE_NAMES } from "../../services/registry.ts";
import { excerpt } from "../../text/excerpt.ts";
import type { RunFacts } from "../run_facts.ts";
import { isStackLine } from "../silence.ts";
import type { Knowledge } from "./knowledge.ts";
import { messageText } from "./message_text.ts";

/** The lane that clients share. */
export const CLIENTS = "clients";

/** Participants of a picture at most. */
const LANES_MAX = 6;

/** Larger groups of a partition are named as far as they are drawn. */
const GROUP_NAMED_MAX = 5;

/** Lines of a log beside a picture. */
const LOG_LINES_MAX = 6;
const LOG_LINE_LENGTH_MAX = 240;
const LOG_BEFORE_NS = 1e9;

/** How to draw a message. The lower the rank, the more it matters. */
export interface MessageLook {
  readonly rank: number;
  /** Default: type and value. */
  readonly text?: string;
  readonly tone?: Tone;
}

/** Something to note. */
export interface NoteLook {
  readonly rank: number;
  readonly timeNs: number;
  /** The participant; absent for all. */
  readonly who?: string;
  /** A text, or how to write it where it depends on who is drawn. */
  readonly text: string | ((isDrawn: (name: string) => boolean) => string);
  readonly tone: NoteStep["tone"];
  /** Before or behind messages of the same time. Default: before. */
  readonly isAfter?: boolean;
}

/** How to note a fault. */
export interface FaultLook {
  readonly rank: number;
  /** Ends after this are not noted. */
  readonly untilNs: number;
  readonly nodes?: readonly string[];
}

interface Chosen {
  readonly rank: number;
  readonly timeNs: number;
  readonly place: number;
  readonly who: readonly string[];
  /** The participants themselves, of which several clients share a lane. */
  readonly names: readonly string[];
  readonly flight?: Flight;
  make(laneOf: (name: string) => number): MessageStep | NoteStep;
}

/** Who is marked, and how. */
export interface Mark {
  readonly node: string;
  readonly text: string;
}

/** Collects what may be drawn. */
export class SequenceBuilder {
  readonly #facts: RunFacts;
  readonly #chosen = new Map<string, Chosen>();
  readonly #focus: readonly unknown[];

  /** @param focus The values that the picture is about, which labels show. */
  constructor(facts: RunFacts, focus: readonly unknown[]) {
    this.#facts = facts;
    this.#focus = focus;
  }

  /** Adds a message; one that is there already keeps the look that matters more. */
  message(flight: Flight, look: MessageLook): void {
    const { message, lostBy, endNs } = flight;
    const name = `${message.id} ${flight.isCopy}`;
    if ((this.#chosen.get(name)?.rank ?? Infinity) <= look.rank) return;
    const fate = endNs === undefined ? "open" : lostBy === "" ? "received" : "lost";
    this.#chosen.set(name, {
      rank: look.rank,
      timeNs: flight.sentNs,
      place: flight.sendPlace,
      who: [laneName(message.src), laneName(message.dest)],
      names: [message.src, message.dest],
      flight,
      make: (laneOf) => ({
        kind: "message",
        timeNs: flight.sentNs,
        messageId: message.id,
        from: laneOf(message.src),
        to: laneOf(message.dest),
        text: look.text ?? messageText(message, this.#focus),
        tone: look.tone ?? "plain",
        fate,
        why: fate === "lost" ? causeInShort(lostBy, message) : fate === "open" ? "not there at the end" : "",
      }),
    });
  }

  /** Adds a note. */
  note({ rank, timeNs, who, text, tone, isAfter = false }: NoteLook): void {
    const name = `${timeNs} ${who} ${tone} ${isAfter} ${typeof text === "string" ? text : ""}`;
    if ((this.#chosen.get(name)?.rank ?? Infinity) <= rank) return;
    this.#chosen.set(name, {
      rank,
      timeNs,
      place: isAfter ? Infinity : -Infinity,
      who: who === undefined ? [] : [laneName(who)],
      names: who === undefined ? [] : [who],
      make: (laneOf) => ({
        kind: "note",
        timeNs,
        lane: who === undefined ? -1 : laneOf(who),
        text: typeof text === "string" ? text : text((one) => laneOf(one) >= 0),
        tone,
      }),
    });
  }

  /**
   * Notes the beginning of a fault, and its end where it came in time; one that concerns single nodes at each of these.
   *
   * @param fault.nodes Those of the fault's nodes that matter here. Default: all.
   */
  fault(fault: FaultWindow, { rank, untilNs, nodes = fault.nodes }: FaultLook): void {
    const { begins, ends } = tellFault(fault);
    const places = fault.losesMemory || nodes.length === 1 ? nodes.map((who) => ({ who })) : [{}];
    for (const place of places) {
      this.note({ rank, timeNs: fault.fromNs, ...place, text: begins, tone: "fault" });
      if (fault.hasEnded && fault.toNs <= untilNs) {
        this.note({ rank: rank + 0.5, timeNs: fault.toNs, ...place, text: ends, tone: "fault" });
      }
    }
  }

  /** True where nothing was added. */
  get isEmpty(): boolean {
    return this.#chosen.size === 0;
  }

  /**
   * The picture of what matters most.
   *
   * @param tellLeftOut The sentence on what is not drawn, from the numbers of the messages that are.
   */
  build(
    { caption, mark, operations, known = [], tellLeftOut }: {
      readonly caption: string;
      readonly known?: readonly Knowledge[];
      readonly mark?: Mark | undefined;
      readonly operations: readonly number[];
      readonly tellLeftOut?: (drawn: ReadonlySet<number>) => string;
    },
  ): SequencePicture | undefined {
    const chosen = this.#fitting(mark?.node);
    if (chosen.length === 0) return undefined;
    const lanes = this.#lanes(chosen, mark);
    const laneOf = (name: string) => lanes.findIndex((lane) => lane.name === laneName(name));
    const steps = withArrivals(chosen, laneOf);
    const drawn = new Set(steps.flatMap((step) => step.kind === "message" ? step.messageId : []));
    return {
      kind: "sequence",
      lanes,
      steps,
      known: known.flatMap(({ who, ...span }) => laneOf(who) < 0 ? [] : [{ lane: laneOf(who), ...span }]),
      caption,
      leftOut: tellLeftOut?.(drawn) ?? "",
      operations,
      logs: this.#logs(chosen, mark?.node),
    };
  }

  /** The most important ones that fit, in the order of the run. */
  #fitting(marked: string | undefined): readonly Chosen[] {
    const names = new Set(marked === undefined ? [] : [laneName(marked)]);
    const kept: Chosen[] = [];
    for (const one of [...this.#chosen.values()].toSorted((a, b) => a.rank - b.rank || a.timeNs - b.timeNs)) {
      if (kept.length === EVENTS_SHOWN_MAX) break;
      const added = one.who.filter((name) => !names.has(name));
      if (names.size + new Set(added).size > LANES_MAX) continue;
      for (const name of added) names.add(name);
      kept.push(one);
    }
    return kept.toSorted((a, b) => a.timeNs - b.timeNs || a.place - b.place);
  }

  #lanes(chosen: readonly Chosen[], mark: Mark | undefined): readonly Lane[] {
    const names = new Set([...chosen.flatMap(({ who }) => who), ...(mark === undefined ? [] : [mark.node])]);
    const { nodes } = this.#facts;
    const placeOf = (name: string) =>
      name === CLIENTS
        ? -1
        : nodes.includes(name)
        ? nodes.indexOf(name)
        : nodes.length + SERVICE_NAMES.indexOf(name) + 1;
    return [...names].toSorted((a, b) => placeOf(a) - placeOf(b)).map((name): Lane => ({
      name,
      role: name === CLIENTS ? "clients" : nodes.includes(name) ? "node" : "service",
      ...(mark?.node === name ? { mark: mark.text } : {}),
    }));
  }

  /** What a node printed from a second before the picture on, the last lines. */
  #logs(chosen: readonly Chosen[], node: string | undefined): readonly LogLine[] {
    const from = (chosen[0]?.timeNs ?? 0) - LOG_BEFORE_NS;
    const to = Math.max(...chosen.map(({ timeNs, flight }) => Math.max(timeNs, flight?.endNs ?? 0)));
    const nodes = new Set(node === undefined ? chosen.flatMap(({ who }) => who) : [node]);
    const lines = this.#facts.logLines.filter(({ node, timeNs }) => nodes.has(node) && timeNs >= from && timeNs <= to);
    // Of an exception the line before its stack tells most.
    const complaint = lines.findLastIndex(({ text }) => !isStackLine(text));
    const start = complaint < lines.length - 1 ? complaint : -LOG_LINES_MAX;
    return lines.slice(start, start < 0 ? undefined : start + LOG_LINES_MAX)
      .map((line) => ({ ...line, text: excerpt(line.text, LOG_LINE_LENGTH_MAX) }));
  }
}

/** The lane of a participant. */
export function laneName(name: string): string {
  return isClient(name) ? CLIENTS : name;
}

/** Gives arrivals a row of their own where the row of the sending would be too early for them. */
function withArrivals(chosen: readonly Chosen[], laneOf: (name: string) => number): readonly SequenceStep[] {
  interface Moment {
    readonly timeNs: number;
    readonly place: number;
    readonly touches: readonly string[];
    readonly one: Chosen;
    readonly isArrival: boolean;
  }
  const moments: Moment[] = chosen.flatMap((one): Moment[] => {
    const { timeNs, place, names, flight } = one;
    const starts = { timeNs, place, touches: flight === undefined ? names : names.slice(0, 1), one, isArrival: false };
    if (flight?.endNs === undefined || flight.lostBy !== "") return [starts];
    const { endNs, endPlace } = flight;
    return [starts, { timeNs: endNs, place: endPlace, touches: names.slice(1), one, isArrival: true }];
  }).sort((a, b) => a.timeNs - b.timeNs || a.place - b.place);
  const steps: SequenceStep[] = [];
  const stepOf = new Map<Chosen, number>();
  moments.forEach(({ one, isArrival, timeNs, touches }, at) => {
    if (!isArrival) {
      stepOf.set(one, steps.length);
      steps.push(one.make(laneOf));
      return;
    }
    const sentAt = moments.findIndex((moment) => moment.one === one);
    const between = moments.slice(sentAt + 1, at);
    const matters = between.some((moment) =>
      moment.touches.length === 0 || touches.some((name) => moment.touches.includes(name))
    );
    if (matters) steps.push({ kind: "arrival", timeNs, of: stepOf.get(one) ?? 0 });
  });
  return steps;
}

/** Why a message was lost; when stands beside it. */
function causeInShort(lostBy: string, { dest }: Message): string {
  switch (lostBy) {
    case "partition":
      return "cut by the partition";
    case "node-down":
      return `${dest} is down`;
    case "loss":
      return "lost at random";
    default:
      return isClient(dest) ? "the client has given up" : `there is no ${dest}`;
  }
}

/** How a fault begins and ends, in words that fit a picture. */
function tellFault(
  { kind, nodes, cuts, losesMemory, detail }: FaultWindow,
): Record<"begins" | "ends", NoteLook["text"]> {
  if (losesMemory) return { begins: "killed: all memory is lost", ends: "starts again, empty" };
  if (kind === "partition") {
    return { begins: (isDrawn) => `partition begins${tellSides(cuts, isDrawn)}`, ends: "the partition ends" };
  }
  const whose = nodes.length > 0 ? ` of ${nodes.join(", ")}` : "";
  const what = detail.length > 0 && detail.length < 30 ? `: ${detail}` : "";
  return { begins: `${kind}${whose} begins${what}`, ends: `${kind}${whose} ends` };
}

/** `: n0 + 3 | n1 n2`, where the cuts part the nodes into two groups, of which only who is drawn is named. */
function tellSides(cuts: FaultWindow["cuts"], isDrawn: (name: string) => boolean): string {
  const cut = new Set(cuts.map(([to, from]) => `${to} ${from}`));
  const groups: string[][] = [];
  for (const name of new Set(cuts.flat())) {
    const group = groups.find((members) =>
      members.every((other) => !cut.has(`${name} ${other}`) && !cut.has(`${other} ${name}`))
    );
    if (group === undefined) groups.push([name]);
    else group.push(name);
  }
  const isClean = groups.length === 2 && groups[0]?.every((a) => groups[1]?.every((b) => cut.has(`${a} ${b}`)));
  return isClean ? `: ${groups.map((group) => tellGroup(group, isDrawn)).sort().join(" | ")}` : "";
}

function tellGroup(group: readonly string[], isDrawn: (name: string) => boolean): string {
  const named = group.length <= GROUP_NAMED_MAX ? group : group.filter(isDrawn);
  const more = group.length - named.length;
  const others = more === 0 ? [] : named.length === 0 ? [`${more} nodes`] : [`+ ${more}`];
  return [...named.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true })), ...others].join(" ");
}
