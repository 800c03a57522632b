/**
 * What nodes printed that the bench tolerates and the reader should know of: messages in another's name, a second message
 * on a line, and messages without a line end.
 *
 * @module
 */
import { show, showWithKind } from "../checkers/wording.ts";
import { excerpt } from "../text/excerpt.ts";
import type { MessageBody } from "../net/message.ts";

/** Kinds of such output; each is the name of a finding. */
export type OddLineKind = "wrong-src" | "second-message" | "no-line-end";

/** Output of one kind by one node. */
export interface OddLines {
  readonly kind: OddLineKind;
  readonly node: string;
  readonly count: number;
  /** The first: what the `src` was, what followed the message, or what had no line end. */
  readonly first: string;
}

/** Characters of output that a sentence shows. */
const SHOWN_LENGTH = 120;

/** Collects them during a run. */
export class OddLineList {
  readonly #found = new Map<string, OddLines>();

  /** What was found, by kind and node in the order of their first. */
  get found(): readonly OddLines[] {
    return [...this.#found.values()];
  }

  /** Adds one. */
  add(kind: OddLineKind, node: string, text: string): void {
    const name = `${kind} ${node}`;
    const known = this.#found.get(name) ?? { kind, node, count: 0, first: text };
    this.#found.set(name, { ...known, count: known.count + 1 });
  }
}

/** Says what is odd, and what to do, in sentences. */
export function describeOddLines({ kind, node, count, first }: OddLines): string {
  switch (kind) {
    case "wrong-src": {
      const what = count === 1 ? "a message whose" : `${count} messages whose`;
      return `Node "${node}" sent ${what} "src" is not its own name; the first was sent as ${
        excerpt(JSON.stringify(first), SHOWN_LENGTH)
      }. ` +
        'Answers to such messages go to the other node. Take the "src" from "node_id" of the init message; the original ' +
        "accepts the names of other participants, and stops reading a node that uses a name of none.";
    }
    case "second-message":
      return `Node "${node}" printed ${
        count === 1 ? "a line" : `${count} lines`
      } that went on after the message; the ` +
        `rest was ignored, as in the original. The first rest: ${
          excerpt(first, SHOWN_LENGTH)
        }. End each message with ` +
        "a line end.";
    case "no-line-end":
      return `Node "${node}" ${describeUnended(first)}.`;
  }
}

/** Says what a node printed last without a line end, a clause whose subject is the node. */
export function describeUnended(text: string): string {
  const sizeBytes = new TextEncoder().encode(text).length;
  const cause = text.includes("\r")
    ? "a carriage return alone does not end a line; end each message with \\n"
    : "end each message with \\n";
  return `printed ${sizeBytes} bytes without a line end, which nobody can read as a message: ${
    excerpt(text, SHOWN_LENGTH)
  }; ${cause}`;
}

/** Says why an answer did not answer a request, a clause whose subject is the node. */
export function describeUnmatched({ type, in_reply_to: inReplyTo }: MessageBody, messageId: number): string {
  const given = inReplyTo === undefined ? "has none" : `is ${showWithKind(inReplyTo)}`;
  return `it answered with ${
    show(type ?? null)
  }, but "in_reply_to" of that ${given}, expected the integer ${messageId}, ` +
    'the "msg_id" of the request as it was';
}
