import { assertEquals } from "@std/assert";
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
