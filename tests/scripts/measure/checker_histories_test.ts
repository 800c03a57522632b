import { assertEquals } from "@std/assert";
import {
  counterHistory,
  denseSetHistory,
  echoHistory,
  idHistory,
  kafkaHistory,
  registerHistory,
  setHistory,
  transactionHistory,
} from "../../../scripts/measure/checker_histories.ts";
import { CHECKERS } from "../../../scripts/workbench/workloads/registry.ts";

const GENERATORS = [
  ["echo", echoHistory],
  ["unique-ids", idHistory],
  ["broadcast", setHistory("broadcast")],
  ["broadcast", denseSetHistory],
  ["g-set", setHistory("add")],
  ["pn-counter", counterHistory],
  ["kafka", kafkaHistory],
  ["txn-rw-register", transactionHistory("register")],
  ["txn-list-append", transactionHistory("list")],
  ["lin-kv", registerHistory],
] as const;

for (const [workload, generate] of GENERATORS) {
  Deno.test(`the generator of ${workload} histories${generate === denseSetHistory ? ", half reads," : ""} makes as many operations as asked for, valid for ${workload}`, () => {
    const history = generate(300);
    assertEquals(history.filter(({ type }) => type === "invoke").length, 300);
    assertEquals(history.filter(({ type }) => type !== "invoke").length, 300);
    const { verdict, explanations } = CHECKERS.get(workload)!(history, {});
    assertEquals(verdict.valid, true);
    assertEquals(explanations.map(({ text }) => text), []);
  });
}
