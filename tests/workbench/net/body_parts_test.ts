import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseJson } from "../../../scripts/workbench/json.ts";
import { type BodyParts, lastIdOf, partsOf, restOf, textBeforeId } from "../../../scripts/workbench/net/body_parts.ts";
import { type MessageBody, SentMessage } from "../../../scripts/workbench/net/message.ts";

const ENDS = { id: 0, src: "n0", dest: "n1" };

/** The parts, the rest as a text in any case. */
function partsOfText(text: string): Omit<BodyParts, "fields"> & { readonly rest: string } {
  const message = SentMessage.stored(ENDS, text);
  const { fields, ...parts } = partsOf(message);
  return { ...parts, rest: fields === undefined ? JSON.stringify(restOf(message.body)) : `{${fields}}` };
}

Deno.test("partsOf() takes type and ids from the beginning and the end of a body", () => {
  const parts = partsOf(SentMessage.stored(ENDS, '{"type":"read_ok","value":[1],"msg_id":4,"in_reply_to":7}'));
  assertEquals(parts, { type: "read_ok", msgId: 4, replyTo: 7, fields: '"value":[1]' });
  assertEquals(partsOf(SentMessage.stored(ENDS, '{"type":"read","msg_id":0}')).fields, "");
});

Deno.test("partsOf() leaves ids that are no whole numbers, or those of another object, in the rest", () => {
  const odd = '{"type":"a","msg_id":"x","in_reply_to":-1}';
  assertEquals(partsOfText(odd), { type: "a", msgId: -1, replyTo: -1, rest: '{"msg_id":"x","in_reply_to":-1}' });
  const inner = '{"type":"forward","body":{"type":"add","msg_id":5}}';
  assertEquals(partsOfText(inner), {
    type: "forward",
    msgId: -1,
    replyTo: -1,
    rest: '{"body":{"type":"add","msg_id":5}}',
  });
  const large = '{"type":"a","msg_id":12345678901234567890}';
  assertEquals(partsOfText(large).rest, '{"msg_id":12345678901234567890}');
});

Deno.test("partsOf() finds the same in the text of a body as in the body", () => {
  const id = fc.option(fc.oneof(fc.nat(), fc.integer(), fc.string(), fc.constant(1.5), fc.constant(2 ** 60)), {
    nil: undefined,
  });
  const field = fc.constantFrom("type", "msg_id", "in_reply_to", "key", 'a"b', "value", ',"msg_id":3');
  const value = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, fc.string(), fc.integer(), tie("list"), tie("object")),
    list: fc.array(tie("value"), { maxLength: 3 }),
    object: fc.dictionary(field, tie("value"), { maxKeys: 3 }),
  })).value;
  const entries = fc.record({
    type: fc.oneof(fc.constantFrom("read", "read_ok", 'odd"type', "\\"), fc.string()),
    rest: fc.dictionary(fc.constantFrom("key", "value", 'a"b', "list"), value),
    msgId: id,
    replyTo: id,
    isIdFirst: fc.boolean(),
    isTypeLast: fc.boolean(),
  });
  fc.assert(fc.property(entries, ({ type, rest, msgId, replyTo, isIdFirst, isTypeLast }) => {
    const ids = JSON.parse(JSON.stringify({ msg_id: msgId, in_reply_to: replyTo }));
    const fields = isIdFirst ? { ...ids, ...rest } : { ...rest, ...ids };
    const body = isTypeLast ? { ...fields, type } : { type, ...fields };
    const whole = parseJson(JSON.stringify(body)) as unknown as MessageBody;
    const idOf = (one: unknown) => typeof one === "number" && Number.isSafeInteger(one) && one >= 0 ? one : -1;
    const expected = {
      type: String(whole.type),
      msgId: idOf(whole.msg_id),
      replyTo: idOf(whole.in_reply_to),
      rest: JSON.stringify(restOf(whole)),
    };
    assertEquals(partsOfText(JSON.stringify(whole)), expected);
  }));
});

Deno.test("lastIdOf() finds a whole number in the last field of a body, and nothing else", () => {
  assertEquals(lastIdOf('{"type":"read","msg_id":17}', "msg_id"), 17);
  assertEquals(textBeforeId('{"type":"read","msg_id":17}', "msg_id"), '{"type":"read"');
  assertEquals(lastIdOf('{"type":"read_ok","in_reply_to":0}', "in_reply_to"), 0);
  assertEquals(lastIdOf('{"type":"read_ok","in_reply_to":0}', "msg_id"), -1);
  assertEquals(lastIdOf('{"type":"read","msg_id":-7}', "msg_id"), -1);
  assertEquals(lastIdOf('{"type":"read","msg_id":1.5}', "msg_id"), -1);
  assertEquals(lastIdOf('{"type":"read","msg_id":"7"}', "msg_id"), -1);
  assertEquals(lastIdOf('{"type":"read","msg_id":12345678901234567890}', "msg_id"), -1);
  assertEquals(lastIdOf('{"type":"wrap","inner":{"type":"read","msg_id":7}}', "msg_id"), -1);
  assertEquals(lastIdOf('{"type":"read","own,\\"msg_id":7}', "msg_id"), -1);
});
