/**
 * Finds out which messages are the requests and replies of which call.
 *
 * A history names processes, a journal names clients, and nothing says which client served which process. But a
 * client's request falls between the invocation and the completion of its call, so the client whose requests fit a
 * process's calls most often is the one. A call overlapped by many others says little, so its vote is divided by the
 * number of candidates.
 *
 * @module
 */
import { type BodyParts, partsOf } from "../net/body_parts.ts";
import { isClient, type Message } from "../net/message.ts";
import { type IdKey, idKeyOf, RequestTable } from "../net/request_table.ts";
import type { Call } from "./calls.ts";
import { isSetupType } from "./terms.js";

/** A message with the time at which it was sent. */
export interface TimedMessage {
  readonly message: Message;
  readonly sentNs: number;
}

/** Candidates of a call beyond this many are not looked at: they would weigh next to nothing. */
const CANDIDATES_MAX = 200;

/** Stands for no call. */
const NONE = -1;

/**
 * Assigns calls to messages.
 *
 * @param sent All messages in the order of sending.
 * @param partsAt The parts of the body of each message, where they are known already.
 * @returns For each message the position of its call in `calls`, or -1.
 */
export function attributeMessages(
  sent: readonly TimedMessage[],
  calls: readonly Call[],
  partsAt: readonly BodyParts[] = [],
): Int32Array {
  const callOf = new Int32Array(sent.length).fill(NONE);
  const requests: number[] = [];
  const ids: IdKey[] = [];
  sent.forEach(({ message }, position) => {
    if (!isClient(message.src)) return;
    const { type, msgId } = partsAt[position] ?? partsOf(message);
    if (isSetupType(type)) return;
    requests.push(position);
    ids.push(msgId >= 0 ? msgId : idKeyOf(message.body.msg_id));
  });
  const sentNs = Float64Array.from(requests, (position) => sent[position]?.sentNs ?? Infinity);
  const ranges = rangesOf(calls, sentNs);
  const clientOf = findClients({ sent, requests, ranges }, calls);
  const callOfRequest = new RequestTable<number>();
  calls.forEach((call, position) => {
    const client = clientOf.get(Number(call.invocation.process));
    for (let at = ranges.from[position] ?? 0; at < (ranges.to[position] ?? 0); at++) {
      const request = requests[at] ?? 0;
      const message = sent[request]?.message;
      if (message === undefined || message.src !== client || callOf[request] !== NONE) continue;
      callOf[request] = position;
      callOfRequest.set(message.src, message.dest, ids[at] ?? "", position);
    }
  });
  sent.forEach(({ message }, position) => {
    if (!isClient(message.dest)) return;
    const { replyTo } = partsAt[position] ?? partsOf(message);
    const id = replyTo >= 0 ? replyTo : idKeyOf(message.body.in_reply_to);
    const call = callOfRequest.get(message.dest, message.src, id);
    if (call !== undefined) callOf[position] = call;
  });
  return callOf;
}

/** Requests by their positions in `sent`, and which of these were sent during each call. */
interface Requests {
  readonly sent: readonly TimedMessage[];
  readonly requests: readonly number[];
  readonly ranges: Ranges;
}

/** For each call places in the list of requests, from one to before another. */
interface Ranges {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Lets the calls of each process vote for its client. */
function findClients({ sent, requests, ranges }: Requests, calls: readonly Call[]) {
  const votes = new Map<number, Map<string, number>>();
  const candidates: string[] = [];
  calls.forEach(({ invocation, completion }, position) => {
    candidates.length = 0;
    const node = completion?.node ?? invocation.node;
    for (let at = ranges.from[position] ?? 0; at < (ranges.to[position] ?? 0); at++) {
      const message = sent[requests[at] ?? 0]?.message;
      if (message === undefined || (node !== undefined && message.dest !== node)) continue;
      if (!candidates.includes(message.src)) candidates.push(message.src);
    }
    const process = Number(invocation.process);
    let votesOfProcess = votes.get(process);
    if (votesOfProcess === undefined) votes.set(process, votesOfProcess = new Map());
    for (const client of candidates) {
      votesOfProcess.set(client, (votesOfProcess.get(client) ?? 0) + 1 / candidates.length);
    }
  });
  const clientOf = new Map<number, string>();
  // Where calls overlap as a whole, several have as many votes: requests are sent in the order of the calls.
  const taken = new Set<string>();
  for (const [process, votesOfProcess] of votes) {
    const most = Math.max(...votesOfProcess.values());
    const equals = [...votesOfProcess].flatMap(([client, count]) => count === most ? [client] : []);
    const client = equals.find((one) => !taken.has(one)) ?? equals[0];
    if (client === undefined) continue;
    taken.add(client);
    clientOf.set(process, client);
  }
  return clientOf;
}

/** The requests sent while each call was open; for a call without end, those of its first moments. */
function rangesOf(calls: readonly Call[], sentNs: Float64Array): Ranges {
  const [from, to] = [new Int32Array(calls.length), new Int32Array(calls.length)];
  let start = 0;
  calls.forEach(({ invocation, completion }, position) => {
    // Calls are in the order of their invocations; in a history from elsewhere times may still fall.
    while (start > 0 && (sentNs[start - 1] ?? -Infinity) >= invocation.time) start--;
    while ((sentNs[start] ?? Infinity) < invocation.time) start++;
    const endNs = completion?.time ?? Infinity;
    let end = start;
    // What is sent at the moment of the completion is the first request of the next call.
    while (end < sentNs.length && end - start < CANDIDATES_MAX && (sentNs[end] ?? Infinity) < endNs) end++;
    from[position] = start;
    to[position] = end;
  });
  return { from, to };
}
