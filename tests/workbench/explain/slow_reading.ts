/**
 * A slow and independent reading of history and journal: every question is answered by going through all events again,
 * with none of the helpers of the code that tells the evidence.
 *
 * @module
 */
import type { History, Json, Operation } from "../../../scripts/workbench/history.ts";
import type { JournalEvent } from "../../../scripts/workbench/net/journal.ts";
import type { MessageBody } from "../../../scripts/workbench/net/message.ts";
import type { StaleReply } from "../../../scripts/workbench/services/participants.ts";

/** What is read. */
export interface ReadRun {
  readonly history: History;
  readonly journal: readonly JournalEvent[];
  readonly nodes: readonly string[];
  readonly staleReplies: readonly StaleReply[];
  /** The last lines of each node on stderr. */
  readonly lastLogLines: Readonly<Record<string, readonly string[]>>;
}

/** Seconds as sentences have them. */
export function seconds(ns: number): string {
  return (ns / 1e9).toFixed(3);
}

/** The body as sentences show it: type, and the rest without numbers of messages, cut as values are. */
export function bodyShown({ message: { body } }: JournalEvent): string {
  const rest = contentText(body);
  const text = rest.length > 80 ? `${rest.slice(0, 80)}...` : rest;
  return rest === "{}" ? `"${body.type}"` : `"${body.type}" ${text}`;
}

/** The body without its type and the numbers of messages. */
export function contentText(body: MessageBody): string {
  const { type: _type, msg_id: _id, in_reply_to: _reply, ...rest } = body;
  return JSON.stringify(rest);
}

/** Tells whether a text of JSON holds a value, as a whole number or text; a key also as the name of a field. */
export function holdsText(text: string, value: string): boolean {
  const plain = value.replace(/^"|"$/g, "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(value.startsWith('"') ? `"${plain}"` : `(?<![\\w.-])"?${plain}"?(?![\\w.])`).test(text);
}

/** Tells whether an event's message holds a value, or a value and the key it belongs to: `4 of key "1"`. */
export function holds(event: JournalEvent, what: string): boolean {
  if (["init", "init_ok", "topology", "topology_ok"].includes(event.message.body.type)) return false;
  const [value = "", key] = what.split(" of key ");
  const text = contentText(event.message.body);
  return holdsText(text, value) && (key === undefined || holdsText(text, key.replace(/^"|"$/g, "")));
}

export function isClientName(name: string): boolean {
  return name.startsWith("c");
}

/** Which events carry a value: sent by who can know it, from the first request that brings it. */
export function carriersOf({ history, journal }: ReadRun, what: string): JournalEvent[] {
  const [value = ""] = what.split(" of key ");
  const asked = history.find(({ type, process, value: held }) =>
    type === "invoke" && process !== "nemesis" && holdsText(JSON.stringify(held), value) &&
    (!what.includes(" of key ") || holdsText(JSON.stringify(held), (what.split(" of key ")[1] ?? "").replace(/"/g, "")))
  );
  const from = asked?.time ?? -Infinity;
  const knowing = new Set<string>();
  const carried = new Set<number>();
  const found: JournalEvent[] = [];
  for (const event of journal) {
    const { type, time, message: { id, src, dest } } = event;
    if (time < from) continue;
    if (type === "send" && holds(event, what) && (found.length === 0 || (knowing.has(src) && !isClientName(src)))) {
      knowing.add(src);
      carried.add(id);
      found.push(event);
    }
    if (type === "recv" && carried.has(id) && !isClientName(dest)) knowing.add(dest);
  }
  return found;
}

/** What became of a sent message first: received or lost, or neither. */
export function endOf({ journal }: ReadRun, sent: JournalEvent): JournalEvent | undefined {
  return journal.find(({ type, message }) => type !== "send" && message.id === sent.message.id);
}

/** Why a message was lost, as sentences have it; read from the nemesis entries of the history. */
export function causeOf({ history }: ReadRun, drop: JournalEvent): string {
  const { reason, time, message: { src, dest } } = drop;
  if (reason === "loss") return "lost at random";
  if (reason === "closed") return `there is no ${dest}`;
  const entries = history.filter(({ process }) => process === "nemesis");
  const isPartition = reason === "partition";
  const begins = entries.filter(({ f, value, time: at }) =>
    at <= time && (isPartition ? f === "start-partition" && cuts(value, src, dest) : f === "kill" && names(value, dest))
  );
  const begin = begins.at(-1);
  if (begin === undefined) return isPartition ? "cut by a partition" : `${dest} was down`;
  const end = entries.find(({ f, time: at, index }) =>
    index > begin.index && at >= begin.time && f === (isPartition ? "stop-partition" : "start")
  );
  const until = end?.time ?? Math.max(...history.map(({ time }) => time));
  const span = `from ${seconds(begin.time)} s to ${seconds(until)} s`;
  return isPartition ? `cut by the partition ${span}` : `${dest} was down ${span}`;
}

function cuts(value: Json, src: string, dest: string): boolean {
  if (!Array.isArray(value)) return false;
  const drops = value[1] as { readonly [receiver: string]: readonly string[] };
  return drops[dest]?.includes(src) ?? false;
}

/** Tells whether the outcome of a fault names a node. */
export function names(value: Json, node: string): boolean {
  return typeof value === "object" && value !== null && node in value;
}

/** Counted causes as sentences have them, for comparison in any order. */
export function tallied(causes: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const cause of causes) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return [...counts].map(([cause, times]) => `${times} ${cause}`).sort();
}

/** Reads a tally: `all X`, `X`, or `2 X, 1 Y`; `total` is what `all` and a lone cause stand for. */
export function readTally(text: string, total: number): string[] {
  if (text.startsWith("all ")) return [`${total} ${text.slice(4)}`];
  if (!/^\d+ /.test(text)) return [`${total} ${text}`];
  return text.split(/, (?=\d+ )/).sort();
}

/** An operation's call: its invocation and how it ended. */
export interface SlowCall {
  readonly invocation: Operation;
  readonly completion: Operation | undefined;
}

/** Finds the call of an entry. */
export function callOf(history: History, index: number): SlowCall | undefined {
  const entry = history.find((operation) => operation.index === index);
  if (entry === undefined) return undefined;
  const sameProcess = history.filter(({ process }) => process === entry.process);
  const at = sameProcess.indexOf(entry);
  const invocation = entry.type === "invoke" ? entry : sameProcess[at - 1];
  if (invocation === undefined) return undefined;
  const next = sameProcess[sameProcess.indexOf(invocation) + 1];
  return { invocation, completion: next?.type === "invoke" ? undefined : next };
}

/** All calls of clients. */
export function allCalls(history: History): SlowCall[] {
  return history.filter(({ type, process }) => type === "invoke" && process !== "nemesis")
    .map(({ index }) => callOf(history, index)).filter((call) => call !== undefined);
}
