import { assertEquals } from "@std/assert";
import type { Json } from "../../../scripts/workbench/history.ts";
import { parseJson } from "../../../scripts/workbench/json.ts";
import type { MessageBody } from "../../../scripts/workbench/net/message.ts";
import { replyProblem } from "../../../scripts/workbench/run/client.ts";
import { WORKLOADS } from "../../../scripts/workbench/workloads/registry.ts";

const FLOAT_HINT =
  "; the original takes a float for no integer, so convert it before it is sent (int() in Python, math.tointeger() in Lua)";
const LIST_HINT =
  "; some languages write an empty map, or one with the keys 0, 1, 2, as a list (in PHP, (object) keeps it an object)";

/** What is said of a reply, without the reply and its expected form. */
function complaint(workload: string, request: string, reply: string): string | undefined {
  const body = parseJson(reply) as MessageBody;
  const problem = replyProblem(WORKLOADS.get(workload)!, { type: request }, body);
  return problem?.replace(`Malformed reply to "${request}": `, "").split(". It was ")[0];
}

/** Workload, request, reply, and what is said of it. */
const COMPLAINTS: readonly (readonly [workload: string, request: string, reply: string, complaint: string])[] = [
  [
    "echo",
    "echo",
    '{"type":"echo_ok","echo":1,"in_reply_to":1,"took_ms":3}',
    'the field "took_ms" does not belong into an echo_ok',
  ],
  ["echo", "echo", '{"type":"echo_ok","in_reply_to":1}', 'the field "echo" is missing, expected any value'],
  ["echo", "echo", '{"type":"ok","echo":1,"in_reply_to":1}', 'its type is the text "ok", expected "echo_ok"'],
  [
    "echo",
    "echo",
    '{"type":"echo_ok","echo":1,"in_reply_to":1.0}',
    `"in_reply_to" is the float 1.0, expected an integer${FLOAT_HINT}`,
  ],
  [
    "echo",
    "echo",
    '{"type":"echo_ok","echo":1,"in_reply_to":1,"msg_id":"7"}',
    '"msg_id" is the text "7", expected an integer',
  ],
  [
    "g-counter",
    "read",
    '{"type":"read_ok","value":1e2,"in_reply_to":1}',
    `"value" is the float 100.0, expected an integer${FLOAT_HINT}`,
  ],
  [
    "g-counter",
    "read",
    '{"type":"read_ok","value":1.5,"in_reply_to":1}',
    '"value" is the number 1.5, expected an integer',
  ],
  ["g-counter", "read", '{"type":"read_ok","value":null,"in_reply_to":1}', '"value" is null, expected an integer'],
  [
    "broadcast",
    "read",
    '{"type":"read_ok","messages":{},"in_reply_to":1}',
    '"messages" is an object, {}, expected a list; JSON makes {} of a Set or a Map of JavaScript: spread it, [...set]',
  ],
  [
    "broadcast",
    "read",
    '{"type":"read_ok","messages":7,"in_reply_to":1}',
    '"messages" is the number 7, expected a list',
  ],
  [
    "kafka",
    "send",
    '{"type":"send_ok","offset":0.0,"in_reply_to":1}',
    `"offset" is the float 0.0, expected an integer${FLOAT_HINT}`,
  ],
  [
    "kafka",
    "poll",
    '{"type":"poll_ok","msgs":[],"in_reply_to":1}',
    `"msgs" is a list, [], expected an object: key to list of [offset, message]${LIST_HINT}`,
  ],
  [
    "kafka",
    "poll",
    '{"type":"poll_ok","msgs":{"k":[[0,1],[1.0,2]]},"in_reply_to":1}',
    '"msgs" is wrong: the value of "k" is wrong: item 2 is a list, [1.0,2], expected a pair of an integer offset and a message',
  ],
  [
    "kafka",
    "poll",
    '{"type":"poll_ok","msgs":{"k":{"0":1}},"in_reply_to":1}',
    '"msgs" is wrong: the value of "k" is an object, {"0":1}, expected a list',
  ],
  [
    "kafka",
    "list_committed_offsets",
    '{"type":"list_committed_offsets_ok","offsets":[4],"in_reply_to":1}',
    `"offsets" is a list, [4], expected an object: key to offset, an integer${LIST_HINT}`,
  ],
  [
    "txn-list-append",
    "txn",
    '{"type":"txn_ok","txn":[["append",1,2],["read",9,null]],"in_reply_to":1}',
    '"txn" is wrong: micro-operation 2 is ["read",9,null], expected "r" or "append" first',
  ],
  [
    "txn-list-append",
    "txn",
    '{"type":"txn_ok","txn":[["r",9,3]],"in_reply_to":1}',
    '"txn" is wrong: micro-operation 1 is ["r",9,3], expected null or a list as what was read',
  ],
  [
    "txn-rw-register",
    "txn",
    '{"type":"txn_ok","txn":[["r",9]],"in_reply_to":1}',
    '"txn" is wrong: micro-operation 1 is ["r",9], expected three items: function, key and value',
  ],
  [
    "txn-rw-register",
    "txn",
    '{"type":"txn_ok","txn":["r"],"in_reply_to":1}',
    '"txn" is wrong: micro-operation 1 is "r", expected a list of function, key and value',
  ],
];

for (const [workload, request, reply, expected] of COMPLAINTS) {
  Deno.test(`replyProblem() says what is wrong with ${workload}'s ${reply}`, () => {
    assertEquals(complaint(workload, request, reply), expected);
  });
}

Deno.test("replyProblem() names every fault of a reply, escapes control characters, and shows the expected form", () => {
  const body = { type: "echo_ok", "\u009b31m": "\u0007" as Json } as MessageBody;
  assertEquals(
    replyProblem(WORKLOADS.get("echo")!, { type: "echo" }, body),
    'Malformed reply to "echo": the field "echo" is missing, expected any value; the field "in_reply_to" is missing, ' +
      'expected an integer; the field "\\u009b31m" does not belong into an echo_ok. It was ' +
      '{"type":"echo_ok","\\u009b31m":"\\u0007"}, expected the form of {"type":"echo_ok","echo":"Please echo 35","in_reply_to":1}',
  );
});

Deno.test("replyProblem() takes integers of any size where integers are asked for", () => {
  const large = "18446744073709551615";
  for (
    const [workload, request, reply] of [
      ["echo", "echo", `{"type":"echo_ok","echo":1,"in_reply_to":1,"msg_id":${large}}`],
      ["pn-counter", "read", `{"type":"read_ok","value":-${large},"in_reply_to":1}`],
      ["kafka", "poll", `{"type":"poll_ok","msgs":{"k":[[${large},null]]},"in_reply_to":1}`],
    ] as const
  ) {
    assertEquals(complaint(workload, request, reply), undefined, reply);
  }
});
