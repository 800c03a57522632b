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

/** A write to a service over a value that its writer had not read. */
export interface BlindWrite {
  readonly node: string;
  readonly service: string;
  /** As JSON. */
  readonly key: string;
  /** Where the service's answer stands in the journal, and when it was sent. */
  readonly place: number;
  readonly timeNs: number;
  readonly value: Json;
  readonly before: Newest;
  /** What the writer last read or wrote there; undefined for nothing. */
  readonly seen: Json | undefined;
}

/** Tells how many writes were blind, and of the first. */
export function tellOverwrites(facts: Pick<RunFacts, "journal">): string[] {
  const blind = blindWrites(facts);
  const [first] = blind;
  if (first === undefined) return [];
  const { node, timeNs, value, before, seen } = first;
  const last = seen === undefined ? "had read nothing" : `had read ${show(seen)} last`;
  return [
    `${
      count(blind.length, "write")
    } to services replaced a value that the writer had not read. The first: ${node} wrote ` +
    `${show(value)} at ${moment(timeNs)} over ${show(before.value)} of ${before.writer}, though it ${last}`,
    "A read and a write are two steps, between which others write; a compare-and-set, tried again when it fails, is one",
  ];
}

/** Lists them in order. */
export function blindWrites({ journal }: Pick<RunFacts, "journal">): readonly BlindWrite[] {
  const requests = new Map<string, MessageBody>();
  const newest = new Map<string, Newest>();
  /** What each node last read or wrote, by service, key and node. */
  const known = new Map<string, Json>();
  const blind: BlindWrite[] = [];
  journal.forEach(({ type, time, message: { src, dest, body } }, place) => {
    if (type === "recv" && SERVICE_NAMES.includes(dest)) requests.set(`${dest} ${src} ${idText(body.msg_id)}`, body);
    if (type !== "send" || !SERVICE_NAMES.includes(src)) return;
    const request = requests.get(`${src} ${dest} ${idText(body.in_reply_to)}`);
    if (request === undefined) return;
    const key = JSON.stringify(request.key);
    const name = `${src} ${key}`;
    if (body.type === "read_ok") known.set(`${name} ${dest}`, body.value ?? null);
    if (body.type !== "write_ok" && body.type !== "cas_ok") return;
    const value = (body.type === "cas_ok" ? request.to : request.value) ?? null;
    const before = newest.get(name);
    const seen = known.get(`${name} ${dest}`);
    const isOthers = body.type === "write_ok" && before !== undefined && before.writer !== dest;
    if (isOthers && (seen === undefined || !sameValue(before.value, seen))) {
      blind.push({ node: dest, service: src, key, place, timeNs: time, value, before, seen });
    }
    newest.set(name, { value, writer: dest });
    known.set(`${name} ${dest}`, value);
  });
  return blind;
}
