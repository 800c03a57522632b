/**
 * Whether what a picture shows is what happened, by the run's own record.
 *
 * @module
 */
import type { History, Json } from "../../../../scripts/workbench/history.ts";
import type { JournalEvent } from "../../../../scripts/workbench/net/journal.ts";
import { faultWindowsOf } from "../../../../scripts/workbench/recording/fault_windows.ts";
import type { Entries } from "../../../../scripts/workbench/record_list.ts";
import type {
  OrderPicture,
  Picture,
  SequencePicture,
  TransactionPicture,
} from "../../../../scripts/workbench/picture.ts";

/** What pictures are compared with. */
export interface DrawnRun {
  readonly history: History;
  readonly journal: Entries<JournalEvent>;
}

/** What is drawn and did not happen so. */
export function untrue(picture: Picture, run: DrawnRun): string[] {
  switch (picture.kind) {
    case "sequence":
      return untrueSequence(picture, run);
    case "order":
      return untrueOrder(picture, run);
    case "transactions":
      return untrueTransactions(picture);
  }
}

/** Messages are those of the journal, crossed where they were dropped, and stand in the order of events. */
function untrueSequence({ lanes, steps, known }: SequencePicture, { journal, history }: DrawnRun): string[] {
  const problems: string[] = untrueKnowledge({ lanes, known }, { journal, history });
  const laneOf = (name: string) => name.startsWith("c") ? "clients" : name;
  let before = -Infinity;
  for (const step of steps) {
    if (step.timeNs < before) problems.push(`${step.timeNs} stands behind ${before}`);
    before = step.timeNs;
    if (step.kind !== "message") continue;
    const events = [...journal].filter(({ message }) => message.id === step.messageId);
    const [send, ...ends] = events;
    const sent = send === undefined ? undefined : [laneOf(send.message.src), laneOf(send.message.dest), send.time];
    const drawn = [lanes[step.from]?.name, lanes[step.to]?.name, step.timeNs];
    if (String(sent) !== String(drawn)) problems.push(`${step.text} is drawn as ${drawn}, and was ${sent}`);
    const fate = ends.length === 0 ? "open" : ends[0]?.type === "recv" ? "received" : "lost";
    if (fate !== step.fate) problems.push(`${step.text} was ${fate}, drawn is ${step.fate}`);
    const type = String(send?.message.body.type);
    if (!step.text.startsWith(type)) problems.push(`"${step.text}" is the label of a ${type}`);
  }
  return problems;
}

/** Who has the value received it at that time, and was not killed before the end of it. */
function untrueKnowledge(
  { lanes, known }: Pick<SequencePicture, "lanes" | "known">,
  { journal, history }: DrawnRun,
): string[] {
  const kills = faultWindowsOf(history).filter(({ losesMemory }) => losesMemory);
  return known.flatMap(({ lane, fromNs, toNs, messageId }) => {
    const node = lanes[lane]?.name ?? "";
    const cameThen = [...journal].some(({ type, time, message }) =>
      type === "recv" && time === fromNs && message.id === messageId && message.dest === node
    );
    const first = kills.find((kill) => kill.nodes.includes(node) && kill.fromNs >= fromNs)?.fromNs ?? Infinity;
    // Where it ends earlier, another message took its place.
    const isReplaced = toNs < first &&
      [...journal].some(({ type, time, message }) => type === "recv" && time === toNs && message.dest === node);
    return cameThen && (first === toNs || isReplaced)
      ? []
      : [`${node} had it from ${fromNs} to ${first}, drawn is to ${toNs}`];
  });
}

/** Each effect lies within its operation, and the states follow from each other. */
function untrueOrder({ calls, rows, subject }: OrderPicture, { history }: DrawnRun): string[] {
  const problems: string[] = [];
  const open = new Set<number>();
  let state: string | undefined;
  for (const row of rows) {
    if (row.kind === "begins") open.add(row.call);
    else if (row.kind === "ends") open.delete(row.call);
    else if (row.kind === "gap") state = row.state;
    else {
      const call = calls[row.call];
      if (!open.has(row.call)) problems.push(`${call?.text} takes effect outside of its box`);
      if (call?.role !== "fits") problems.push(`${call?.text} takes effect`);
      const expected = stateAfter(call?.text ?? "", state ?? "");
      if (expected !== row.state) problems.push(`${subject} holds ${row.state} after ${call?.text} on ${state}`);
      state = row.state;
    }
  }
  for (const { index, text } of calls) {
    const entry = history[index];
    if (entry?.type !== "invoke" || !text.startsWith(entry.f)) problems.push(`operation ${index} is no ${text}`);
  }
  return problems;
}

/** What an operation leaves, read from its label; undefined where it does not fit what was there. */
function stateAfter(text: string, state: string): string | undefined {
  const [f, first = "", second = ""] = text.split(/ |→/).filter((part) => part !== "");
  if (f === "write") return first;
  if (f === "add") return String(Number(state) + Number(first));
  if (f === "cas") return first === state ? second : undefined;
  return first === state ? state : undefined;
}

/** Edges join micro-operations on the key that they name. */
function untrueTransactions({ boxes, edges }: TransactionPicture): string[] {
  return edges.flatMap(({ from, to, fromRow, toRow, type, text }) => {
    if (type === "process" || type === "realtime") return fromRow === -1 && toRow === -1 ? [] : [`${text} at a row`];
    const [, key = ""] = /key (\S+)$/.exec(text) ?? [];
    const [source, target] = [boxes[from]?.microOps[fromRow], boxes[to]?.microOps[toRow]];
    const wanted = { ww: ["w", "w"], wr: ["w", "r"], rw: ["r", "w"] }[type];
    const found = [source, target].map((one) => one === undefined ? "?" : kindOf(one.text, key));
    return String(found) === String(wanted) ? [] : [`${text} goes from "${source?.text}" to "${target?.text}"`];
  });
}

/** `r` or `w` where a micro-operation is on the key. */
function kindOf(text: string, key: Json): string {
  const [f, ofKey] = text.split(" ");
  if (ofKey?.replace(":", "") !== key) return `on ${ofKey}`;
  return f === "r" || f === "poll" ? "r" : "w";
}
