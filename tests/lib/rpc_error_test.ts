import { assert, assertEquals, assertFalse, assertInstanceOf } from "@std/assert";
import { RPC_ERRORS, RpcError } from "../../lib/rpc_error.ts";

Deno.test("RPC_ERRORS lists the codes of the protocol with their certainty", () => {
  assertEquals(RPC_ERRORS.map(({ code, name, definite }) => [code, name, definite]), [
    [0, "timeout", false],
    [1, "node-not-found", true],
    [10, "not-supported", true],
    [11, "temporarily-unavailable", true],
    [12, "malformed-request", true],
    [13, "crash", false],
    [14, "abort", true],
    [20, "key-does-not-exist", true],
    [21, "key-already-exists", true],
    [22, "precondition-failed", true],
    [30, "txn-conflict", true],
  ]);
});

Deno.test("RpcError carries code, name, certainty, text and cause", () => {
  const cause = new Error("disk");
  const error = new RpcError(14, "given up", { cause });
  assertInstanceOf(error, Error);
  assertEquals([error.code, error.name, error.definite, error.text], [14, "abort", true, "given up"]);
  assertEquals(error.cause, cause);
  assertEquals(error.toBody(), { type: "error", code: 14, text: "given up" });
});

Deno.test("RpcError is unknown and indefinite when the code is the user's own", () => {
  const error = new RpcError(1001, "mine");
  assertEquals([error.code, error.name, error.definite], [1001, "unknown", false]);
});

Deno.test("RpcError.fromBody() reads an error reply", () => {
  const error = RpcError.fromBody({ type: "error", code: 22, text: "current value 3 is not 4" });
  assertEquals([error.code, error.name, error.text], [22, "precondition-failed", "current value 3 is not 4"]);
});

Deno.test("RpcError.fromBody() gives an indefinite error when the code is odd", () => {
  for (const code of [undefined, null, "22", 2.5, {}]) {
    const error = RpcError.fromBody({ type: "error", code });
    assertEquals([error.code, error.definite, error.text], [13, false, "crash"]);
  }
});

Deno.test("RpcError.is() tells kinds apart", () => {
  assert(RpcError.is(new RpcError(22, ""), "precondition-failed"));
  assertFalse(RpcError.is(new RpcError(20, ""), "precondition-failed"));
  assertFalse(RpcError.is(new Error("precondition-failed"), "precondition-failed"));
});
