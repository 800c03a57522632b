/**
 * How much traffic the busiest node carries: what a hub costs.
 *
 * @module
 */
import { NS_PER_S } from "../workbench/clock.ts";
import type { Journal } from "../workbench/net/journal.ts";
import { isClient, messageText } from "../workbench/net/message.ts";

/** Traffic of one node with other nodes and services, both directions. */
export interface NodeLoad {
  readonly node: string;
  readonly messagesPerS: number;
  /** Size of the messages as JSON lines, line feeds not counted. */
  readonly bytesPerS: number;
  /** Its part of the bytes of all nodes. An even spread over n nodes is 1/n. */
  readonly share: number;
}

/** The part of a plan that decides what counts. */
export interface MainPhase {
  readonly nodes: readonly string[];
  readonly timeLimitS: number;
}

/** Finds the node with the most bytes, averaged over the main phase; messages to and from clients do not count. */
export function busiestNode(journal: Journal, { nodes, timeLimitS }: MainPhase): NodeLoad {
  const messages = new Map(nodes.map((node) => [node, 0]));
  const bytes = new Map(messages);
  const sizes = new Map<number, number>();
  for (const { type, time, message } of journal) {
    const { id, src, dest } = message;
    if (type === "drop" || time < 0 || time > timeLimitS * NS_PER_S || isClient(src) || isClient(dest)) continue;
    const size = sizes.get(id) ?? messageText(message).length - `"id":${id},`.length;
    if (type === "send") sizes.set(id, size);
    else sizes.delete(id);
    const node = type === "send" ? src : dest;
    if (!messages.has(node)) continue;
    messages.set(node, (messages.get(node) ?? 0) + 1);
    bytes.set(node, (bytes.get(node) ?? 0) + size);
  }
  const [node = "", most = 0] = [...bytes].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  const total = bytes.values().reduce((sum, count) => sum + count, 0);
  return {
    node,
    messagesPerS: (messages.get(node) ?? 0) / timeLimitS,
    bytesPerS: most / timeLimitS,
    share: total === 0 ? 0 : most / total,
  };
}
