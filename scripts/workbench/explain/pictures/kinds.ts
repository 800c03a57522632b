/**
 * Which picture shows which finding, or why none does. A finding without a row does not compile.
 *
 * @module
 */
import type { FindingName, FINDINGS } from "../../findings.ts";
import { FINDINGS as KNOWN } from "../../findings.ts";
import type { Json } from "../../history.ts";
import type { Flight } from "../../recording/flights.ts";
import { lastReceived } from "../propagation.ts";
import type { Picture } from "../../picture.ts";
import { type Explanation, partsToFollow } from "../../verdict.ts";
import type { RunFacts, Span } from "../run_facts.ts";
import { type Answers, answersPicture } from "./answers_picture.ts";
import { counterCausePicture } from "./counter_cause_picture.ts";
import { counterPicture } from "./counter_picture.ts";
import { lackPicture } from "./lack_picture.ts";
import { registerPicture, writtenBy } from "./register_picture.ts";
import { silentNodesPicture, strayMessagePicture, strayReplyPicture } from "./stray_picture.ts";
import { transactionPicture } from "./transaction_picture.ts";
import { firstUnanswered, unansweredPicture } from "./unanswered_picture.ts";

/** What a painter is given. */
export interface Subject {
  readonly facts: RunFacts;
  readonly finding: Explanation;
  /** The calls that the finding names, each once, the most telling first. */
  readonly calls: readonly Span[];
  /** What it is about: an element, or key and value. */
  readonly values: readonly Json[];
}

/** Draws findings of one name; undefined where the run has nothing of it to show. */
export type Painter = (subject: Subject) => Picture | undefined;

/** For some names a second picture shows where that comes from. */
const CAUSE_PAINTERS: Partial<Record<FindingName, Painter>> = {
  "wrong-final-read": counterCausePicture,
  "stale-read": newerValue,
  "stale-cas": newerValue,
};

/** Who draws where a finding comes from. */
export function causePainterOf(name: FindingName): Painter | undefined {
  return CAUSE_PAINTERS[name];
}

const WHOLE_RUN = "It is about the run as a whole, and no single event shows it.";
const OUTPUT = "It is about how a line was printed, and the record of the run holds messages only as they were read.";
const HISTORY = "It is about the form of the recorded operations, and no order of events shows it.";

