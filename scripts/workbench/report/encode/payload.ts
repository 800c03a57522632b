/**
 * The run as the page's script gets it: columns of numbers and tables of texts, small once compressed.
 *
 * Forms of columns named in quotes are those of columns.ts. Times are whole microseconds since the start of the run. `client/run.js` is the reader of this form.
 *
 * @module
 */
import type { ValueKind } from "../../workloads/workload.ts";

/** One row a message, in the order of sending; a second delivery of the same message is a row of its own. */
export interface MessageColumns {
  /** Positions in `participants`. */
  readonly src: readonly number[];
  readonly dest: readonly number[];
  /** Position in `types`. */
  readonly type: readonly number[];
  /** `differences` of microseconds. */
  readonly sent: readonly number[];
  /** Microseconds on the way, until received or lost; -1 where neither happened before the end. */
  readonly took: readonly number[];
  /** How many later rows were sent before this one ended; 0 where it never did. Orders events of the same moment. */
  readonly sentMeanwhile: readonly number[];
  /** 0 received, 1 + position in `lossReasons`. Rows that never ended have `took` -1. */
  readonly fate: readonly number[];
  /** `groupedSteps` by `src`; missing where the body has none. */
  readonly msgId: readonly number[];
  /** 0 for no reply, else how many rows ago the request was sent; -1 - in_reply_to where no such request was sent. */
  readonly replyTo: readonly number[];
  /** `backReferences` to `texts`: the rest of the body. */
  readonly body: readonly number[];
  /** `groupedSteps` of one group: the call that the message is the request or a reply of. */
  readonly call: readonly number[];
  /** Positions of rows that are second deliveries. */
  readonly copies: readonly number[];
  /** `differences` of the numbers of the messages in the run, by which parts of a run are put together. */
  readonly ids: readonly number[];
}

/** One row a call, in the order of invocations. */
export interface CallColumns {
  /** `differences` of history indices. */
  readonly index: readonly number[];
  /** How many entries after the invocation the completion stands; 0 for an open call. */
  readonly completionAfter: readonly number[];
  readonly process: readonly number[];
  /** Position in `functions`. */
  readonly f: readonly number[];
  /** 0 ok, 1 fail, 2 info, 3 open. */
  readonly outcome: readonly number[];
  /** `differences` of microseconds. */
  readonly invoked: readonly number[];
  /** -1 for an open call. */
  readonly took: readonly number[];
  /** Positions in `texts`; -1 for none. */
  readonly value: readonly number[];
  readonly result: readonly number[];
  readonly error: readonly number[];
  /** Position in `participants`, or -1. */
  readonly node: readonly number[];
  /** Positions of rows that belong to the final phase. */
  readonly final: readonly number[];
}

/** A fault, in microseconds. */
export interface FaultColumns {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly detail: string;
  /** Pairs of positions in `participants`: what the second sends to the first does not arrive. */
  readonly cuts: readonly (readonly [number, number])[];
  /** Positions in `participants` of nodes that are killed, paused or have a wrong clock. */
  readonly nodes: readonly number[];
  /** True where these nodes were down, and began anew at the end. */
  readonly losesMemory: boolean;
}

/** A finding, so that the page can mark its operations. */
export interface FindingColumns {
  readonly anomaly: string;
  readonly severity: string;
  readonly operations: readonly number[];
}

/** Everything the page's script knows. */
export interface RunPayload {
  /** What the values of the workload are; see workloads/workload.ts. */
  readonly valueKind: ValueKind;
  /** Microseconds; the start is negative where there was setup traffic. */
  readonly start: number;
  readonly end: number;
  /** Spans of time, in order, of which the page holds all messages; absent where it holds those of the whole run. */
  readonly held?: readonly (readonly [from: number, to: number])[];
  /** Messages sent in the whole run. */
  readonly messageCount: number;
  /** Texts and lists that are cut. */
  readonly cutCount: number;
  readonly participants: readonly string[];
  /** One a participant: 0 client, 1 node, 2 service. */
  readonly kinds: readonly number[];
  readonly types: readonly string[];
  readonly functions: readonly string[];
  readonly lossReasons: readonly string[];
  /** JSON texts; U+0091, a number and U+0091 stand for the list of that number. */
  readonly texts: readonly string[];
  /**
   * Long lists: [base, kept from the base's start, kept from the base's end, ...elements between]. The base is the
   * number of an earlier list or -1. Elements are numbers, or JSON texts.
   */
  readonly lists: readonly (readonly (number | string)[])[];
  readonly messages: MessageColumns;
  readonly calls: CallColumns;
  readonly faults: readonly FaultColumns[];
  readonly findings: readonly FindingColumns[];
}

/** The messages of a span of time, which a page fetches from the server. */
export interface WindowPayload
  extends
    Pick<RunPayload, "participants" | "kinds" | "types" | "lossReasons" | "texts" | "lists" | "messages" | "cutCount"> {
  /** Microseconds, both included: all messages with an event in between are there. */
  readonly from: number;
  readonly to: number;
}
