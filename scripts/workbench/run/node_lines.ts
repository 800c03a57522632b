/**
 * What the nodes of a run print: each line becomes a message in the network, is refused, or is noted as odd.
 *
 * @module
 */
import { type Clock, NS_PER_MS } from "../clock.ts";
import { isClient, type MessageBody } from "../net/message.ts";
import type { Network } from "../net/network.ts";
import { FlatLines } from "../nodes/flat_line.ts";
import { ListWatch } from "../nodes/list_watch.ts";
import type { UnendedOutput } from "../nodes/node_host.ts";
import {
  type BadLine,
  beginsWithObject,
  checkMessage,
  describeEmptyLine,
  type OutgoingMessage,
  parseNodeLine,
  showLine,
} from "../nodes/node_output.ts";
import { OddLineList } from "../recording/odd_lines.ts";
import { excerpt } from "../text/excerpt.ts";

/** Names of participants that do not exist which are counted. */
const STRAY_NAMES_MAX = 100;

/** The longest part of a line that an error message shows, in characters. */
const EXCERPT_LENGTH_MAX = 200;

/** How long the line after an empty one is waited for. */
const NEXT_LINE_WAIT_NS = 200 * NS_PER_MS;

/** A line end comes with its message, or right after it. */
const LINE_END_WAIT_NS = 100 * NS_PER_MS;

/** What was odd in the output of all nodes, and went on. */
export class OddOutput {
  /** Output that was tolerated. */
  readonly lines = new OddLineList();
  /** Messages to participants that do not exist, by their name; they are dropped. */
  readonly strayDestinations = new Map<string, number>();

  /** Counts a message to nobody; returns true where it is the first to that name. */
  addStray(dest: string): boolean {
    const count = this.strayDestinations.get(dest) ?? 0;
    if (count === 0 && this.strayDestinations.size === STRAY_NAMES_MAX) return false;
    this.strayDestinations.set(dest, count + 1);
    return count === 0;
  }
}

/** Where the lines of a node go. */
export interface NodeLinesOptions {
  readonly network: Network;
  readonly clock: Clock;
  /** All nodes, for remarks. */
  readonly nodes: readonly string[];
  readonly odd: OddOutput;
  /** Takes what the bench has to say of a line, for the log of the node. */
  onRemark(text: string): void;
  /** Told why a line is no message. */
  onRefused(text: string): void;
}

/** Reads the lines of one node. */
export class NodeLines {
  readonly #node: string;
  readonly #options: NodeLinesOptions;
  readonly #flatLines: FlatLines;
  readonly #lists = new ListWatch();
  #isAfterEmptyLine = false;

  constructor(node: string, options: NodeLinesOptions) {
    this.#node = node;
    this.#options = options;
    this.#flatLines = new FlatLines(node);
  }

  /** Takes a line without its end. */
  take(line: string): void {
    if (this.#isAfterEmptyLine) {
      this.#isAfterEmptyLine = false;
      return this.#refuse("", describeEmptyLine(line));
    }
    const { network } = this.#options;
    const flat = this.#flatLines.read(line);
    if (flat !== undefined && network.sendText(this.#node, flat.dest, flat.bodyText)) return;
    const parsed = parseNodeLine(line, (text) => this.#lists.parse(text));
    if (!parsed.ok && line.trim() === "") return this.#awaitNext(parsed);
    if (!parsed.ok) return this.#refuse(line, parsed);
    if (parsed.rest !== undefined) {
      this.#options.odd.lines.add("second-message", this.#node, parsed.rest);
      this.#options.onRemark(`the line goes on after the message, which was ignored: ${showLine(parsed.rest)}`);
    }
    this.#pass(parsed);
  }

  /** Takes a line in parts, of which those that were given before are the same texts. */
  takeParts(parts: readonly string[]): void {
    const value = this.#isAfterEmptyLine ? undefined : this.#lists.parseParts(parts);
    if (value === undefined) return this.take(parts.join(""));
    const parsed = checkMessage(value, Infinity);
    if (parsed.ok) this.#pass(parsed);
    else this.#refuse(parts.join(""), parsed);
  }

  /** Notes what the node has printed last without a line end, unless it was a line in the making. */
  noteUnended({ text, timeNs }: UnendedOutput): void {
    const isLate = this.#options.clock.now() - timeNs >= LINE_END_WAIT_NS;
    if (beginsWithObject(text) && isLate) this.#options.odd.lines.add("no-line-end", this.#node, text);
  }

  /** What follows an empty line tells why it is there. */
  #awaitNext(empty: BadLine): void {
    this.#isAfterEmptyLine = true;
    const { clock } = this.#options;
    clock.at(clock.now() + NEXT_LINE_WAIT_NS, () => {
      if (!this.#isAfterEmptyLine) return;
      this.#isAfterEmptyLine = false;
      this.#refuse("", empty);
    });
  }

  #pass(parsed: OutgoingMessage): void {
    const { network, odd } = this.#options;
    if (parsed.src !== this.#node) odd.lines.add("wrong-src", this.#node, parsed.src);
    if (!network.has(parsed.dest) && !isClient(parsed.dest)) return this.#noteStray(parsed.dest);
    network.send(parsed.src, parsed.dest, parsed.body as MessageBody);
  }

  #noteStray(dest: string): void {
    const { odd, nodes, onRemark } = this.#options;
    if (!odd.addStray(dest)) return;
    const known = nodes.join(", ");
    onRemark(
      `dropped a message to "${dest}", which does not exist, expected one of ${known}, a client or a service`,
    );
  }

  #refuse(line: string, { reason, likelyCause }: BadLine): void {
    const text = `Node "${this.#node}" printed a line on stdout that is not a message, because ${reason}: ` +
      excerpt(line, EXCERPT_LENGTH_MAX);
    this.#options.onRefused(`${text}\nLikely cause: ${likelyCause}`);
  }
}
