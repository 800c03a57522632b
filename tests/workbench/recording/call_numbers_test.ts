import { assertEquals } from "@std/assert";
import { numberByInvocation } from "../../../scripts/workbench/recording/call_numbers.ts";
import { historyOf } from "../checkers/ops.ts";

Deno.test("numberByInvocation() names each operation once, by the index of its invocation, in cycles as well", () => {
  const history = historyOf([
    [0, "invoke", 0, "txn", []],
    [1, "invoke", 1, "txn", []],
    [2, "ok", 0, "txn", []],
    [3, "ok", 1, "txn", []],
    [4, "invoke", 0, "txn", []],
  ]);
  const finding = { anomaly: "G0", severity: "error", text: "", operations: [3, 2, 0, 4] } as const;
  const cycle = [{ from: 2, to: 3, type: "ww", because: "" }, { from: 3, to: 2, type: "ww", because: "" }] as const;
  assertEquals(numberByInvocation(history, [{ ...finding, cycle }]), [{
    ...finding,
    operations: [1, 0, 4],
    cycle: [{ ...cycle[0], from: 0, to: 1 }, { ...cycle[1], from: 1, to: 0 }],
  }]);
});
