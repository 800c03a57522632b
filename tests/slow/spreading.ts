/**
 * What the slow broadcast nodes of this folder share: they answer clients, and keep values. How they spread them is
 * what makes each of them slow.
 *
 * @module
 */
import { type Node, type Program, program } from "../../lib/node.ts";

export type Messages =
  | { type: "broadcast"; message: number }
  | { type: "read" | "pull" }
  | { type: "topology"; topology: Record<string, string[]> }
  | { type: "tell"; messages: number[] }
  | { type: "tell_ok"; messages: number[] };

/** A node with its values. */
export interface Spreader {
  readonly node: Node<Messages>;
  readonly values: Set<number>;
  /** Sends values to a node. */
  tell(dest: string, messages: readonly number[]): void;
}

/** What a design does when a value is new, and when nodes know their neighbours. */
export interface Design {
  /** @param from The node that it came from; undefined for a client. */
  learned?(value: number, from: string | undefined): void;
  start?(neighbours: readonly string[]): void;
  /** Called for each message that came, its values new or not. */
  told?(from: string, messages: readonly number[]): void;
}

/** Makes a broadcast node that spreads values by a design. */
export function spreading(make: (spreader: Spreader) => Design): Program {
  return program<Messages>((node) => {
    const values = new Set<number>();
    const design = make({ node, values, tell: (dest, messages) => node.send(dest, { type: "tell", messages }) });
    const learn = (value: number, from?: string) => {
      if (values.has(value)) return;
      values.add(value);
      design.learned?.(value, from);
    };
    node.on("topology", ({ body }) => {
      design.start?.(body.topology[node.id] ?? []);
      return { type: "topology_ok" };
    });
    node.on("read", () => ({ type: "read_ok", messages: [...values] }));
    node.on("broadcast", ({ body }) => {
      learn(body.message);
      return { type: "broadcast_ok" };
    });
    node.on("tell", ({ src, body }) => {
      for (const value of body.messages) learn(value, src);
      design.told?.(src, body.messages);
    });
  });
}
