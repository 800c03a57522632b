/**
 * Messages as JSON, many of them: what those of one link have in common is written once.
 *
 * @module
 */
import { LinkTable } from "./link_table.ts";
import { bodyTextOf, type Message, messageText, SentMessage } from "./message.ts";

/** Writes messages. */
export class MessageTexts {
  readonly #ends = new LinkTable((src, dest) => `,"src":${JSON.stringify(src)},"dest":${JSON.stringify(dest)},"body":`);

  /** The same as `messageText`. */
  of(message: Message): string {
    if (!(message instanceof SentMessage)) return messageText(message);
    return `{"id":${message.id}${this.#ends.of(message.src, message.dest)}${bodyTextOf(message)}}`;
  }
}
