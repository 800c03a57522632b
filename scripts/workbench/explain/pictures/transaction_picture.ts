/**
 * The picture of transactions that do not go together: each a box with its micro-operations, and from the
 * micro-operation that causes a dependency an edge to the one that shows it.
 *
 * @module
 */
import { count, show } from "../../checkers/wording.ts";
import type { FindingName } from "../../findings.ts";
import type { Json } from "../../history.ts";
import type { Tone, TransactionBox, TransactionEdge, TransactionPicture } from "../../picture.ts";
import { type CycleEdge, type Explanation, partsToFollow } from "../../verdict.ts";
import type { RunFacts, Span } from "../run_facts.ts";
import { textOf } from "./message_text.ts";
import { isSame, type MicroOperation, microOperationsOf, readOf, writeOf } from "./micro_operations.ts";

/** Boxes at most; longer cycles are told in words. */
const BOXES_MAX = 7;

/** Boxes of findings that are no cycles. */
const NAMED_MAX = 4;

/** Micro-operations of a box. */
const MICRO_OPS_MAX = 8;

/** Findings in which both sides read a state and wrote to it. */
const READ_AND_WROTE: ReadonlySet<string> = new Set(["lost-update"]);

/** A transaction while its box is made. */
interface Member {
  readonly span: Span;
  readonly microOps: readonly MicroOperation[];
  /** Positions of micro-operations to their tones. */
  readonly tones: Map<number, Tone>;
}

/** Draws it; undefined where no transaction is named, or a cycle is too long. */
export function transactionPicture(
  { facts, finding, calls }: {
    readonly facts: RunFacts;
    readonly finding: Explanation;
    readonly calls: readonly Span[];
  },
): TransactionPicture | undefined {
  const { cycle, value } = finding;
  const keys = cycle === undefined ? keysOf(value) : cycle.flatMap(({ key }) => key === undefined ? [] : [key]);
  const focus = new Set(keys.map(textOf));
  const spans = cycle === undefined
    ? calls.slice(0, NAMED_MAX).toSorted((a, b) => a.fromNs - b.fromNs)
    : cycle.flatMap(({ from }) => facts.span(from) ?? []);
  if (spans.length === 0 || spans.length > BOXES_MAX) return undefined;
  const members = spans.map((span): Member => ({ span, microOps: microOperationsOf(span, focus), tones: new Map() }));
  const edges = cycle === undefined
    ? edgesOfFinding(finding, members)
    : cycle.flatMap((edge) => edgeOfCycle(facts, edge, members));
  const left = cycle === undefined ? calls.length - spans.length : 0;
  return {
    kind: "transactions",
    boxes: members.map(boxOf),
    edges: edges.map((edge) => ({ ...edge, ...rowsWithin(edge, members) })),
    caption: cycle === undefined ? tellFinding(finding) : tellCycle(cycle, members.length),
    leftOut: left > 0
      ? `${count(left, "more transaction")} of the same kind ${left === 1 ? "is" : "are"} not drawn.`
      : "",
    operations: spans.map(({ invocation }) => invocation.index),
    logs: [],
  };
}

/** The key of a finding; one that has a value beside it stands first. */
function keysOf(value: Json | undefined): readonly Json[] {
  return partsToFollow(value).slice(0, 1);
}

function boxOf({ span, microOps, tones }: Member, place: number): TransactionBox {
  const { invocation, completion, node } = span;
  const ending = completion?.type === "fail" ? ", aborted" : completion?.type === "ok" ? "" : ", no answer";
  const shown = microOps.slice(0, MICRO_OPS_MAX).map((one, at) => ({
    text: one.text,
    tone: tones.get(at) ?? "plain",
  }));
  const more = microOps.length - shown.length;
  return {
    index: invocation.index,
    title: `T${place + 1}: op. ${invocation.index}`,
    circumstances: ` at ${node}${ending}`,
    isAborted: completion?.type === "fail",
    microOps: more > 0 ? [...shown, { text: `and ${more} more`, tone: "plain" as const }] : shown,
  };
}

/** An edge to a micro-operation that the box does not show ends at the box's last row. */
function rowsWithin({ from, to, fromRow, toRow }: TransactionEdge, members: readonly Member[]) {
  const within = (row: number, member: Member | undefined) =>
    Math.min(row, Math.min(member?.microOps.length ?? 0, MICRO_OPS_MAX + 1) - 1);
  return { fromRow: within(fromRow, members[from]), toRow: within(toRow, members[to]) };
}

function edgeOfCycle(facts: RunFacts, edge: CycleEdge, members: readonly Member[]): TransactionEdge[] {
  const { from, to, type, because, key, value } = edge;
  const place = (index: number) => {
    const invoked = facts.span(index)?.invocation.index;
    return members.findIndex(({ span }) => span.invocation.index === invoked);
  };
  const [source, target] = [place(from), place(to)];
  const [a, b] = [members[source], members[target]];
  if (a === undefined || b === undefined) return [];
  if (key === undefined) return [{ from: source, to: target, fromRow: -1, toRow: -1, type, text: type, because }];
  const fromRow = type === "rw" ? readOf(a.microOps, key, value) : writeOf(a.microOps, key, value);
  const toRow = type === "wr" ? readOf(b.microOps, key, value) : writeOf(b.microOps, key, value);
  for (const [member, row] of [[a, fromRow], [b, toRow]] as const) if (row >= 0) member.tones.set(row, "value");
  return [{ from: source, to: target, fromRow, toRow, type, text: `${type} key ${textOf(key)}`, because }];
}

