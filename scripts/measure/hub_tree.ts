/**
 * A sketch of broadcast through a tree of hubs, to measure what it would cost; not a solution: nothing is acknowledged,
 * and windows are timed by a clock that all nodes share, as they do in virtual time.
 *
 * ```
 *   leaves --news--> sqrt(n) relays --news--> root, closes the window --all--> relays --all--> leaves
 * ```
 *
 * Each node but the root sends and receives once a window, as with one hub, so the number of messages stays
 * 2 (n - 1) a window. The root talks to its relays only, and each relay to sqrt(n) leaves; the price is two more hops.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { type Node, program } from "../../lib/node.ts";

/** As in 3e, so that the bytes can be compared. */
type Item = { readonly know: number };

type Messages =
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "topology" }
  | { type: "up"; items: readonly Item[] }
  | { type: "down"; items: readonly Item[] };

/** A hop of 100 ms and 20 ms of slack: the next level acts so much later. */
const LEVEL_MS = 120;

/** Place of a node in the tree: the first is the root, the next ones are relays. */
interface Place {
  readonly level: 0 | 1 | 2;
  readonly parent: string | undefined;
  readonly children: readonly string[];
}

export default program<Messages>((node, args) => {
  const windowMs = Number(parseArgs([...args], { string: ["window-ms"] })["window-ms"]);
  const values = new Set<number>();
  let news: Item[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function learn(items: readonly Item[]): void {
    for (const { know } of items) values.add(know);
  }

  function collect(items: readonly Item[]): void {
    learn(items);
    news.push(...items);
    const { level } = placeOf(node);
    timer ??= setTimeout(act, untilNext((2 - level) * LEVEL_MS, windowMs));
  }

  function act(): void {
    timer = undefined;
    const { parent, children } = placeOf(node);
    if (parent !== undefined) node.send(parent, { type: "up", items: news });
    else for (const child of children) node.send(child, { type: "down", items: news });
    news = [];
  }

  node.on("broadcast", ({ body }) => {
    collect([{ know: body.message }]);
    return { type: "broadcast_ok" };
  });

  node.on("up", ({ body }) => collect(body.items));

  node.on("down", ({ body }) => {
    learn(body.items);
    for (const child of placeOf(node).children) node.send(child, { type: "down", items: body.items });
  });

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));
  node.on("topology", () => ({ type: "topology_ok" }));
});

/** Milliseconds until the shared clock is `phaseMs` into a window. */
function untilNext(phaseMs: number, windowMs: number): number {
  const rest = (phaseMs - performance.now()) % windowMs;
  return rest < 0 ? rest + windowMs : rest;
}

function placeOf({ id, nodeIds }: Node<Messages>): Place {
  const relayCount = Math.ceil(Math.sqrt(nodeIds.length - 1));
  const index = nodeIds.indexOf(id);
  const relays = nodeIds.slice(1, 1 + relayCount);
  if (index === 0) return { level: 0, parent: undefined, children: relays };
  if (index > relayCount) return { level: 2, parent: relays[(index - 1) % relayCount], children: [] };
  const children = nodeIds.filter((_, other) => other > relayCount && (other - 1) % relayCount === index - 1);
  return { level: 1, parent: nodeIds[0], children };
}
