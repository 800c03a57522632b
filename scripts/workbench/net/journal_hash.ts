/**
 * The hash of a journal: two runs of one plan are the same exactly if their hashes are.
 *
 * @module
 */
import type { Journal, JournalEvent } from "./journal.ts";
import { TextBytes } from "../text/text_bytes.ts";
import { type Message, splitBodyOf } from "./message.ts";
import { MessageTexts } from "./message_texts.ts";

/** Events hashed at a time, so that a long journal needs no string of its own length. */
const CHUNK_EVENTS = 20_000;

/** Characters of a shared list from which on its own digest stands for it: only large runs have such. */
const LONG_LIST = 1 << 15;

/**
 * SHA-256 in hexadecimal over every event: type, time, message number, and for sends the whole message, in which the
 * digest of a long list that grows stands for its text: all answers of a large run together may be 100 GB.
 *
 * Chunks are hashed one by one, and the hash of their hashes is given.
 */
export async function hashJournal(journal: Journal): Promise<string> {
  const chunk = new TextBytes();
  const texts = new MessageTexts();
  const digests: Promise<string>[] = [];
  let count = 0;
  for (const event of journal) {
    chunk.add(lineOf(event, texts));
    count++;
    if (count % CHUNK_EVENTS !== 0 && count !== journal.length) continue;
    // A digest is made of a copy, on a thread of its own: the next chunk is put together meanwhile, and no further one.
    digests.push(sha256(chunk.take()));
    await digests.at(-2);
  }
  const hashes = await Promise.all(digests);
  return hashes.length === 1 ? hashes[0] ?? "" : await sha256(new TextEncoder().encode(hashes.join("\n")));
}

function lineOf({ type, time, message, reason }: JournalEvent, texts: MessageTexts): string {
  if (type === "send") return `send ${time} ${sentText(message, texts)}\n`;
  return `${type} ${time} ${message.id} ${message.dest} ${reason ?? ""}\n`;
}

function sentText(message: Message, texts: MessageTexts): string {
  const text = splitBodyOf(message);
  if (typeof text === "string" || text.part.textLength < LONG_LIST) return texts.of(message);
  const { head, part: { count, textLength, digest }, tail } = text;
  return `${message.id} ${message.src} ${message.dest} ${head}${count} ${textLength} ${digest}${tail}`;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
