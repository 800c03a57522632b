/**
 * An Io in memory, for tests of programs: lines go in by `push`, and come out in `lines`.
 *
 * @module
 */
import type { Io } from "../../lib/node.ts";

/** A message as tests look at it. */
export interface SeenMessage {
  readonly src: string;
  readonly dest: string;
  // deno-lint-ignore no-explicit-any -- assertions look into bodies of any type
  readonly body: Record<string, any>;
}

/** Input and output in memory. */
export class TestIo implements Io {
  /** What the program has sent. */
  readonly messages: SeenMessage[] = [];
  /** What the program has logged. */
  readonly logs: string[] = [];
  readonly input: ReadableStream<string>;
  #input!: ReadableStreamDefaultController<string>;
  #watchers: (() => void)[] = [];

  constructor(readonly args: readonly string[] = []) {
    this.input = new ReadableStream({ start: (controller) => void (this.#input = controller) });
  }

  output(line: string): void {
    this.messages.push(JSON.parse(line));
    for (const watcher of this.#watchers.splice(0)) watcher();
  }

  log = (line: string): void => {
    this.logs.push(line);
  };

  /** Passes a line or a message to the program. */
  push(line: string | SeenMessage): void {
    this.#input.enqueue(typeof line === "string" ? line : JSON.stringify(line));
  }

  /** Passes a request from c1 to n0. */
  request(body: SeenMessage["body"]): void {
    this.push({ src: "c1", dest: "n0", body });
  }

  /** Passes the init message: the node is the first of `nodeIds`. */
  init(nodeIds: readonly string[] = ["n0"]): void {
    this.push({
      src: "c0",
      dest: nodeIds[0]!,
      body: { type: "init", msg_id: 1, node_id: nodeIds[0], node_ids: nodeIds },
    });
  }

  /** Ends the input. */
  end(): void {
    this.#input.close();
  }

  /** Waits until the program has sent `count` messages in all, and gives the last one. */
  async sent(count: number): Promise<SeenMessage> {
    while (this.messages.length < count) await new Promise<void>((resolve) => this.#watchers.push(resolve));
    return this.messages[count - 1]!;
  }
}
