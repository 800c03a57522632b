import { assertEquals } from "@std/assert";
import type { MessageBody } from "../../../scripts/workbench/net/message.ts";
import {
  describeStrayReplies,
  type StrayReplies,
  StrayReplySearch,
} from "../../../scripts/workbench/recording/stray_replies.ts";

type Sent = readonly [src: string, dest: string, body: Record<string, unknown>];

function foundAmong(...messages: readonly Sent[]): readonly StrayReplies[] {
  const search = new StrayReplySearch();
  messages.forEach(([src, dest, body], id) => {
    search.look({ id, src, dest, body: { type: "echo", ...body } as MessageBody });
  });
  return search.found;
}

Deno.test("StrayReplySearch counts replies whose in_reply_to is no number, missing, or was never sent", () => {
  const found = foundAmong(
    ["c1", "n0", { msg_id: 7 }],
    ["n0", "c1", { in_reply_to: "7" }],
    ["n0", "c1", {}],
    ["n1", "c1", { in_reply_to: 8 }],
  );
  assertEquals(found, [
    { node: "n0", count: 2, inReplyTo: "7", lastMessageId: 7 },
    { node: "n1", count: 1, inReplyTo: 8, lastMessageId: 7 },
  ]);
});

Deno.test("StrayReplySearch lets double and late replies pass, and what is not for a client", () => {
  const found = foundAmong(
    ["c1", "n0", { msg_id: 1 }],
    ["c1", "n0", { msg_id: 2 }],
    ["n0", "c1", { in_reply_to: 2 }],
    ["n0", "c1", { in_reply_to: 2 }],
    ["n0", "c1", { in_reply_to: 1 }],
    ["n0", "n1", { in_reply_to: "x" }],
  );
  assertEquals(found, []);
});

Deno.test("describeStrayReplies() shows what was given and what was expected", () => {
  assertEquals(
    describeStrayReplies({ node: "n0", count: 2, inReplyTo: undefined, lastMessageId: 3 }),
    'Node "n0" sent 2 messages to clients that answer no request; the first has no "in_reply_to", where the client\'s last ' +
      '"msg_id" was 3. Expected the "msg_id" of the request as it was, an integer, in the body of the reply.',
  );
});