/** By the name of a finding: who draws it, or why nobody does. */
const PAINTERS: Readonly<Record<keyof typeof FINDINGS, Painter | string>> = {
  "availability": unanswered,
  "no-success": unanswered,
  "malformed-reply": answers("wrong form", "The answer, red, is not of the form that the protocol asks for."),
  "unknown-error-code": answers("unknown code", "The error, red, has a code that the protocol does not know."),
  "unknown-destination": ({ facts }) => strayMessagePicture(facts),
  "late-fault": "The fault never began, so there is nothing of it to draw.",
  "wrong-src": OUTPUT,
  "second-message": OUTPUT,
  "no-line-end": OUTPUT,
  "unasked-reply": ({ facts, finding }) => strayReplyPicture(facts, finding),
  "no-messages-between-nodes": ({ facts }) => silentNodesPicture(facts),
  "few-operations": unanswered,
  "mostly-unanswered": unanswered,
  "flood": "It is about very many messages: the plot of messages over time shows them, and a few of them would not.",
  "shared-state": "It is about the program's text: the line is named above.",
  "not-repeatable": "It compares two runs, and this page has one of them.",
  "busy-node": WHOLE_RUN,
  "full-disk": WHOLE_RUN,
  "node-failed": "The order of events that leads to it is told step by step where it was found.",
  "nothing-done": "Nothing happened, so there is nothing to draw.",
  "nothing-checked": "Nothing was read, so there is nothing to compare.",

  "wrong-echo": answers("another text", "The answer, red, does not hold what the request held."),
  "duplicated": duplicated,
  "incomparable-ids": answers("another type", "The two ids are of different types, which have no order.", {
    red: "latest",
  }),

  "lost": lack,
  "nothing-stable": WHOLE_RUN,
  "malformed-read": answers("no list", "The answer to the read, red, holds no list."),
  "never-read": neverSeen,
  "invented": origin("made up", "The answer, red, shows a value that nobody had added."),
  "forgotten": lack,
  "missing-in-final-read": lack,

  "wrong-final-read": counterPicture,
  "no-final-read": WHOLE_RUN,
  "impossible-read": counterPicture,
  "malformed-add": HISTORY,
  "too-many-possible-values": WHOLE_RUN,

  "lost-write": lack,
  "unseen": neverSeen,
  "poll-skip": lack,
  "int-poll-skip": lack,
  "nonmonotonic-poll": answers("goes back", "The later poll, red, goes back behind the earlier one.", {
    red: "latest",
  }),
  "int-nonmonotonic-poll": answers("goes back", "The answer, red, holds the messages in another order than the log."),
  "nonmonotonic-send": answers(
    "goes back",
    "The later send, red, got an offset that is not higher than the earlier one's.",
    { red: "latest" },
  ),
  "int-send-skip": answers("leaves a gap", "Between the messages of the transaction, red, the log has others."),
  "int-nonmonotonic-send": answers("goes back", "Within the transaction, red, a later message got a lower offset."),
  "inconsistent-offsets": answers(
    "two at one offset",
    "The two red answers have different messages at the same offset.",
    { red: "all" },
  ),
  "duplicate": answers("one at two offsets", "The two red answers have the same message at different offsets.", {
    red: "all",
  }),
  "precommitted-read": answers("reads its own", "The answer, red, holds a message that the same transaction sends."),
  "no-writer-of-value": origin("made up", "The answer, red, holds a message that nobody had sent."),
  "nonmonotonic-commit": answers(
    "goes back",
    "The list of committed offsets, red, is behind what was committed before.",
    { withFurther: true },
  ),
  "empty-history": "Nothing happened, so there is nothing to draw.",
  "only-empty-polls": WHOLE_RUN,
  "negative-offset": answers("below 0", "The answer, red, holds an offset below 0."),

  "nonlinearizable": registerPicture,
  "stale-read": registerPicture,
  "stale-cas": registerPicture,
  "failed-write-visible": registerPicture,
  "future-value": registerPicture,
  "unwritten-value": registerPicture,
  "search-limit": "The search for an order ended at its limit, so no operation is known to have no place in one.",
  "odd-operation": HISTORY,

  "G0": transactionPicture,
  "G1a": abortedRead,
  "G1b": transactionPicture,
  "G1c": transactionPicture,
  "G-single-item": transactionPicture,
  "G-nonadjacent-item": transactionPicture,
  "G2-item": transactionPicture,
  "internal": transactionPicture,
  "future-read": transactionPicture,
  "lost-update": transactionPicture,
  "dirty-update": transactionPicture,
  "incompatible-order": transactionPicture,
  "duplicate-elements": transactionPicture,
  "cyclic-versions": transactionPicture,
  "garbage-read": transactionPicture,
  "null-reads": transactionPicture,
  "altered-reply": answers("altered", "The answer, red, does not repeat the transaction of its request."),
  "empty-transaction-graph": WHOLE_RUN,
  "cycle-search-timeout": WHOLE_RUN,
  "ambiguous-write": HISTORY,
  "duplicate-appends": HISTORY,
  "unexpected-txn-micro-op-types": HISTORY,
  "mixed-key-types": answers("keys of another type", "The answer, red, has keys of another type than the request."),
  "vacuous-models": "It is about the options of the check.",
  "unknown-consistency-model": "It is about the options of the check.",
};

/** Who draws findings of a name, or why nobody does; cycles in time are drawn as those without. */
export function painterOf(name: FindingName): Painter | string {
  if (Object.hasOwn(KNOWN, name)) return PAINTERS[name as keyof typeof FINDINGS];
  const base = name.slice(0, name.lastIndexOf("-"));
  return Object.hasOwn(KNOWN, base)
    ? PAINTERS[base as keyof typeof FINDINGS]
    : "The search found that there is such a circle, and not which operations it is made of.";
}

