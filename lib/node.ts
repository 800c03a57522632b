/**
 * A node of Maelstrom: reads messages line by line, hands each to the handler of its type, and sends replies,
 * messages and requests of its own.
 *
 * Handlers run as messages arrive, without waiting for each other: after an `await` in a handler, others may have run.
 * A handler that throws an {@linkcode RpcError} answers with its code; anything else thrown is logged and answered
 * with code 13, and the node lives on. The handshake "init" is answered here.
 *
 * Time and randomness come from the globals, read at each call, so that a simulator can replace them.
 *
 * Source: Maelstrom's protocol.md.
 *
 * @module
 */
import { type Body, type Message, parseMessage } from "./_message.ts";
import { MessageWriter } from "./_message_writer.ts";
import type { Io } from "./_stdio.ts";
import { RpcError } from "./rpc_error.ts";

export { type Io, stdio } from "./_stdio.ts";
export type { Body, Message } from "./_message.ts";
export { RpcError } from "./rpc_error.ts";

/** A node's whole life: reads `io.input` to its end. Resolves when the handlers of all its messages have ended. */
export type Program = (io: Io) => Promise<void>;

/** The member of the message union `M` whose type is `T`. */
export type BodyOf<M extends { readonly type: string }, T extends string> = M extends { readonly type: infer U }
  ? T extends U ? M : never
  : never;

/** What a handler gives: the body of the reply, or nothing. */
export type HandlerResult = { readonly type: string; readonly [field: string]: unknown } | void;

/** Answers messages of one type. The types of the fields are the protocol's promise; nothing checks them here. */
export type Handler<B extends { readonly type: string }> = (
  message: Message<B>,
) => HandlerResult | Promise<HandlerResult>;

/** Options of {@linkcode Node.rpc}. */
export interface RpcOptions {
  /** How long to wait for the reply, in milliseconds. Default: 1,000. */
  readonly timeoutMs?: number;
  /** Gives up waiting when it aborts; the promise rejects with its reason. */
  readonly signal?: AbortSignal;
}

interface PendingRpc {
  readonly dest: string;
  readonly type: string;
  resolve(body: Body): void;
  reject(error: unknown): void;
}

const DEFAULT_TIMEOUT_MS = 1000;
/** How much of a bad line goes to the log. */
const LOGGED_CHARACTERS_MAX = 200;
/** How many messages may wait for "init"; further ones are refused. */
const WAITING_MESSAGES_MAX = 10_000;
/**
 * The first msg_id is random below this, so that a reply to an earlier incarnation of the node, which arrives after a crash
 * and a restart, is not taken for the reply to a new request.
 */
const FIRST_MSG_ID_MAX = 2 ** 31;

/**
 * Makes a program from a function that registers handlers. Each run of the program calls it with a node of its own,
 * so state belongs inside that function.
 *
 * The type parameter names the messages that the node understands.
 *
 * @example
 * ```ts
 * import { program } from "@gossip-glomers/deno";
 * import { assertEquals } from "@std/assert";
 *
 * type Messages = { type: "double"; value: number };
 * const double = program<Messages>((node) => {
 *   node.on("double", ({ body }) => ({ type: "double_ok", value: 2 * body.value }));
 * });
 *
 * async function* input() {
 *   yield '{"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0"]}}';
 *   yield '{"src":"c1","dest":"n0","body":{"type":"double","msg_id":1,"value":21}}';
 * }
 * const lines: string[] = [];
 * await double({ input: input(), output: (line) => lines.push(line), args: [] });
 * assertEquals(JSON.parse(lines[1]!).body, { type: "double_ok", value: 42, in_reply_to: 1 });
 * ```
 */
export function program<M extends { readonly type: string } = Body>(
  setup: (node: Node<M>, args: readonly string[]) => void,
): Program {
  return async (io) => {
    const node = new Node<M>(io);
    setup(node, io.args);
    await node.run();
  };
}

/**
 * One node: its name, its peers, its handlers and its requests under way.
 *
 * @example
 * ```ts
 * import { program, RpcError } from "@gossip-glomers/deno";
 *
 * type Messages = { type: "ask"; question: string } | { type: "hint"; text: string };
 * const oracle = program<Messages>((node) => {
 *   const hints: string[] = [];
 *   node.onInit(() => node.log(`I am ${node.id}, with me are ${node.peers}`));
 *   node.on("hint", ({ body }) => {
 *     hints.push(body.text); // Nothing is returned, so nothing is sent back.
 *   });
 *   node.on("ask", async ({ body }) => {
 *     const [peer] = node.peers;
 *     if (peer === undefined) throw new RpcError(11, "Cannot answer: there is no peer to ask");
 *     for (const dest of node.peers) node.send(dest, { type: "hint", text: body.question });
 *     const reply = await node.rpc<{ answer: string }>(peer, { type: "recall" }, { timeoutMs: 500 });
 *     return { type: "ask_ok", answer: reply.answer, hints };
 *   });
 * });
 * ```
 */
