/**
 * The hash of a journal: two runs of one plan are the same exactly if their hashes are.
 *
 * @module
 */
import type { Journal } from "./journal.ts";

/** Events hashed at a time, so that a long journal needs no string of its own length. */
const CHUNK_EVENTS = 20_000;

/**
 * SHA-256 in hexadecimal over every event: type, time, message number, and for sends the whole message.
 *
 * Chunks are hashed one by one, and the hash of their hashes is given.
 */
export async function hashJournal(journal: Journal): Promise<string> {
  const encoder = new TextEncoder();
  const hashes: string[] = [];
  for (let start = 0; start < journal.length; start += CHUNK_EVENTS) {
    const lines = journal.slice(start, start + CHUNK_EVENTS).map(({ type, time, message, reason }) =>
      type === "send"
        ? `send ${time} ${JSON.stringify(message)}\n`
        : `${type} ${time} ${message.id} ${message.dest} ${reason ?? ""}\n`
    );
    hashes.push(await sha256(encoder.encode(lines.join(""))));
  }
  return hashes.length === 1 ? hashes[0] ?? "" : await sha256(encoder.encode(hashes.join("\n")));
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
