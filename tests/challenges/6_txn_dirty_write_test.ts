import { assertEquals } from "@std/assert";
import readUncommitted from "../../challenges/6b_txn_read_uncommitted.ts";
import readCommitted from "../../challenges/6c_txn_read_committed.ts";
import type { Program } from "../../lib/node.ts";
import { type SeenMessage, TestIo } from "../lib/test_io.ts";

const NODES = ["n0", "n1"] as const;

/** A short window, and longer than that and the way to the other node. */
const ARGS = ["--window-ms", "20"];
const REPLICATED_MS = 60;

/** Two nodes, connected; `ask` gives what a transaction returned. */
class Pair {
  readonly #ios = new Map(NODES.map((name) => [name as string, new TestIo(ARGS)]));
  readonly #delivered = new Map<TestIo, number>();
  readonly #running: Promise<void>[];

  constructor(program: Program) {
    this.#running = [...this.#ios].map(([name, io]) => {
      io.push({ src: "c0", dest: name, body: { type: "init", msg_id: 1, node_id: name, node_ids: NODES } });
      return program(io);
    });
  }

  async ask(node: string, txn: readonly unknown[]): Promise<unknown> {
    const io = this.#ios.get(node)!;
    io.push({ src: "c1", dest: node, body: { type: "txn", msg_id: io.messages.length + 2, txn } });
    for (let count = 1;; count++) {
      const { body } = await io.sent(count);
      if (body.type === "txn_ok" && this.#isNew(io, count)) return body.txn;
    }
  }

  /** Carries messages between the nodes for a while. */
  async replicate(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, REPLICATED_MS));
    const between = ({ src, dest }: SeenMessage) => src.startsWith("n") && dest.startsWith("n");
    for (const io of this.#ios.values()) {
      for (const message of io.messages.filter(between)) this.#ios.get(message.dest)?.push(message);
    }
  }

  async end(): Promise<void> {
    for (const io of this.#ios.values()) io.end();
    await Promise.all(this.#running);
  }

  #isNew(io: TestIo, count: number): boolean {
    if ((this.#delivered.get(io) ?? 0) >= count) return false;
    this.#delivered.set(io, count);
    return true;
  }
}

for (const [name, program] of [["6b", readUncommitted], ["6c", readCommitted]] as const) {
  Deno.test(`${name} lets one of two transactions win at every key that both wrote`, async () => {
    const pair = new Pair(program);
    await pair.ask("n0", [["w", 1, 10], ["w", 2, 10]]);
    await pair.ask("n1", [["w", 2, 20], ["w", 1, 20]]);
    await pair.replicate();
    const read = [["r", 1, null], ["r", 2, null]];
    const winner = [["r", 1, 20], ["r", 2, 20]];
    assertEquals(await pair.ask("n0", read), winner);
    assertEquals(await pair.ask("n1", read), winner);
    await pair.end();
  });

  Deno.test(`${name} lets the later of two writes of one transaction to one key win`, async () => {
    const pair = new Pair(program);
    assertEquals(await pair.ask("n0", [["w", 1, 10], ["w", 1, 11], ["r", 1, null]]), [
      ["w", 1, 10],
      ["w", 1, 11],
      ["r", 1, 11],
    ]);
    await pair.replicate();
    assertEquals(await pair.ask("n1", [["r", 1, null]]), [["r", 1, 11]]);
    await pair.end();
  });
}
