/**
 * Where the messages and the time of a run went, as data: what explain/ finds out, and what terminal, page and
 * results.json show of it.
 *
 * @module
 */
import type { Json } from "./history.ts";

/** What a message between servers did, each message one thing, with what is said of several of them. */
export const MESSAGE_CLASSES = {
  "news": "brought something new",
  "known": "brought only what the receiver had",
  "acknowledged": "acknowledged or answered",
  "asked": "asked",
  "refused": "were refused, or refused something",
  "retried": "repeated what was not answered yet",
  "late": "answered too late",
  "lost": "were lost",
  "under-way": "were under way at the end",
  "other": "did none of this",
} as const;

/** One thing that a message can have done. */
export type MessageClass = keyof typeof MESSAGE_CLASSES;

/** How many messages did what; every class is there. */
export type ClassCounts = Readonly<Record<MessageClass, number>>;

/** How few messages an operation a design can do with, and why. */
export interface MessageFloor {
  readonly perOperation: number;
  /** A sentence without a full stop: where the number comes from. */
  readonly because: string;
}

/** Where the messages between servers went. */
export interface MessageAccount {
  /** Operations that clients invoked. */
  readonly operations: number;
  /** All messages between servers, as `net.servers.msg-count` counts them: the sum of the classes. */
  readonly total: number;
  readonly classes: ClassCounts;
  /** The types of messages, the most frequent first. */
  readonly types: readonly { readonly type: string; readonly classes: ClassCounts }[];
  /** The links with the most messages. */
  readonly links: readonly { readonly src: string; readonly dest: string; readonly classes: ClassCounts }[];
  /** All links that are not among these, together. */
  readonly otherLinks: { readonly count: number; readonly classes: ClassCounts };
  /** Of the messages that brought only what the receiver had: how that came. */
  readonly known: {
    /** All of it had come to the sender from the receiver. */
    readonly echoed: number;
    /** The sender had sent all of it to the receiver before. */
    readonly repeated: number;
    /** Others had been faster with some of it. */
    readonly overtaken: number;
  };
  readonly floors: readonly MessageFloor[];
  /** False where no body has a value of a client that could be followed. */
  readonly followsValues: boolean;
}

/** What the time of a value consists of. */
export const TIME_PARTS = {
  "first-node": "waiting in the node that a client told",
  "later-nodes": "waiting in nodes on the way",
  "way": "on the way",
  "line": "in line before a node that is late",
  "fault": "held up by faults",
  "held": "in a node that had it and did not show it",
  "unfollowed": "no message shows it",
} as const;

/** One thing that takes a value's time. */
export type TimePart = keyof typeof TIME_PARTS;

/** Nanoseconds by what took them; every part is there. */
export type TimeParts = Readonly<Record<TimePart, number>>;

/** A value and its stable latency. */
export interface ValueTime {
  readonly value: Json;
  /** When it was known, in nanoseconds since the start. */
  readonly knownNs: number;
  /** From then until it was everywhere; the sum of the parts. */
  readonly latencyNs: number;
  readonly parts: TimeParts;
  /** Messages one after another to the node that had it last; 0 where they are not known. */
  readonly hops: number;
}

/** A slow value, told hop by hop. */
export interface SlowValue extends ValueTime {
  /** Sentences without full stops, in the order of time. */
  readonly steps: readonly string[];
}

/** Where the time of values went. */
export interface LatencyAccount {
  /** `stable latency`, or what else is measured of a value. */
  readonly name: string;
  /** Every value of which it is known, in the order in which they became known. */
  readonly values: readonly ValueTime[];
  /** Sum over all values. */
  readonly parts: TimeParts;
  readonly sumNs: number;
  /** Time held up, by kind of fault. */
  readonly faults: Readonly<Record<string, number>>;
  /** Nodes in which values waited longest, in all. */
  readonly waits: readonly { readonly node: string; readonly waitNs: number; readonly values: number }[];
  /** The mean and the most messages one after another, of values that took any. */
  readonly hops: { readonly mean: number; readonly most: number };
  /** How much later than its last missing read a value arrived, on average over those that did: reads only sample. */
  readonly unseenNs: number;
  readonly slowest: readonly SlowValue[];
}

/** What clients waited for. */
export interface CallAccount {
  readonly f: string;
  readonly count: number;
  /** Milliseconds until the answer, of those that ended ok. */
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Requests to services and other nodes that were answered between request and answer of the client, on average. */
  readonly rounds: number;
  /** Part of the time in which at least one of them was under way, 0 to 1. */
  readonly roundsShare: number;
}

/** Requests of one type to one receiver of services. */
export interface ServiceAccount {
  readonly service: string;
  readonly type: string;
  readonly count: number;
  readonly refused: number;
}

/** What clients and services had to do with each other. */
export interface RoundAccount {
  readonly calls: readonly CallAccount[];
  readonly services: readonly ServiceAccount[];
  /** Compare-and-set requests that failed, and all messages that they cost: themselves, their answers, and reading anew. */
  readonly contention: {
    readonly attempts: number;
    readonly refused: number;
    readonly messages: number;
    /** The key of most of them, with how many nodes wanted it; null where nothing was refused. */
    readonly key: Json;
    readonly keyRefused: number;
    readonly nodes: number;
  };
}

/** Why a figure is what it is. */
export interface Advice {
  /** One word for the cause. */
  readonly cause: string;
  /** One to three sentences: what the numbers prove, and what would change it. */
  readonly text: string;
}

/** Where messages and time of a run went. */
export interface RunAccount {
  readonly messages: MessageAccount;
  readonly latency?: LatencyAccount;
  readonly rounds?: RoundAccount;
  /** The gravest first; empty where nothing is missed. */
  readonly advice: readonly Advice[];
  /** Limits that are missed, of figures that an account explains. */
  readonly limits: readonly {
    readonly path: string;
    readonly limit: number;
    readonly value: number;
    readonly met: boolean;
  }[];
}

/** No message of any class. */
export function noMessages(): Record<MessageClass, number> {
  return {
    ...{ "news": 0, "known": 0, "acknowledged": 0, "asked": 0, "refused": 0 },
    ...{ "retried": 0, "late": 0, "lost": 0, "under-way": 0, "other": 0 },
  };
}

/** No time of any part. */
export function noTime(): Record<TimePart, number> {
  return { "first-node": 0, "later-nodes": 0, "way": 0, "line": 0, "fault": 0, "held": 0, "unfollowed": 0 };
}
