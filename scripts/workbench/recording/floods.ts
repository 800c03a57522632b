/**
 * Nodes that send far more messages than clients ask for: legal, and the reason why requests then wait in line.
 *
 * @module
 */
import type { Journal } from "../net/journal.ts";
import { isClient, type Message } from "../net/message.ts";
import type { NetStatistics } from "../net/statistics.ts";

/** Messages an operation that no design needs: 25 nodes that each tell all others of a value take 600. */
const PER_OPERATION_MAX = 1000;

/** Fewer messages than these do nobody harm. */
const MESSAGES_MIN = 10_000;

/** The link that carries most of a flood. */
export interface Flood {
  readonly src: string;
  readonly dest: string;
  /** Of the last message on the link. */
  readonly type: string;
  readonly count: number;
  /** All messages between nodes, and between nodes and services. */
  readonly total: number;
}

/** Finds the link that carries most of a flood; undefined where there is none. */
export function findFlood(journal: Journal, { servers }: NetStatistics): Flood | undefined {
  const { "msg-count": total, "msgs-per-op": perOperation = total } = servers;
  if (total < MESSAGES_MIN || perOperation <= PER_OPERATION_MAX) return undefined;
  const links = new Map<string, { count: number; last: Message }>();
  for (const { type, message } of journal) {
    if (type !== "send" || isClient(message.src) || isClient(message.dest)) continue;
    const name = `${message.src} ${message.dest}`;
    const link = links.get(name);
    if (link === undefined) links.set(name, { count: 1, last: message });
    else [link.count, link.last] = [link.count + 1, message];
  }
  const [most] = [...links.values()].toSorted((a, b) => b.count - a.count);
  if (most === undefined) return undefined;
  const { src, dest, body } = most.last;
  return { src, dest, type: String(body.type), count: most.count, total };
}

/** Says what a flood is, in sentences. */
export function describeFlood({ src, dest, type, count, total }: Flood): string {
  const receiver = src === dest ? "itself" : `"${dest}"`;
  return `Nodes sent ${total} messages, more than ${PER_OPERATION_MAX} for each operation of a client; ${count} of ` +
    `them went from "${src}" to ${receiver}, such as "${type}". Requests may wait behind them. Look for messages that are ` +
    "sent for each one that arrives, and for retries without a pause.";
}
