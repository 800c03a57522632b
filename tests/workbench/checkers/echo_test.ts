import { assertEquals } from "@std/assert";
import type { Json } from "../../../scripts/workbench/history.ts";
import { checkEcho } from "../../../scripts/workbench/checkers/echo.ts";
import { historyOf } from "./ops.ts";

function answered(type: "ok" | "fail" | "info", value: Json, extra: { readonly [field: string]: Json } = {}) {
  return checkEcho(historyOf([[1000, "invoke", 0, "echo", "a"], [2000, type, 0, "echo", value, extra]]));
}

Deno.test("checkEcho() is valid when the reply holds what was sent", () => {
  const { verdict, explanations } = answered("ok", { type: "echo_ok", echo: "a", in_reply_to: 1 });
  assertEquals(verdict, { valid: true, errors: [] });
  assertEquals(explanations, []);
});

Deno.test("checkEcho() names node, time and values when the reply holds something else", () => {
  const reply = { type: "echo_ok", echo: "b" };
  const { verdict, explanations } = answered("ok", reply, { node: "n1" });
  assertEquals(verdict, {
    valid: false,
    errors: [["Expected a message with :echo", "a", "But received", reply]],
  });
  assertEquals(explanations, [{
    anomaly: "wrong-echo",
    severity: "error",
    text: 'At 2.00 s n1 answered the echo "b", expected "a", which was sent at 1.00 s.',
    operations: [1, 0],
    value: "a",
  }]);
});

Deno.test("checkEcho() counts a failed operation as a wrong echo", () => {
  const { verdict, explanations } = answered("fail", "a", { error: ["abort", "no"] });
  assertEquals(verdict.errors, [["Expected a message with :echo", "a", "But received", "a"]]);
  assertEquals(
    explanations[0]?.text,
    'At 2.00 s worker 0 answered an error ["abort","no"] instead of an echo, expected "a", which was sent at 1.00 s.',
  );
});

Deno.test("checkEcho() does not count an operation without a definite answer", () => {
  assertEquals(answered("info", "a").verdict.valid, true);
  assertEquals(checkEcho(historyOf([[0, "invoke", 0, "echo", "a"]])).verdict.valid, true);
});

Deno.test("checkEcho() finds a wrong echo when the reply is no object or lacks the field", () => {
  for (const reply of [null, 7, "a", ["a"], {}, { echo: null }, { echo: ["a"] }]) {
    assertEquals(answered("ok", reply).verdict.valid, false);
  }
});

Deno.test("checkEcho() compares structures when lists or objects are echoed", () => {
  const sent = { a: [1, { b: 2, c: 3 }] };
  const history = historyOf([
    [0, "invoke", 0, "echo", sent],
    [1, "ok", 0, "echo", { echo: { a: [1, { c: 3, b: 2 }] } }],
  ]);
  assertEquals(checkEcho(history).verdict.valid, true);
});
