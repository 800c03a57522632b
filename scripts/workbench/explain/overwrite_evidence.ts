/**
 * Writes to a key-value service that replaced what their node had not read: a read and a write where a compare-and-set
 * was needed.
 *
 * @module
 */
import { sameValue } from "../checkers/values.ts";
import { count, show } from "../checkers/wording.ts";
import type { Json } from "../history.ts";
import { idText, type MessageBody } from "../net/message.ts";
import { SERVICE_NAMES } from "../services/registry.ts";
import { moment, type RunFacts } from "./run_facts.ts";

/** The newest state of a key, and whose it is. */
interface Newest {
  readonly value: Json;
  readonly writer: string;
}

/** Tells how many writes were blind, and of the first. */
export function tellOverwrites({ journal }: RunFacts): string[] {
  const requests = new Map<string, MessageBody>();
  const newest = new Map<string, Newest>();
  /** What each node last read or wrote, by service, key and node. */
  const known = new Map<string, Json>();
  const blind: string[] = [];
  for (const { type, time, message: { src, dest, body } } of journal) {
    if (type === "recv" && SERVICE_NAMES.includes(dest)) requests.set(`${dest} ${src} ${idText(body.msg_id)}`, body);
    if (type !== "send" || !SERVICE_NAMES.includes(src)) continue;
    const request = requests.get(`${src} ${dest} ${idText(body.in_reply_to)}`);
    if (request === undefined) continue;
    const key = `${src} ${JSON.stringify(request.key)}`;
    if (body.type === "read_ok") known.set(`${key} ${dest}`, body.value ?? null);
    if (body.type !== "write_ok" && body.type !== "cas_ok") continue;
    const value = (body.type === "cas_ok" ? request.to : request.value) ?? null;
    const before = newest.get(key);
    const seen = known.get(`${key} ${dest}`);
    const isOthers = body.type === "write_ok" && before !== undefined && before.writer !== dest;
    if (isOthers && (seen === undefined || !sameValue(before.value, seen))) {
      const last = seen === undefined ? "had read nothing" : `had read ${show(seen)} last`;
      blind.push(
        `${dest} wrote ${show(value)} at ${moment(time)} over ${
          show(before.value)
        } of ${before.writer}, though it ${last}`,
      );
    }
    newest.set(key, { value, writer: dest });
    known.set(`${key} ${dest}`, value);
  }
  const [first] = blind;
  if (first === undefined) return [];
  return [
    `${count(blind.length, "write")} to services replaced a value that the writer had not read. The first: ${first}`,
    "A read and a write are two steps, between which others write; a compare-and-set, tried again when it fails, is one",
  ];
}
