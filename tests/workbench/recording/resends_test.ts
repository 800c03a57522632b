import { assertEquals } from "@std/assert";
import { parseJson, type RawNumber } from "../../../scripts/workbench/json.ts";
import type { JournalEvent } from "../../../scripts/workbench/net/journal.ts";
import type { MessageBody } from "../../../scripts/workbench/net/message.ts";
import { resendsOf } from "../../../scripts/workbench/recording/resends.ts";

type Sent = readonly [src: string, dest: string, body: MessageBody];

/** Makes a journal of messages that arrive at once; the time is the position. */
function journalOf(sent: readonly Sent[]): JournalEvent[] {
  return sent.flatMap(([src, dest, body], id): JournalEvent[] => {
    const message = { id, src, dest, body };
    return [
      { id: 2 * id, time: id, type: "send", message },
      { id: 2 * id + 1, time: id, type: "recv", message },
    ];
  });
}

function found(...sent: readonly Sent[]): (readonly [string, number, number])[] {
  return resendsOf(journalOf(sent)).map(({ kind, before, message }) => [kind, before.id, message.id] as const);
}

Deno.test("resendsOf() finds a request that is asked again while it is not answered", () => {
  assertEquals(
    found(
      ["n0", "n1", { type: "add", delta: 3, msg_id: 1 }],
      ["n0", "n1", { type: "add", delta: 3, msg_id: 2 }],
    ),
    [["retry", 0, 1]],
  );
});

Deno.test("resendsOf() takes the same request after an answer for a new one", () => {
  assertEquals(
    found(
      ["n0", "seq-kv", { type: "read", key: "x", msg_id: 1 }],
      ["seq-kv", "n0", { type: "read_ok", value: 1, in_reply_to: 1 }],
      ["n0", "seq-kv", { type: "read", key: "x", msg_id: 2 }],
    ),
    [],
  );
});

Deno.test("resendsOf() finds a message without an answer that is sent again on the same link", () => {
  assertEquals(
    found(
      ["n0", "n1", { type: "gossip", values: [1] }],
      ["n0", "n2", { type: "gossip", values: [1] }],
      ["n0", "n1", { type: "gossip", values: [1, 2] }],
      ["n0", "n1", { type: "gossip", values: [1] }],
    ),
    [["resend", 0, 3]],
  );
});

Deno.test("resendsOf() leaves out clients and replies", () => {
  assertEquals(
    found(
      ["c0", "n1", { type: "read", msg_id: 1 }],
      ["c0", "n1", { type: "read", msg_id: 1 }],
      ["n1", "n0", { type: "add_ok", in_reply_to: 1 }],
      ["n1", "n0", { type: "add_ok", in_reply_to: 1 }],
    ),
    [],
  );
});

Deno.test("resendsOf() compares bodies without their number, wherever that stands", () => {
  const request = (id: number) => ({ msg_id: id, type: "wrap", inner: { msg_id: 7 } });
  assertEquals(found(["n0", "n1", request(1)], ["n0", "n1", request(2)]), [["retry", 0, 1]]);
  assertEquals(found(["n0", "n1", request(7)], ["n0", "n1", request(2)]), [["retry", 0, 1]]);
  const only = (id: number) => ({ type: "", msg_id: id });
  assertEquals(found(["n0", "n1", only(1)], ["n0", "n1", { type: "" }]), [["resend", 0, 1]]);
  assertEquals(found(["n0", "n1", only(1)], ["n0", "n1", { ...only(12), more: 2 }]), []);
});

Deno.test("resendsOf() tells replies by their number, wherever that stands, and numbers of any size", () => {
  const large = parseJson("12345678901234567890") as RawNumber;
  assertEquals(
    found(
      ["n0", "n1", { in_reply_to: 1, type: "add_ok" }],
      ["n0", "n1", { in_reply_to: 1, type: "add_ok" }],
      ["n0", "n1", { type: "add", msg_id: large }],
      ["n1", "n0", { in_reply_to: large, type: "add_ok" }],
      ["n0", "n1", { type: "add", msg_id: 2 }],
    ),
    [],
  );
});
