#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 3b, Multi-node broadcast: a new value floods through the topology, one hop at a time.
 *
 *     client -> n1 -> n0 -> n3
 *                 \-> n2     a value goes to all neighbours but the one it came from,
 *                  -> n4     and stops where it is known already
 *
 * Values spread one at a time, never the whole set. Until a topology arrives, all other nodes are neighbours.
 *
 * - Survives: duplicate, reorder, slow, hold, pause, clock. A set does not mind.
 * - Not survived: partition, loss, since what is lost is lost for good (that is for 3c); kill, since values are in
 *   memory.
 * - Cost: each value crosses each link once or twice (twice where two neighbours send it to each other at the same
 *   time), so with E links between N nodes, N - 1 <= messages <= 2 E - (N - 1) a value. No acknowledgements.
 * - Official test: `maelstrom test -w broadcast --bin 3b_broadcast_multi_node --node-count 5 --time-limit 20 --rate 10`
 *
 * Source: https://fly.io/dist-sys/3b/
 *
 * @module
 */
import { program, RpcError, stdio } from "../lib/node.ts";

type Messages =
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "broadcast"; message: number }
  | { type: "read" }
  | { type: "gossip"; message: number };

const broadcast = program<Messages>((node) => {
  const values = new Set<number>();
  let topology: Record<string, string[]> | undefined;

  function learn(value: number, from: string): void {
    if (!Number.isSafeInteger(value)) throw new RpcError(12, 'Cannot broadcast: "message" is not an integer');
    if (values.has(value)) return;
    values.add(value);
    const neighbours = topology === undefined ? node.peers : topology[node.id] ?? [];
    for (const neighbour of neighbours) {
      if (neighbour !== from) node.send(neighbour, { type: "gossip", message: value });
    }
  }

  node.on("topology", ({ body }) => {
    topology = body.topology;
    return { type: "topology_ok" };
  });

  node.on("broadcast", ({ src, body }) => {
    learn(body.message, src);
    return { type: "broadcast_ok" };
  });

  node.on("gossip", ({ src, body }) => learn(body.message, src));

  node.on("read", () => ({ type: "read_ok", messages: [...values] }));
});

export default broadcast;
if (import.meta.main) await broadcast(stdio());
