import { assertEquals } from "@std/assert";
import { parseJson } from "../../../scripts/workbench/json.ts";
import { eventText } from "../../../scripts/workbench/net/journal.ts";
import {
  isError,
  type Message,
  type MessageBody,
  messageText,
  SentMessage,
} from "../../../scripts/workbench/net/message.ts";

const BODY = '{"type":"cas","key":"ä \\"1\\"","from":[1,{"b":null}],"to":9007199254740993,"msg_id":3}';
const PLAIN: Message = { id: 7, src: "n0", dest: 'lin"kv', body: parseJson(BODY) as MessageBody };

Deno.test("SentMessage is the same JSON before and after it has arrived, however often it is asked", () => {
  const message = new SentMessage(PLAIN);
  const text = `{"id":7,"src":"n0","dest":"lin\\"kv","body":${BODY}}`;
  for (let round = 0; round < 3; round++) {
    assertEquals(message.text, text);
    assertEquals(JSON.stringify(message), text);
    assertEquals(messageText(message), messageText(PLAIN));
    assertEquals(message.body, PLAIN.body);
    message.arrive();
  }
});

Deno.test("SentMessage gives the body that was sent until it arrives, and an equal one after it", () => {
  const message = new SentMessage(PLAIN);
  assertEquals(message.body === PLAIN.body, true);
  message.arrive();
  assertEquals(message.body === PLAIN.body, false);
  assertEquals(message.body, PLAIN.body);
});

Deno.test("eventText() writes events as JSON.stringify does", () => {
  const send = { id: 0, time: -5, type: "send", message: PLAIN } as const;
  const drop = { id: 1, time: 12, type: "drop", message: PLAIN, reason: "partition" } as const;
  for (const event of [send, drop]) {
    assertEquals(eventText(event), JSON.stringify(event));
    assertEquals(eventText({ ...event, message: new SentMessage(PLAIN) }), JSON.stringify(event));
  }
});

Deno.test("isError() tells an error by its type, wherever that stands", () => {
  const ends = { id: 0, src: "n0", dest: "n1" };
  assertEquals(isError(SentMessage.stored(ends, '{"type":"error","code":22}')), true);
  assertEquals(isError(SentMessage.stored(ends, '{"code":22,"type":"error"}')), true);
  assertEquals(isError(SentMessage.stored(ends, '{"type":"error_ok","code":22}')), false);
  assertEquals(isError({ ...ends, body: { type: "error" } }), true);
});
