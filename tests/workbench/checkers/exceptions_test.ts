import { assertEquals } from "@std/assert";
import { checkExceptions } from "../../../scripts/workbench/checkers/exceptions.ts";
import { historyOf } from "./ops.ts";

Deno.test("checkExceptions() has no list when there are no exceptions", () => {
  const history = historyOf([[0, "info", 0, "read", null], [1, "ok", 0, "read", null, { exception: "ignored" }]]);
  assertEquals(checkExceptions(history).verdict, { valid: true });
});

const malformed = (text: string) => ({ exception: { class: "malformed-rpc-response", message: text } });

Deno.test("checkExceptions() warns of malformed replies to functions that succeed at other times", () => {
  const { explanations } = checkExceptions(historyOf([
    [0, "info", 0, "poll", null, malformed('Malformed reply to "poll": {}')],
    [1, "ok", 1, "poll", null],
    [2, "info", 2, "poll", null, malformed('Malformed reply to "poll": []')],
    [3, "info", 3, "send", null, malformed('Malformed reply to "send": {}')],
    [4, "info", 4, "poll", null, { exception: { class: "net-timeout", message: "no reply in time" } }],
  ]));
  assertEquals(explanations, [{
    anomaly: "malformed-reply",
    severity: "warning",
    text: '2 "poll" operations got a reply of the wrong form, which counts as no answer; 1 ended ok. ' +
      'The first: Malformed reply to "poll": {}.',
    operations: [0, 2],
  }]);
});

Deno.test("checkExceptions() groups by class, the most frequent first, with the first operation as an example", () => {
  const { verdict } = checkExceptions(historyOf([
    [0, "info", 0, "read", null, { exception: { via: [{ type: "clojure.lang.ExceptionInfo" }] } }],
    [1, "info", 1, "read", null, { exception: "malformed reply" }],
    [2, "info", 2, "read", null, { exception: "malformed reply" }],
    [3, "info", 3, "read", null, { exception: { type: "timeout", message: "no reply" } }],
    [4, "info", 4, "read", null, { exception: "malformed reply" }],
  ]));
  assertEquals(verdict, {
    valid: true,
    exceptions: [
      { count: 3, class: "malformed reply", example: { "op-index": 1 } },
      { count: 1, class: "clojure.lang.ExceptionInfo", example: { "op-index": 0 } },
      { count: 1, class: "timeout", example: { "op-index": 3 } },
    ],
  });
});
