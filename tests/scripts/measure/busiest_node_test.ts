import { assertEquals } from "@std/assert";
import { busiestNode } from "../../../scripts/measure/busiest_node.ts";
import type { Journal, JournalEvent } from "../../../scripts/workbench/net/journal.ts";

function event(type: JournalEvent["type"], src: string, dest: string, id: number, time = 1e9): JournalEvent {
  return { id: 0, time, type, message: { id, src, dest, body: { type: "t" } } };
}

/** {"src":"n0","dest":"n1","body":{"type":"t"}} */
const MESSAGE_BYTES = 44;

Deno.test("busiestNode() counts what a node sends and receives", () => {
  const journal: Journal = [
    event("send", "n1", "n0", 1),
    event("recv", "n1", "n0", 1),
    event("send", "n2", "n0", 2),
    event("recv", "n2", "n0", 2),
  ];
  assertEquals(busiestNode(journal, { nodes: ["n0", "n1", "n2"], timeLimitS: 2 }), {
    node: "n0",
    messagesPerS: 1,
    bytesPerS: MESSAGE_BYTES,
    share: 0.5,
  });
});

Deno.test("busiestNode() counts a lost message for its sender, a doubled one twice for its receiver", () => {
  const journal: Journal = [
    event("send", "n1", "n0", 1),
    event("drop", "n1", "n0", 1),
    event("send", "n1", "n2", 2),
    event("recv", "n1", "n2", 2),
    event("recv", "n1", "n2", 2),
    event("recv", "n1", "n2", 2),
  ];
  const load = busiestNode(journal, { nodes: ["n0", "n1", "n2"], timeLimitS: 1 });
  assertEquals([load.node, load.messagesPerS, load.share], ["n2", 3, 0.6]);
});

Deno.test("busiestNode() leaves out clients, setup and recovery, and counts traffic with services", () => {
  const journal: Journal = [
    event("send", "c1", "n0", 1),
    event("recv", "c1", "n0", 1),
    event("send", "n0", "n1", 2, -1),
    event("send", "n0", "n1", 3, 5e9),
    event("send", "n1", "lin-kv", 4),
  ];
  const load = busiestNode(journal, { nodes: ["n0", "n1"], timeLimitS: 2 });
  assertEquals([load.node, load.messagesPerS, load.share], ["n1", 0.5, 1]);
});

Deno.test("busiestNode() has no share to give where nothing was sent", () => {
  const load = busiestNode([], { nodes: ["n0"], timeLimitS: 2 });
  assertEquals(load, { node: "n0", messagesPerS: 0, bytesPerS: 0, share: 0 });
});
