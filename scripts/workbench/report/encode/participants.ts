/**
 * Who takes part in a run, in the order of the diagrams: clients, nodes, services.
 *
 * @module
 */
import type { Journal } from "../../net/journal.ts";
import { isClient } from "../../net/message.ts";

/** Everyone who sent or was sent something, and every node. */
export interface Participants {
  readonly names: readonly string[];
  /** 0 client, 1 node, 2 service; one a name. */
  readonly kinds: readonly number[];
  readonly positionOf: ReadonlyMap<string, number>;
}

/** Lists the participants: clients in natural order, nodes in the order of the cluster, the rest in natural order. */
export function participantsOf(journal: Journal, nodes: readonly string[]): Participants {
  const isNode = new Set(nodes);
  const others = new Set<string>();
  for (const { type, message } of journal) {
    if (type !== "send") continue;
    if (!isNode.has(message.src)) others.add(message.src);
    if (!isNode.has(message.dest)) others.add(message.dest);
  }
  const natural = new Intl.Collator("en", { numeric: true }).compare;
  const clients = [...others].filter(isClient).sort(natural);
  const services = [...others].filter((name) => !isClient(name)).sort(natural);
  const names = [...clients, ...nodes, ...services];
  return {
    names,
    kinds: [...clients.map(() => 0), ...nodes.map(() => 1), ...services.map(() => 2)],
    positionOf: new Map(names.map((name, position) => [name, position])),
  };
}