/** Marks what the finding is about, and joins who wrote with who read or overwrote. */
function edgesOfFinding({ anomaly, value, operations }: Explanation, members: readonly Member[]): TransactionEdge[] {
  const [key = null, element] = partsToFollow(value);
  const [most] = operations;
  const isWorst = ({ span }: Member) => span.invocation.index === most || span.completion?.index === most;
  for (const member of members) {
    member.microOps.forEach((one, at) => {
      if (!isSame(one.key, key)) return;
      const shows = element === undefined || one.values.some((part) => isSame(part, element));
      if (shows) member.tones.set(at, one.isRead && (isWorst(member) || members.length > 1) ? "bad" : "value");
    });
  }
  if (READ_AND_WROTE.has(anomaly)) return edgesOfLostUpdate(members, key);
  return members.flatMap((writer, from) =>
    members.flatMap((other, to): TransactionEdge[] => {
      if (from === to) return [];
      const fromRow = exactWrite(writer.microOps, key, element, other.microOps);
      if (fromRow < 0) return [];
      const shown = element ?? writer.microOps[fromRow]?.values[0] ?? null;
      const toRow = other.microOps.findIndex((one) =>
        one.isRead && isSame(one.key, key) && one.values.some((part) => isSame(part, shown))
      );
      const text = `key ${textOf(key)}`;
      if (toRow >= 0) {
        return [{
          from,
          to,
          fromRow,
          toRow,
          type: "wr",
          text: `wr ${text}`,
          because: `T${to + 1} read what T${from + 1} wrote`,
        }];
      }
      const over = other.microOps.findIndex((one) => !one.isRead && isSame(one.key, key));
      if (anomaly !== "dirty-update" || over < 0 || !isAborted(writer)) return [];
      return [{
        from,
        to,
        fromRow,
        toRow: over,
        type: "ww",
        text: `ww ${text}`,
        because: `T${to + 1} built upon what T${from + 1} wrote`,
      }];
    })
  );
}

function isAborted({ span }: Member): boolean {
  return span.completion?.type === "fail";
}

/** The write of an element; without one, the last write to the key of which the other shows something. */
function exactWrite(
  all: readonly MicroOperation[],
  key: Json,
  element: Json | undefined,
  other: readonly MicroOperation[],
): number {
  const seen = other.flatMap((one) => one.isRead && isSame(one.key, key) ? one.values : []);
  const writes = all.map((one, at) => ({ one, at })).filter(({ one }) => !one.isRead && isSame(one.key, key));
  const found = element === undefined
    ? writes.findLast(({ one }) => seen.some((part) => isSame(part, one.values[0] ?? null))) ?? writes.at(-1)
    : writes.find(({ one }) => one.values.some((part) => isSame(part, element)));
  return found?.at ?? -1;
}

/** Each read the state that the next one replaced. */
function edgesOfLostUpdate(members: readonly Member[], key: Json): TransactionEdge[] {
  return members.flatMap((reader, from): TransactionEdge[] => {
    const to = (from + 1) % members.length;
    const fromRow = readOf(reader.microOps, key, undefined);
    const toRow = writeOf(members[to]?.microOps ?? [], key, undefined);
    if (from === to || fromRow < 0 || toRow < 0) return [];
    const because = `T${to + 1} overwrote what T${from + 1} had read`;
    return [{ from, to, fromRow, toRow, type: "rw", text: `rw key ${textOf(key)}`, because }];
  });
}

function tellCycle(cycle: readonly CycleEdge[], boxes: number): string {
  const reasons = cycle.slice(0, 2).map(({ because }) => because);
  return boxes === 2
    ? `Each of the two transactions must have come before the other: ${reasons.join("; and ")}.`
    : `Follow the arrows: each transaction must have come before the next one, and the last one before the first. No order of the ${boxes} allows that.`;
}

/** What the picture of a finding that is no cycle shows. */
const SEEN: Partial<Record<FindingName, string>> = {
  "G1a": "A read, red, shows what an aborted transaction, dashed, had written.",
  "G1b": "A read, red, shows what its writer replaced in the same transaction: nobody may see that.",
  "internal": "A read, red, does not show what the same transaction had read or written before.",
  "future-read": "A read, red, shows what the same transaction writes only later.",
  "lost-update": "Both read the same state, red, and wrote without seeing the other's write: one of the two is lost.",
  "dirty-update": "What was committed builds upon the write of an aborted transaction, dashed.",
  "incompatible-order": "The two reads, red, show the same elements in different orders.",
  "duplicate-elements": "The read, red, shows an element more than once.",
  "cyclic-versions":
    "Each of these transactions read one value of the key and wrote another, so that each value came before itself.",
  "garbage-read": "The read, red, shows a value that nobody wrote.",
  "null-reads": "The read, red, shows nothing, though something was written.",
};

function tellFinding({ anomaly, value }: Explanation): string {
  const [key, element] = partsToFollow(value);
  const about = element === undefined
    ? `key ${show(key ?? null)}`
    : `value ${show(element)} of key ${show(key ?? null)}`;
  return `${SEEN[anomaly] ?? "The read, red, breaks the rule."} It is about ${about}.`;
}
