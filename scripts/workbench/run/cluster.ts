/**
 * The nodes of a run: start, init, and everything that can be done to them or their network. What they print is read in
 * node_lines.ts.
 *
 * @module
 */
import { Client } from "./client.ts";
import type { Clock } from "../clock.ts";
import { excerpt } from "../text/excerpt.ts";
import type { FaultTarget } from "../nemesis/fault_target.ts";
import type { Message, MessageBody } from "../net/message.ts";
import { MessageTexts } from "../net/message_texts.ts";
import type { Network } from "../net/network.ts";
import { BootGate } from "../nodes/boot_gate.ts";
import type { NodeEvents, NodeHost, NodeWarning } from "../nodes/node_host.ts";
import { describeUnended, describeUnmatched, type OddLines } from "../recording/odd_lines.ts";
import type { RequestBody } from "../workloads/workload.ts";
import { NodeLines, OddOutput } from "./node_lines.ts";

/** A node gets this long to answer `init`. */
const INIT_TIMEOUT_MS = 10_000;
const MS_PER_S = 1000;

/** Lines of a node's stderr that are kept for error messages. */
const SHOWN_LOG_LINES = 8;

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
  readonly lines: NodeLines;
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
  readonly #texts = new MessageTexts();
  readonly #odd = new OddOutput();
  readonly #initTimeoutMs: number;
  #isStopping = false;

  constructor(options: ClusterOptions) {
    this.nodes = options.nodes;
    this.#options = options;
    this.#initTimeoutMs = options.initTimeoutS === undefined
      ? INIT_TIMEOUT_MS + options.bootMsPerNode * (options.nodes.length - 1)
      : options.initTimeoutS * MS_PER_S;
    for (const node of options.nodes) {
      this.#members.set(node, this.#makeMember(node));
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
    return this.#odd.strayDestinations;
  }

  /** Output of nodes that was tolerated. */
  get oddLines(): readonly OddLines[] {
    return this.#odd.lines.found;
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
    for (const { host, lines } of this.#members.values()) {
      const unended = host.unendedOutput?.();
      if (unended !== undefined) lines.noteUnended(unended);
    }
    this.#isStopping = true;
    await Promise.all([...this.#members.values()].map((member) => member.host.stop()));
  }

  #makeMember(node: string): Member {
    const { network, clock, makeHost, onWarning, onFailure } = this.#options;
    const log: string[] = [];
    const lines = new NodeLines(node, {
      ...{ network, clock, nodes: this.nodes, odd: this.#odd },
      onRemark: (text) => this.#onLog(node, `[workbench] ${text}`),
      onRefused: (text) => this.#fail("bad-line", node, text),
    });
    const host = makeHost(node, {
      onLine: (line) => {
        if (!this.#isStopping) lines.take(line);
      },
      onParts: (parts) => {
        if (!this.#isStopping) lines.takeParts(parts);
      },
      onLog: (line) => this.#onLog(node, line),
      onWarning: (warning) => onWarning?.(node, warning),
      onExit: (how) => this.#onExit(node, how),
      onUnsimulated: (text) => onFailure({ kind: "unsimulated", node, text }),
    });
    const gate = new BootGate(clock, (message) => host.deliver(this.#texts.of(message)));
    return { host, gate, log, lines, isUp: false, hasAnswered: false, startCount: 0, wasPaused: false };
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

/** Setup requests get as long as any request. */
const SETUP_TIMEOUT_MS = 5_000;

function describeLog(node: string, log: readonly string[]): string {
  if (log.length === 0) return `Node "${node}" printed nothing on stderr`;
  return `Last lines of "${node}" on stderr:\n${
    log.map((line) => `  ${excerpt(line, EXCERPT_LENGTH_MAX)}`).join("\n")
  }`;
}