function lack({ facts, finding, calls, values }: Subject): Picture | undefined {
  // Findings name the answer that lacks the value first, or behind the write that is missing in it.
  const asked = JSON.stringify(values.at(-1));
  const wrote = ({ invocation }: Span) => values.length > 0 && JSON.stringify(invocation.value).includes(asked);
  const [first, second] = calls;
  const call = first !== undefined && second !== undefined && wrote(first)
    ? second
    : skipsBehind(finding)
    ? second
    : first;
  const picture = lackPicture(facts, {
    values,
    call,
    others: calls.filter((other) => other !== call),
    operations: finding.operations,
  });
  // What nobody sent before that answer has no way that could be followed.
  return picture ?? answers("leaves a gap", "The answer, red, leaves out a place of the log.", { red: "latest" })({
    facts,
    finding,
    calls,
    values: values.slice(0, 1),
  });
}

/** Of two polls the later one leaves the message out. */
function skipsBehind({ anomaly }: Explanation): boolean {
  return anomaly === "poll-skip";
}

/** How the newer value of a register came, or did not come, to who answered with an older one. */
function newerValue({ facts, finding, calls }: Subject): Picture | undefined {
  const [stale, newer] = calls;
  const written = newer === undefined ? undefined : writtenBy(newer);
  if (stale === undefined || newer === undefined || written === undefined) return undefined;
  return lackPicture(facts, {
    values: [finding.value ?? null, written],
    call: stale,
    others: [],
    source: sourceOf(facts, finding, stale),
    operations: [stale.invocation.index, newer.invocation.index],
  });
}

/** The message that brought a node the older value with which it answered. */
function sourceOf(
  facts: RunFacts,
  { value = null }: Explanation,
  { node, toNs, completion }: Span,
): Flight | undefined {
  const shown = Array.isArray(completion?.value) ? completion.value[1] as Json : undefined;
  if (shown === undefined || shown === null) return undefined;
  const event = lastReceived(facts, { values: [value, shown], dest: node, toNs });
  return event === undefined ? undefined : facts.flightOf(event.message.id);
}

function neverSeen({ facts, finding, calls, values }: Subject): Picture | undefined {
  const [wrote] = calls;
  return lackPicture(facts, {
    values,
    call: facts.lastAnswerWithout(values, wrote?.toNs ?? 0),
    others: calls,
    operations: finding.operations,
  });
}

function unanswered({ facts, calls: [call = firstUnanswered(facts)] }: Subject): Picture | undefined {
  return call === undefined ? undefined : unansweredPicture(facts, call);
}

/** Messages of a log that were refused, and transactions that were aborted, have the same name. */
function abortedRead(subject: Subject): Picture | undefined {
  const isLog = subject.calls.some(({ invocation }) => invocation.f === "poll" || invocation.f === "send");
  return isLog
    ? answers("was refused", "The answer, red, holds a message whose send was refused.")(subject)
    : transactionPicture(subject);
}

/** Ids that were issued twice are in several answers; an element that is in one answer twice came there twice. */
function duplicated(subject: Subject): Picture | undefined {
  return subject.calls.length > 1
    ? answers("given again", "The answers hold the same id; the later ones are red.", { red: "later" })(subject)
    : origin("holds it twice", "The answer, red, holds the value twice.")(subject);
}

function answers(mark: string, caption: string, look: Pick<Answers, "red" | "withFurther"> = {}): Painter {
  return ({ facts, finding, calls, values }) =>
    answersPicture(facts, { calls, focus: values, caption, mark, ...look, operations: finding.operations });
}

/** The same, with the way of the value from where it first was. */
function origin(mark: string, caption: string): Painter {
  return ({ facts, finding, calls, values }) =>
    answersPicture(facts, {
      calls,
      focus: values,
      follow: values,
      caption,
      mark,
      operations: finding.operations,
    });
}

/** What a finding is about, as painters want it. */
export function subjectOf(facts: RunFacts, finding: Explanation): Subject {
  const calls = finding.operations.flatMap((index) => facts.span(index) ?? []);
  const seen = new Set<number>();
  return {
    facts,
    finding,
    calls: calls.filter(({ invocation: { index } }) => !seen.has(index) && seen.add(index)),
    values: partsToFollow(finding.value),
  };
}