export class Node<M extends { readonly type: string } = Body> {
  readonly #io: Io;
  readonly #writer = new MessageWriter();
  readonly #handlers = new Map<string, (message: Message) => HandlerResult | Promise<HandlerResult>>();
  readonly #initCallbacks: (() => void | Promise<void>)[] = [];
  readonly #pendingRpcs = new Map<number, PendingRpc>();
  readonly #running = new Set<Promise<void>>();
  readonly #ended = new AbortController();
  #lastMsgId = Math.floor(Math.random() * FIRST_MSG_ID_MAX);
  /** Messages from before the end of init; undefined from then on. */
  #waiting: Message[] | undefined = [];
  #id: string | undefined;
  #nodeIds: readonly string[] = [];
  #peers: readonly string[] = [];

  /** Makes a node that will serve `io`. Usually {@linkcode program} does this. */
  constructor(io: Io) {
    this.#io = io;
  }

  /** The node's name, such as "n0". @throws {Error} before "init". */
  get id(): string {
    if (this.#id === undefined) throw new Error("Cannot tell the node's id: no init message has arrived yet");
    return this.#id;
  }

  /** The names of all nodes, this one included, in the order of "init"; empty before. */
  get nodeIds(): readonly string[] {
    return this.#nodeIds;
  }

  /** The names of all other nodes. */
  get peers(): readonly string[] {
    return this.#peers;
  }

  /** Aborts when the input has ended: nothing can be answered any more, so loops that retry should end. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /**
   * Sets the handler for messages of `type`. What it returns is sent as the reply to a request, and ignored for a
   * message without `msg_id`; it may also return nothing and reply later, or never.
   *
   * @throws {Error} for a type that has a handler already, and for "init" (see {@linkcode Node.onInit}).
   */
  on<T extends M["type"]>(type: T, handler: Handler<BodyOf<M, T>>): void {
    if (type === "init") throw new Error('Cannot handle "init": the node answers it itself, use onInit');
    if (this.#handlers.has(type)) throw new Error(`Cannot handle "${type}": it has a handler already`);
    this.#handlers.set(type, handler as (message: Message) => HandlerResult | Promise<HandlerResult>);
  }

  /** Runs `callback` once at "init", when `id` and `nodeIds` are known, and before any handler. It is awaited. */
  onInit(callback: () => void | Promise<void>): void {
    this.#initCallbacks.push(callback);
  }

  /** Sends a message that expects no reply. */
  send<B extends { readonly type: string }>(dest: string, body: B): void {
    this.#output(this.id, dest, body);
  }

  /** Replies to a request, adding `in_reply_to`. To a message without `msg_id` there is no reply: nothing is sent. */
  reply<B extends { readonly type: string }>(request: Message<{ type: string; msg_id?: number }>, body: B): void {
    const { msg_id: msgId } = request.body;
    if (msgId === undefined) return;
    this.#output(this.#id ?? request.dest, request.src, { ...body, in_reply_to: msgId });
  }

  /**
   * Sends a request and gives the body of its reply.
   *
   * The caller names the reply's type; nothing checks it.
   *
   * @throws {RpcError} with the code of an error reply, or "timeout" (0) where no reply came in time or none can come
   * any more because the input has ended. Such a request may have been carried out.
   */
  rpc<R = Body, B extends { readonly type: string } = Body>(
    dest: string,
    body: B,
    options: RpcOptions = {},
  ): Promise<R> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      if (this.signal.aborted) return reject(noReply(dest, body.type, "the input has ended"));
      const msgId = ++this.#lastMsgId;
      this.#output(this.id, dest, { ...body, msg_id: msgId });
      const expire = () => settle(() => reject(noReply(dest, body.type, `none came within ${timeoutMs} ms`)));
      const abort = () => settle(() => reject(signal?.reason));
      const timer = setTimeout(expire, timeoutMs);
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        this.#pendingRpcs.delete(msgId);
        finish();
      };
      signal?.addEventListener("abort", abort);
      this.#pendingRpcs.set(msgId, {
        dest,
        type: body.type,
        resolve: (reply) => settle(() => resolve(reply as R)),
        reject: (error) => settle(() => reject(error)),
      });
    });
  }

  /** Writes text to the node's log, with time and name in front of each line. */
  log(text: string): void {
    const prefix = `${new Date().toISOString()} ${this.#id ?? "-"}`;
    for (const line of text.split("\n")) this.#io.log?.(`${prefix} ${line}`);
  }

  /** Reads messages until the input ends, then waits for handlers that still run. {@linkcode program} calls this. */
  async run(): Promise<void> {
    for await (const line of this.#io.input) this.#receive(line);
    for (const { dest, type, reject } of [...this.#pendingRpcs.values()]) {
      reject(noReply(dest, type, "the input has ended"));
    }
    this.#ended.abort();
    while (this.#running.size > 0) await Promise.all(this.#running);
    for (const message of this.#waiting ?? []) {
      this.#replyError(message, new RpcError(11, `Cannot handle "${message.body.type}": the input ended before init`));
    }
  }

  #receive(line: string): void {
    const message = parseMessage(line);
    if (typeof message === "string") {
      const cut = line.length > LOGGED_CHARACTERS_MAX ? `${line.slice(0, LOGGED_CHARACTERS_MAX)}...` : line;
      this.log(`Skipped a line that is not a message (${message}): ${cut}`);
    } else if (message.body.in_reply_to !== undefined) {
      this.#receiveReply(message);
    } else if (message.body.type === "init") {
      this.#track(this.#init(message));
    } else if (this.#waiting === undefined) {
      this.#handle(message);
    } else if (this.#waiting.length < WAITING_MESSAGES_MAX) {
      this.#waiting.push(message);
    } else {
      const text = `Cannot handle "${message.body.type}": ${WAITING_MESSAGES_MAX} messages wait for init already`;
      this.#replyError(message, new RpcError(11, text));
    }
  }

  /** A reply that nobody waits for (late, doubled, to an earlier incarnation of this node) is dropped. */
  #receiveReply({ src, body }: Message): void {
    const rpc = typeof body.in_reply_to === "number" ? this.#pendingRpcs.get(body.in_reply_to) : undefined;
    if (rpc === undefined || rpc.dest !== src) return;
    if (body.type === "error") rpc.reject(RpcError.fromBody(body));
    else rpc.resolve(body);
  }

  async #init(message: Message): Promise<void> {
    const { node_id: nodeId, node_ids: nodeIds } = message.body;
    if (typeof nodeId !== "string" || !Array.isArray(nodeIds) || !nodeIds.every((id) => typeof id === "string")) {
      return this.#replyError(message, new RpcError(12, 'Cannot start: "init" needs "node_id" and "node_ids"'));
    }
    if (this.#id !== undefined) {
      // A doubled init is answered once more, so that the answer arrives even where the first one was lost.
      if (this.#id === nodeId) return this.reply(message, { type: "init_ok" });
      return this.#replyError(message, new RpcError(14, `Cannot become "${nodeId}": this node is "${this.#id}"`));
    }
    this.#id = nodeId;
    this.#nodeIds = nodeIds;
    this.#peers = nodeIds.filter((id) => id !== nodeId);
    try {
      for (const callback of this.#initCallbacks) await callback();
      this.reply(message, { type: "init_ok" });
    } catch (error) {
      this.#replyError(message, error);
    }
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const early of waiting) this.#handle(early);
  }

  #handle(message: Message): void {
    try {
      const handler = this.#handlers.get(message.body.type);
      if (handler === undefined) throw new RpcError(10, `Cannot handle "${message.body.type}": unknown type`);
      const result = handler(message);
      if (result instanceof Promise) this.#track(this.#replyLater(message, result));
      else if (result !== undefined) this.reply(message, result);
    } catch (error) {
      this.#replyError(message, error);
    }
  }

  async #replyLater(message: Message, result: Promise<HandlerResult>): Promise<void> {
    try {
      const body = await result;
      if (body !== undefined) this.reply(message, body);
    } catch (error) {
      this.#replyError(message, error);
    }
  }

  #replyError(message: Message, error: unknown): void {
    let rpcError: RpcError;
    if (error instanceof RpcError) rpcError = error;
    else {
      this.log(`Handler of "${message.body.type}" failed: ${error instanceof Error ? error.stack : String(error)}`);
      rpcError = new RpcError(13, error instanceof Error ? error.message : String(error), { cause: error });
    }
    this.reply(message, rpcError.toBody());
  }

  #track(promise: Promise<void>): void {
    const tracked = promise.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  #output(src: string, dest: string, body: { readonly type: string }): void {
    const parts = this.#writer.write(src, dest, body);
    if (parts.length > 1 && this.#io.outputParts !== undefined) this.#io.outputParts(parts);
    else this.#io.output(parts.join(""));
  }
}

function noReply(dest: string, type: string, why: string): RpcError {
  return new RpcError(0, `Cannot get a reply from "${dest}" to "${type}": ${why}`);
}
