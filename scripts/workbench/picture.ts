/**
 * Pictures of findings, as data: the few events that matter, in the order in which they happened. Made by explain/,
 * drawn by report/.
 *
 * @module
 */

/** A line that a node printed on stderr. */
export interface LogLine {
  /** Nanoseconds since the start of the run; negative before it. */
  readonly timeNs: number;
  readonly node: string;
  readonly text: string;
}

/** What every picture carries. */
interface PictureBase {
  /** What is to be seen, in one to three sentences. */
  readonly caption: string;
  /** How many events of the same kind are not drawn, a sentence; empty where none are left out. */
  readonly leftOut: string;
  /** History indices of the operations drawn, in the order of their invocations. */
  readonly operations: readonly number[];
  /** What the node that matters printed while this happened, in order. */
  readonly logs: readonly LogLine[];
}

/** Who takes part: clients share one lane. */
export interface Lane {
  readonly name: string;
  readonly role: "clients" | "node" | "service";
  /** What the node lacks, or does wrong, for example `lacks 6`; absent for the others. */
  readonly mark?: string;
}

/** How an event is to be seen: `bad` is what breaks the rule, `value` carries what the picture is about. */
export type Tone = "plain" | "value" | "bad";

/** A message, at the moment of its sending. */
export interface MessageStep {
  readonly kind: "message";
  readonly timeNs: number;
  readonly messageId: number;
  /** Positions among the lanes. */
  readonly from: number;
  readonly to: number;
  /** Type and value. */
  readonly text: string;
  readonly tone: Tone;
  readonly fate: "received" | "lost" | "open";
  /** Why it was lost, a clause; empty for others. */
  readonly why: string;
}

/** The arrival of an earlier message, where something happened to its receiver in between. */
export interface ArrivalStep {
  readonly kind: "arrival";
  readonly timeNs: number;
  /** Position of the message among the steps. */
  readonly of: number;
}

/** Something that happened to one participant, or to several. */
export interface NoteStep {
  readonly kind: "note";
  readonly timeNs: number;
  /** Position among the lanes; -1 for what concerns all. */
  readonly lane: number;
  readonly text: string;
  readonly tone: "fault" | "bad" | "plain";
}

/** One event of a sequence. */
export type SequenceStep = MessageStep | ArrivalStep | NoteStep;

/** A time in which a participant has the value. */
export interface KnownSpan {
  /** Position among the lanes. */
  readonly lane: number;
  readonly fromNs: number;
  /** Infinity where nothing takes it away. */
  readonly toNs: number;
  /** The message that brought it, which may not be drawn. */
  readonly messageId: number;
}

/** Messages between participants, each event a row of its own. */
export interface SequencePicture extends PictureBase {
  readonly kind: "sequence";
  readonly lanes: readonly Lane[];
  readonly steps: readonly SequenceStep[];
  /** Empty where the picture follows no value. */
  readonly known: readonly KnownSpan[];
}

/** An operation as a box from its invocation to its end. */
export interface OrderedCall {
  /** History index of its invocation. */
  readonly index: number;
  /** For example `write 3`, `read → 4`. */
  readonly text: string;
  /** Who served it, and for whom: `n2, p3`. */
  readonly by: string;
  readonly fromNs: number;
  /** Infinity where it never ended. */
  readonly toNs: number;
  /** `fits`: in the order. `never`: the order needs no place for it. `misfit`: it has none. */
  readonly role: "fits" | "never" | "misfit";
}

/** A row of the picture of an order. */
export type OrderRow =
  | { readonly kind: "begins"; readonly call: number; readonly timeNs: number }
  | { readonly kind: "ends"; readonly call: number; readonly timeNs: number }
  /** The call takes effect here, and leaves this state. */
  | { readonly kind: "effect"; readonly call: number; readonly state: string }
  /** Operations that are not drawn take effect here, and leave this state. */
  | { readonly kind: "gap"; readonly count: number; readonly state: string };

/** The operations of a key as boxes, with the longest order that they allow, and the one that does not fit. */
export interface OrderPicture extends PictureBase {
  readonly kind: "order";
  /** What has a state: `key 0`, `the counter`. */
  readonly subject: string;
  readonly calls: readonly OrderedCall[];
  readonly rows: readonly OrderRow[];
  /** What the misfit needs and there is not: `needs 4, key 0 holds 1`. */
  readonly misfit: string;
}

/** A transaction, micro-operation by micro-operation. */
export interface TransactionBox {
  /** History index of the entry that stands for it. */
  readonly index: number;
  /** For example `T1: op. 148`. */
  readonly title: string;
  /** Where, and how it ended, for example ` at n0, aborted`. */
  readonly circumstances: string;
  readonly isAborted: boolean;
  readonly microOps: readonly { readonly text: string; readonly tone: Tone }[];
}

/** A dependency from a micro-operation to another one. */
export interface TransactionEdge {
  /** Positions among the boxes. */
  readonly from: number;
  readonly to: number;
  /** Positions among the micro-operations of these boxes; -1: the whole transaction. */
  readonly fromRow: number;
  readonly toRow: number;
  readonly type: "ww" | "wr" | "rw" | "process" | "realtime";
  /** For example `wr key 7 = 4`. */
  readonly text: string;
  readonly because: string;
}

/** Transactions one below the other, with what makes one depend on another. */
export interface TransactionPicture extends PictureBase {
  readonly kind: "transactions";
  readonly boxes: readonly TransactionBox[];
  readonly edges: readonly TransactionEdge[];
}

/** A picture of a finding. */
export type Picture = SequencePicture | OrderPicture | TransactionPicture;

/** Why a finding has none, a sentence. */
export interface NoPicture {
  readonly kind: "none";
  readonly reason: string;
}

/** Events of a picture at most. */
export const EVENTS_SHOWN_MAX = 15;

/** How many events a picture shows. */
export function eventCount(picture: Picture): number {
  if (picture.kind === "sequence") return picture.steps.filter(({ kind }) => kind !== "arrival").length;
  if (picture.kind === "order") return picture.calls.length;
  return picture.boxes.length + picture.edges.length;
}
