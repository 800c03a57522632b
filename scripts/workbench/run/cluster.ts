/**
 * The nodes of a run: start, init, lines in and out, and everything that can be done to them or their network.
 *
 * @module
 */
import { Client } from "./client.ts";
import { type Clock, NS_PER_MS } from "../clock.ts";
import { excerpt } from "../text/excerpt.ts";
import type { FaultTarget } from "../nemesis/fault_target.ts";
import { isClient, type Message, type MessageBody, messageText } from "../net/message.ts";
import type { Network } from "../net/network.ts";
import { BootGate } from "../nodes/boot_gate.ts";
import { FlatLines } from "../nodes/flat_line.ts";
import { ListWatch } from "../nodes/list_watch.ts";
import type { NodeEvents, NodeHost, NodeWarning } from "../nodes/node_host.ts";
import {
  type BadLine,
  beginsWithObject,
  checkMessage,
  describeEmptyLine,
  type OutgoingMessage,
  parseNodeLine,
  showLine,
} from "../nodes/node_output.ts";
import { describeUnended, describeUnmatched, OddLineList, type OddLines } from "../recording/odd_lines.ts";
import type { RequestBody } from "../workloads/workload.ts";

/** A node gets this long to answer `init`. */
const INIT_TIMEOUT_MS = 10_000;
const MS_PER_S = 1000;

/** Lines of a node's stderr that are kept for error messages. */
const SHOWN_LOG_LINES = 8;

/** Names of participants that do not exist which are counted. */
const STRAY_NAMES_MAX = 100;

/** The longest part of a line that an error message shows, in characters. */
const EXCERPT_LENGTH_MAX = 200;

/** Why a run could not be brought to its end. */
export interface RunFailure {
  readonly kind:
    | "bad-line"
    | "exit"
    | "no-init"
    | "bad-init"
    | "bad-setup"
    | "flood"
    | "start"
    | "interrupted"
    | "memory"
    | "stuck"
    | "unsimulated";
  /** The node at fault; empty where the bench, or whoever runs it, ended the run. */
  readonly node: string;
  /** What happened, what was expected, and what to do next. */
  readonly text: string;
}

/** What a cluster works with. */
export interface ClusterOptions {
  readonly nodes: readonly string[];
  readonly network: Network;
  readonly clock: Clock;
  /** Further time to answer `init` for each further node, in ms: more than 0 where nodes boot in real time. */
  readonly bootMsPerNode: number;
  /** Time to answer `init`, in seconds, where the person says so. */
  readonly initTimeoutS?: number;
  makeHost(id: string, events: NodeEvents): NodeHost;
  nextClientName(): string;
  onFailure(failure: RunFailure): void;
  onLog(node: string, line: string): void;
  onWarning?(node: string, warning: NodeWarning): void;
}

interface Member {
  readonly host: NodeHost;
  readonly gate: BootGate;
  readonly log: string[];
  readonly flatLines: FlatLines;
  readonly lists: ListWatch;
  isUp: boolean;
  /** True once it has answered `init`, in any of its lives. */
  hasAnswered: boolean;
  /** How often it was started: which of its lives this is. */
  startCount: number;
  /** True once it was paused since its last start: then `init` may be answered too late through no fault of its own. */
  wasPaused: boolean;
}

/** All nodes; the nemesis works on it through FaultTarget. */
export class Cluster implements FaultTarget {
  readonly nodes: readonly string[];
  readonly #options: ClusterOptions;
  readonly #members = new Map<string, Member>();
  readonly #afterEmptyLine = new Set<string>();
  readonly #oddLines = new OddLineList();
  readonly #strayDestinations = new Map<string, number>();
  readonly #initTimeoutMs: number;
  #isStopping = false;

