/**
 * Which poll should have shown a message of a log and left it out.
 *
 * @module
 */
import { show } from "../checkers/wording.ts";
import type { Json } from "../history.ts";
import { idText, isClient, type Message } from "../net/message.ts";
import { moment, type RunFacts } from "./run_facts.ts";

/** Tells of the first poll that asked from before a message on and was answered with later ones, but not with it. */
export function tellSkippingPoll({ journal }: RunFacts, [key = null, message = null]: readonly Json[]): string[] {
  const polls = new Map<string, Message>();
  let offset: number | undefined;
  for (const { type, time, message: { src, dest, body } } of journal) {
    if (type === "recv" && isClient(src) && (body.type === "poll" || body.type === "send")) {
      polls.set(`${dest} ${src} ${idText(body.msg_id)}`, { id: 0, src, dest, body });
    }
    if (type !== "send" || !isClient(dest)) continue;
    const request = polls.get(`${src} ${dest} ${idText(body.in_reply_to)}`)?.body;
    if (body.type === "send_ok" && request?.key === key && request.msg === message) offset = Number(body.offset);
    if (body.type !== "poll_ok" || offset === undefined) continue;
    const from = fieldOf(request?.offsets, key);
    const offsets = offsetsOf(fieldOf(body.msgs, key));
    const later = offsets.find((other) => other > Number(offset));
    if (typeof from !== "number" || from > offset || later === undefined || offsets.includes(offset)) continue;
    return [
      `${src} was asked for key ${show(key)} from offset ${from} on and answered at ${moment(time)} with offset ` +
      `${later}, but not with ${offset}`,
    ];
  }
  return [];
}

function fieldOf(value: Json | undefined, name: Json): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return (value as { readonly [field: string]: Json })[idText(name)];
}

function offsetsOf(entries: Json | undefined): readonly number[] {
  if (!Array.isArray(entries)) return [];
  return entries.map((entry: Json) => Number(Array.isArray(entry) ? entry[0] : undefined));
}
