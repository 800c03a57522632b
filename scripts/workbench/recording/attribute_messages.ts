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
import { idText, isClient, type Message } from "../net/message.ts";
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
 * @returns For each message the position of its call in `calls`, or -1.
 */
export function attributeMessages(sent: readonly TimedMessage[], calls: readonly Call[]): Int32Array {
  const callOf = new Int32Array(sent.length).fill(NONE);
  const requests: number[] = [];
  sent.forEach(({ message }, position) => {
    if (isClient(message.src) && !isSetupType(message.body.type)) requests.push(position);
  });
  const clientOf = findClients(sent, requests, calls);
  const callOfRequest = new Map<string, number>();
  calls.forEach((call, position) => {
    const client = clientOf.get(Number(call.invocation.process));
    for (const request of requestsDuring(sent, requests, call)) {
      const message = sent[request]?.message;
      if (message === undefined || message.src !== client || callOf[request] !== NONE) continue;
      callOf[request] = position;
      callOfRequest.set(`${message.src} ${message.dest} ${idText(message.body.msg_id)}`, position);
    }
  });
  sent.forEach(({ message }, position) => {
    if (!isClient(message.dest)) return;
    const call = callOfRequest.get(`${message.dest} ${message.src} ${idText(message.body.in_reply_to)}`);
    if (call !== undefined) callOf[position] = call;
  });
  return callOf;
}

/** Lets the calls of each process vote for its client. */
function findClients(sent: readonly TimedMessage[], requests: readonly number[], calls: readonly Call[]) {
  const votes = new Map<number, Map<string, number>>();
  for (const call of calls) {
    const candidates = new Set<string>();
    for (const request of requestsDuring(sent, requests, call)) {
      const message = sent[request]?.message;
      const node = call.completion?.node ?? call.invocation.node;
      if (message !== undefined && (node === undefined || message.dest === node)) candidates.add(message.src);
    }
    const process = Number(call.invocation.process);
    let votesOfProcess = votes.get(process);
    if (votesOfProcess === undefined) votes.set(process, votesOfProcess = new Map());
    for (const client of candidates) {
      votesOfProcess.set(client, (votesOfProcess.get(client) ?? 0) + 1 / candidates.size);
    }
  }
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

/** Positions of the requests sent while a call was open; for a call without end, those of its first moments. */
function requestsDuring(sent: readonly TimedMessage[], requests: readonly number[], call: Call): number[] {
  const fromNs = call.invocation.time;
  const toNs = call.completion?.time ?? Infinity;
  const found: number[] = [];
  for (let at = firstAtOrAfter(sent, requests, fromNs); at < requests.length && found.length < CANDIDATES_MAX; at++) {
    const request = requests[at] ?? 0;
    // What is sent at the moment of the completion is the first request of the next call.
    if ((sent[request]?.sentNs ?? Infinity) >= toNs) break;
    found.push(request);
  }
  return found;
}

function firstAtOrAfter(sent: readonly TimedMessage[], requests: readonly number[], timeNs: number): number {
  let low = 0;
  let high = requests.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sent[requests[middle] ?? 0]?.sentNs ?? Infinity) < timeNs) low = middle + 1;
    else high = middle;
  }
  return low;
}