  constructor(options: ClusterOptions) {
    this.nodes = options.nodes;
    this.#options = options;
    this.#initTimeoutMs = options.initTimeoutS === undefined
      ? INIT_TIMEOUT_MS + options.bootMsPerNode * (options.nodes.length - 1)
      : options.initTimeoutS * MS_PER_S;
    for (const node of options.nodes) {
      const log: string[] = [];
      const host = options.makeHost(node, {
        onLine: (line) => this.#onLine(node, line),
        onParts: (parts) => this.#onParts(node, parts),
        onLog: (line) => this.#onLog(node, line),
        onWarning: (warning) => options.onWarning?.(node, warning),
        onExit: (how) => this.#onExit(node, how),
        onUnsimulated: (text) => this.#options.onFailure({ kind: "unsimulated", node, text }),
      });
      const gate = new BootGate(options.clock, (message) => host.deliver(messageText(message)));
      this.#members.set(node, {
        ...{ host, gate, log, flatLines: new FlatLines(node), lists: new ListWatch() },
        ...{ isUp: false, hasAnswered: false, startCount: 0, wasPaused: false },
      });
      options.network.register(node, {
        isUp: () => this.#member(node).isUp,
        deliver: (message) => this.#deliver(node, message),
      });
    }
  }

  /** What each node that printed on stderr printed last, in order, by its name. */
  get lastLogLines(): Readonly<Record<string, readonly string[]>> {
    const logs = [...this.#members].filter(([, { log }]) => log.length > 0);
    return Object.fromEntries(logs.map(([node, { log }]) => [node, [...log]]));
  }

  /** Messages to participants that do not exist, by their name; they are dropped. */
  get strayDestinations(): ReadonlyMap<string, number> {
    return this.#strayDestinations;
  }

  /** Output of nodes that was tolerated. */
  get oddLines(): readonly OddLines[] {
    return this.#oddLines.found;
  }

  /** Starts every node and sends it `init`; `onReady` is called when all have answered. */
  start(onReady: () => void): void {
    let missing = this.nodes.length;
    for (const node of this.nodes) {
      this.#startNode(node, () => {
        missing--;
        if (missing === 0) onReady();
      });
    }
  }

  /** Sends requests of the setup phase to one node, one after another. */
  setUp(node: string, requests: readonly RequestBody[], onReady: () => void): void {
    if (requests.length === 0) return onReady();
    const client = new Client(this.#options.nextClientName(), node, this.#options.network, this.#options.clock);
    const sendNext = (position: number): void => {
      const request = requests[position];
      if (request === undefined) return onReady();
      client.call(request, SETUP_TIMEOUT_MS, (outcome) => {
        const expected = `${request.type}_ok`;
        if (outcome.kind === "reply" && outcome.body.type === expected) return sendNext(position + 1);
        const got = outcome.kind === "reply"
          ? `answered "${request.type}" with ${excerpt(JSON.stringify(outcome.body), EXCERPT_LENGTH_MAX)}`
          : `did not answer "${request.type}" within ${SETUP_TIMEOUT_MS / 1000} s`;
        const cause = outcome.kind === "reply" ? undefined : this.#whyUnanswered(node, outcome.unmatched, position + 1);
        this.#fail(
          "bad-setup",
          node,
          `Cannot set up node "${node}": it ${got}, expected a reply of type "${expected}"` +
            (cause === undefined ? "" : `\nLikely cause: ${cause}`),
        );
      });
    };
    sendNext(0);
  }

  killNode(node: string): void {
    const member = this.#member(node);
    member.isUp = false;
    member.host.kill();
  }

  restartNode(node: string): void {
    if (!this.#member(node).isUp) this.#startNode(node, () => {});
  }

  pauseNode(node: string): void {
    const member = this.#member(node);
    member.wasPaused = true;
    member.host.pause();
  }

  resumeNode(node: string): void {
    this.#member(node).host.resume();
  }

  skewClock(node: string, offsetNs: number): void {
    this.#member(node).host.skewClock?.(offsetNs);
  }

  setDrops(drops: ReadonlyMap<string, ReadonlySet<string>>): void {
    this.#options.network.setDrops(drops);
  }

  scaleLatency(factor: number): void {
    this.#options.network.scaleLatency(factor);
  }

  setLoss(probability: number | undefined): void {
    this.#options.network.setLoss(probability);
  }

  setDuplication(probability: number | undefined): void {
    this.#options.network.setDuplication(probability);
  }

  setJitter(jitterMs: number | undefined): void {
    this.#options.network.setJitter(jitterMs);
  }

  holdLink(src: string, dest: string): void {
    this.#options.network.holdLink(src, dest);
  }

  releaseLink(src: string, dest: string): void {
    this.#options.network.releaseLink(src, dest);
  }

  /** Ends all nodes and resolves when nothing of them is left. */
  async stop(): Promise<void> {
    this.#noteUnendedOutput();
    this.#isStopping = true;
    await Promise.all([...this.#members.values()].map((member) => member.host.stop()));
  }

  #startNode(node: string, onReady: () => void): void {
    const { clock, network } = this.#options;
    clock.at(clock.now(), () => {
      const member = this.#member(node);
      try {
        member.host.start();
      } catch (error) {
        return this.#fail("start", node, error instanceof Error ? error.message : String(error));
      }
      member.isUp = true;
      member.wasPaused = false;
      const start = ++member.startCount;
      member.gate.close();
      const client = new Client(this.#options.nextClientName(), node, network, clock);
      const init: RequestBody = { type: "init", node_id: node, node_ids: this.nodes };
      client.call(init, this.#initTimeoutMs, (outcome) => {
        client.close();
        // A life that was killed before it answered says nothing of the one after it.
        if (member.startCount !== start) return;
        member.gate.open();
        if (outcome.kind === "reply" && outcome.body.type === "init_ok") {
          member.hasAnswered = true;
          return onReady();
        }
        if (!member.isUp || member.wasPaused) return;
        if (outcome.kind === "reply") {
          return this.#fail(
            "bad-init",
            node,
            `Cannot start node "${node}": it answered init with ${
              excerpt(JSON.stringify(outcome.body), EXCERPT_LENGTH_MAX)
            }, ` +
              `expected a reply of type "init_ok" with "in_reply_to": 1`,
          );
        }
        this.#fail("no-init", node, this.#noInitText(node, outcome.unmatched));
      });
    });
  }

  #deliver(node: string, message: Message): void {
    this.#member(node).gate.pass(message);
  }

  #onParts(node: string, parts: readonly string[]): void {
    const value = this.#afterEmptyLine.has(node) ? undefined : this.#member(node).lists.parseParts(parts);
    if (value === undefined) return this.#onLine(node, parts.join(""));
    if (this.#isStopping) return;
    const parsed = checkMessage(value, Infinity);
    if (parsed.ok) this.#pass(node, parsed);
    else this.#refuse(node, parts.join(""), parsed);
  }

  #onLine(node: string, line: string): void {
    if (this.#isStopping) return;
    if (this.#afterEmptyLine.delete(node)) return this.#refuse(node, "", describeEmptyLine(line));
    const { flatLines, lists } = this.#member(node);
    const { network } = this.#options;
    const flat = flatLines.read(line);
    if (flat !== undefined && network.sendText(node, flat.dest, flat.bodyText)) return;
    const parsed = parseNodeLine(line, (text) => lists.parse(text));
    if (!parsed.ok && line.trim() === "") {
      // What follows it tells why it is there.
      this.#afterEmptyLine.add(node);
      const { clock } = this.#options;
      clock.at(clock.now() + NEXT_LINE_WAIT_NS, () => {
        if (this.#afterEmptyLine.delete(node)) this.#refuse(node, "", parsed);
      });
      return;
    }
    if (!parsed.ok) return this.#refuse(node, line, parsed);
    if (parsed.rest !== undefined) {
      this.#oddLines.add("second-message", node, parsed.rest);
      this.#onLog(node, `[workbench] the line goes on after the message, which was ignored: ${showLine(parsed.rest)}`);
    }
    this.#pass(node, parsed);
  }

  #pass(node: string, parsed: OutgoingMessage): void {
    const { network } = this.#options;
    if (parsed.src !== node) this.#oddLines.add("wrong-src", node, parsed.src);
    if (!network.has(parsed.dest) && !isClient(parsed.dest)) {
      this.#noteStray(node, parsed.dest);
      return;
    }
    network.send(parsed.src, parsed.dest, parsed.body as MessageBody);
  }

  #refuse(node: string, line: string, { reason, likelyCause }: BadLine): void {
    const text = `Node "${node}" printed a line on stdout that is not a message, because ${reason}: ` +
      excerpt(line, EXCERPT_LENGTH_MAX);
    this.#fail("bad-line", node, `${text}\nLikely cause: ${likelyCause}`);
  }

  /** What lies there without a line end was no line in the making. */
  #noteUnendedOutput(): void {
    const nowNs = this.#options.clock.now();
    for (const [node, { host }] of this.#members) {
      const { text = "", timeNs = 0 } = host.unendedOutput?.() ?? {};
      if (beginsWithObject(text) && nowNs - timeNs >= LINE_END_WAIT_NS) this.#oddLines.add("no-line-end", node, text);
    }
  }

  #noteStray(node: string, dest: string): void {
    const count = this.#strayDestinations.get(dest) ?? 0;
    if (count === 0 && this.#strayDestinations.size === STRAY_NAMES_MAX) return;
    this.#strayDestinations.set(dest, count + 1);
    if (count > 0) return;
    const known = this.nodes.join(", ");
    this.#onLog(
      node,
      `[workbench] dropped a message to "${dest}", which does not exist, expected one of ${known}, a client or a service`,
    );
  }

  #onLog(node: string, line: string): void {
    const { log } = this.#member(node);
    log.push(line);
    if (log.length > SHOWN_LOG_LINES) log.shift();
    this.#options.onLog(node, line);
  }

  #onExit(node: string, how: string): void {
    if (this.#isStopping) return;
    const member = this.#member(node);
    member.isUp = false;
    const when = member.hasAnswered ? "during the run" : "before it answered init";
    this.#fail("exit", node, `Node "${node}" ended ${when}, expected it to run until it is stopped: ${how}`);
  }

  #fail(kind: RunFailure["kind"], node: string, text: string): void {
    if (this.#isStopping) return;
    const { host, log } = this.#member(node);
    const details = kind === "exit" ? host.describeFailure?.() : undefined;
    this.#options.onFailure({ kind, node, text: `${text}\n${details ?? describeLog(node, log)}` });
  }

  #noInitText(node: string, unmatched: MessageBody | undefined): string {
    return `Node "${node}" did not answer init within ${this.#initTimeoutMs / 1000} s, expected a reply of type ` +
      `"init_ok"\nLikely cause: ${this.#whyUnanswered(node, unmatched, 1) ?? this.#whyNotReady()}`;
  }

  /** What the node printed in place of a good answer, a clause; undefined where it printed nothing of the kind. */
  #whyUnanswered(node: string, unmatched: MessageBody | undefined, messageId: number): string | undefined {
    const unended = this.#member(node).host.unendedOutput?.();
    if (unended !== undefined) return `it ${describeUnended(unended.text)}`;
    return unmatched === undefined ? undefined : describeUnmatched(unmatched, messageId);
  }

  #whyNotReady(): string {
    const answered = this.nodes.filter((other) => this.#member(other).hasAnswered).length;
    const isBusy = this.#options.bootMsPerNode > 0 && this.nodes.length > 1;
    const slow = isBusy
      ? `; or the machine is too slow to boot ${this.nodes.length} nodes at a time, of which ${answered} have answered; ` +
        "--init-timeout gives them longer"
      : "";
    return `the program does not read JSON lines from stdin, does not flush its stdout, or waits for something else${slow}`;
  }

  #member(node: string): Member {
    const member = this.#members.get(node);
    if (member === undefined) {
      throw new RangeError(`Cannot find node "${node}": expected one of ${this.nodes.join(", ")}`);
    }
    return member;
  }
}

/** How long the line after an empty one is waited for. */
const NEXT_LINE_WAIT_NS = 200 * NS_PER_MS;

/** A line end comes with its message, or right after it. */
const LINE_END_WAIT_NS = 100 * NS_PER_MS;

/** Setup requests get as long as any request. */
const SETUP_TIMEOUT_MS = 5_000;

function describeLog(node: string, log: readonly string[]): string {
  if (log.length === 0) return `Node "${node}" printed nothing on stderr`;
  return `Last lines of "${node}" on stderr:\n${
    log.map((line) => `  ${excerpt(line, EXCERPT_LENGTH_MAX)}`).join("\n")
  }`;
}
