import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import type { Json } from "../../../scripts/workbench/history.ts";
import { complaintsOf } from "../../../scripts/workbench/workloads/reply_schema.ts";
import type { MessageBody } from "../../../scripts/workbench/net/message.ts";
import { WORKLOADS } from "../../../scripts/workbench/workloads/registry.ts";
import type { RequestBody } from "../../../scripts/workbench/workloads/workload.ts";

for (const workload of WORKLOADS.values()) {
  for (const { request, requestFields, example, replyExample, reply } of workload.rpcs) {
    const accepts = (body: RequestBody) => complaintsOf(reply, body as MessageBody).length === 0;

    Deno.test(`the fields of ${workload.name}'s request "${request}" are those of its example`, () => {
      const body = { ...example, type: request };
      assertEquals(complaintsOf({ type: request, fields: requestFields }, body), []);
    });

    Deno.test(`the schema of ${workload.name}'s "${request}" accepts its example and nothing more or less`, () => {
      assertEquals(example.type, request);
      assertEquals(accepts({ ...replyExample, in_reply_to: 1 }), true);
      assertEquals(accepts({ ...replyExample, in_reply_to: 1, msg_id: 4 }), true);
      assertEquals(accepts({ ...replyExample, in_reply_to: 1, msg_id: "4" }), false);
      assertEquals(accepts({ ...replyExample, in_reply_to: 1, extra: null }), false);
      assertEquals(accepts({ ...replyExample, type: "other_ok", in_reply_to: 1 }), false);
      assertEquals(accepts(replyExample), false);
      for (const field of Object.keys(replyExample).filter((name) => name !== "type")) {
        const { [field]: _, ...rest } = replyExample;
        assertEquals(accepts({ ...rest, in_reply_to: 1 }), false, `without ${field}`);
      }
    });
  }
}

Deno.test("WORKLOADS names each workload by its own name, in order", () => {
  const names = [...WORKLOADS.keys()];
  assertEquals(names, [...WORKLOADS.values()].map((workload) => workload.name));
  assertEquals(names, names.toSorted());
});

Deno.test("every workload has its rule as a whole sentence", () => {
  for (const { name, rule } of WORKLOADS.values()) {
    assert(/^[A-Z].* must .*\.$|^No .*\.$/.test(rule), `${name}: ${rule}`);
  }
});

Deno.test("writtenBy() gives what can be followed: an element, or key and value of the first write", () => {
  const written = (workload: string, f: string, value: Json) =>
    WORKLOADS.get(workload)?.writtenBy?.({ index: 0, time: 0, process: 0, type: "invoke", f, value });
  assertEquals(written("broadcast", "broadcast", 7), [7]);
  assertEquals(written("g-set", "read", null), undefined);
  assertEquals(written("kafka", "send", [["send", "k", 3]]), ["k", 3]);
  assertEquals(written("kafka", "poll", [["poll"]]), undefined);
  assertEquals(written("txn-rw-register", "txn", [["r", 1, null], ["w", 2, 6], ["w", 3, 7]]), [2, 6]);
  assertEquals(written("txn-list-append", "txn", [["append", 2, 6]]), [2, 6]);
  assertEquals(written("lin-kv", "write", [1, 2]), undefined);
});

Deno.test("kafka's clients of an exploration assign themselves every key that is sent to", () => {
  const operations = [{ f: "send", value: [["send", "9", 1]] }, { f: "poll", value: [["poll"]] }];
  assertEquals(WORKLOADS.get("kafka")?.prelude?.(operations), [
    { f: "assign", value: ["9"], "seek-to-beginning": true },
  ]);
  assertEquals(WORKLOADS.get("kafka")?.prelude?.([]), []);
});

Deno.test("no file names a workload but those of workloads/ and stages/: what differs is in its record", () => {
  const bench = fileURLToPath(new URL("../../../scripts/workbench/", import.meta.url));
  // Names of functions and services as well, which may stand anywhere.
  const ambiguous = ["broadcast", "echo", "lin-kv"];
  const names = [...WORKLOADS.keys()].filter((name) => !ambiguous.includes(name)).join("|");
  const named = new RegExp(`(?<!id=|byId\\()"(${names})"`);
  const found: string[] = [];
  const look = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(join(bench, folder))) {
      const path = join(folder, name);
      if (isDirectory && !["workloads", "stages"].includes(name)) look(path);
      if (/\.[jt]s$/.test(name) && named.test(Deno.readTextFileSync(join(bench, path)))) found.push(path);
    }
  };
  look("");
  assertEquals(found, []);
});
