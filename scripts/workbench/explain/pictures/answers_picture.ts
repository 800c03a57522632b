/**
 * The picture of answers that do not go together: the requests and answers of the operations of a finding, in order, with
 * what happened to their nodes in between.
 *
 * @module
 */
import type { Json } from "../../history.ts";
import { isClient, type Message } from "../../net/message.ts";
import type { SequencePicture } from "../../picture.ts";
import type { Flight } from "../../recording/flights.ts";
import { propagationOf } from "../propagation.ts";
import type { RunFacts, Span } from "../run_facts.ts";
import { valueHolder } from "../value_holder.ts";
import { knowledgeOf } from "./knowledge.ts";
import { SequenceBuilder } from "./sequence.ts";

/** Operations that are drawn. */
const CALLS_SHOWN_MAX = 4;

/** Messages of one operation that are drawn. */
const MESSAGES_OF_CALL_MAX = 4;

/** What to draw. */
export interface Answers {
  /** Operations, the most telling first: its answer is red. */
  readonly calls: readonly Span[];
  /** What the answers are about: elements, or key and value; labels show it. */
  readonly focus: readonly Json[];
  /** Followed from the beginning of the run where this is given: how it came to who answered with it. */
  readonly follow?: readonly Json[];
  readonly caption: string;
  /** Two to four words under the node that gave the red answer. */
  readonly mark: string;
  /** Which answers are red: the most telling one, the one that came last, all, or all but the first. Default: `first`. */
  readonly red?: Red;
  /** Also draws the further requests of these operations that name the key. Default: false. */
  readonly withFurther?: boolean;
  readonly operations: readonly number[];
}

/** Which of several answers break the rule. */
export type Red = "first" | "latest" | "all" | "later";

/** Draws it; undefined where the journal has no messages of these operations. */
export function answersPicture(facts: RunFacts, answers: Answers): SequencePicture | undefined {
  const { calls, focus, follow, caption, operations, withFurther = false } = answers;
  const builder = new SequenceBuilder(facts, focus);
  const shown = calls.slice(0, CALLS_SHOWN_MAX);
  const red = chooseRed(shown, answers.red ?? "first");
  const [worst] = red;
  shown.forEach((call, rank) => addCall(facts, builder, { call, rank, focus, withFurther, isRed: red.includes(call) }));
  if (worst === undefined || builder.isEmpty) return undefined;
  addFaults(facts, builder, shown);
  const carried = follow === undefined ? [] : addWay(facts, builder, follow, worst);
  const left = calls.length - shown.length;
  return builder.build({
    caption,
    known: knowledgeOf(facts, carried),
    mark: { node: worst.node, text: answers.mark },
    operations,
    tellLeftOut: (drawn) => tellLeftOut(left, carried.filter(({ message }) => !drawn.has(message.id)).length),
  });
}

function chooseRed(calls: readonly Span[], red: Red): readonly Span[] {
  const inTime = calls.toSorted((a, b) => a.fromNs - b.fromNs);
  switch (red) {
    case "first":
      return calls.slice(0, 1);
    case "latest":
      return inTime.slice(-1);
    case "all":
      return calls;
    case "later":
      return inTime.slice(1);
  }
}

function addCall(
  facts: RunFacts,
  builder: SequenceBuilder,
  { call, rank, focus, withFurther, isRed }: {
    call: Span;
    rank: number;
    focus: readonly Json[];
    withFurther: boolean;
    isRed: boolean;
  },
): void {
  const requests = facts.messagesOf(call).filter(({ isCopy, message }) => !isCopy && isClient(message.src));
  const main = facts.requestOf(call);
  const [key] = focus.map((value) => JSON.stringify(value));
  // An operation may take several requests; besides the main one those that name the key are of interest.
  const further = requests.filter((request) =>
    withFurther && request !== main && (key === undefined || names(request.message, key))
  );
  const told = [...(main === undefined ? [] : [main]), ...further].slice(0, MESSAGES_OF_CALL_MAX / 2);
  told.forEach((request) => {
    const reply = facts.answerTo(request.message);
    const isMain = request === main;
    builder.message(request, { rank: rank + (isMain ? 0.5 : 4) });
    if (reply === undefined) return;
    const tone = !isMain ? "plain" : isRed ? "bad" : "value";
    builder.message(reply, { rank: rank + (isMain ? 0.2 : 3), tone });
  });
}

function names({ body }: Message, key: string): boolean {
  const text = JSON.stringify(body);
  return text.includes(key) || text.includes(`"${key}"`);
}

/** What happened to the nodes from the first operation to the last. */
function addFaults(facts: RunFacts, builder: SequenceBuilder, calls: readonly Span[]): void {
  const fromNs = Math.min(...calls.map((call) => call.fromNs));
  const toNs = Math.max(...calls.map(endOf));
  const nodes = new Set(calls.map(({ node }) => node));
  for (const fault of facts.faults) {
    const own = fault.nodes.some((node) => nodes.has(node));
    if (!own || fault.toNs < fromNs || fault.fromNs > toNs) continue;
    builder.fault(fault, { rank: 2.5, untilNs: toNs, nodes: fault.nodes.filter((node) => nodes.has(node)) });
  }
}

/** The messages by which a value came to the node that answered with it, and the ones before. */
function addWay(facts: RunFacts, builder: SequenceBuilder, values: readonly Json[], call: Span): readonly Flight[] {
  const { carriers } = propagationOf(facts, { values, toNs: endOf(call) });
  const flights = carriers.flatMap(({ message }) => facts.flightOf(message.id) ?? []);
  const holds = valueHolder(values);
  flights.filter(({ message }) => holds(message.body as Record<string, Json>)).slice(0, 6).forEach((flight, at) => {
    builder.message(flight, { rank: 3 + at, tone: "value" });
  });
  return flights;
}

function endOf({ fromNs, toNs }: Span): number {
  return Number.isFinite(toNs) ? toNs : fromNs;
}

function tellLeftOut(calls: number, carriers: number): string {
  const parts = [
    ...(calls > 0 ? [`${calls} more ${calls === 1 ? "operation" : "operations"}`] : []),
    ...(carriers > 0 ? [`${carriers} more ${carriers === 1 ? "message" : "messages"} with the value`] : []),
  ];
  return parts.length === 0 ? "" : `Not drawn: ${parts.join(" and ")}.`;
}
