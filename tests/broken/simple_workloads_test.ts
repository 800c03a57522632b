import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { optionsOf } from "./options.ts";
import { runBroken } from "./run_broken.ts";

Deno.test("a counter that starts again after a restart is reported as duplicated ids", async () => {
  const { valid, errors, explanations } = await runBroken("unique_ids_counter_reset.ts");
  assertEquals([valid, errors], [false, ["duplicated"]]);
  assertMatch(explanations[0]?.text ?? "", /^Id "(n\d)-0" was issued \d times: by \1 at .* by \1 at /);
});

Deno.test("a broadcast without a second try is reported as values lost under a partition", async () => {
  const { valid, errors, explanations } = await runBroken("broadcast_no_retry.ts");
  assertEquals([valid, errors], [false, ["lost"]]);
  assertMatch(explanations[0]?.text ?? "", /^Value \d+, acknowledged by n\d at .* was never seen by n\d/);
});

Deno.test("the same broadcast is valid without a partition", async () => {
  const { valid } = await runBroken("broadcast_no_retry.ts", [
    ...optionsOf("broadcast_no_retry.ts"),
    ...["--schedule", "[]"],
  ]);
  assertEquals(valid, true);
});

Deno.test("a node that forgets old values is reported as having lost them", async () => {
  const { valid, errors, explanations } = await runBroken("broadcast_forgets.ts");
  assertEquals([valid, errors], [false, ["lost"]]);
  assertMatch(
    explanations[0]?.text ?? "",
    /^Value 0, acknowledged by n0 .* was lost by n0: read there at .* missing at/,
  );
});

Deno.test("a node that invents a value is reported by a warning, because the original lets it pass", async () => {
  const { valid, errors, warnings, explanations } = await runBroken("broadcast_invents.ts");
  assertEquals([valid, errors, warnings], [true, [], ["invented"]]);
  assertMatch(explanations[0]?.text ?? "", /^Value -1, which nobody had added, was read from n0/);
});

Deno.test("a set that is kept in memory only is reported as having lost elements when nodes are killed", async () => {
  const { valid, errors } = await runBroken("g_set_forgets_at_restart.ts");
  assertEquals([valid, errors], [false, ["lost"]]);
});

Deno.test("a counter that answers with an old sum is reported as a wrong final read with adds missing", async () => {
  const { valid, errors, explanations } = await runBroken("g_counter_stale.ts");
  assertEquals([valid, errors], [false, ["wrong-final-read"]]);
  assertMatch(explanations[0]?.text ?? "", /Acknowledged adds are missing in it, or the read is stale/);
});

Deno.test("a counter that applies adds twice is reported as a wrong final read with adds counted more than once", async () => {
  const { valid, errors, warnings, explanations } = await runBroken("g_counter_add_twice.ts");
  assertEquals([valid, errors, warnings], [false, ["wrong-final-read"], ["impossible-read"]]);
  assertMatch(explanations[0]?.text ?? "", /Some add counts more than once/);
});

Deno.test("a counter that forgets decrements is reported as a wrong final read", async () => {
  const { valid, errors } = await runBroken("pn_counter_loses_negative.ts");
  assertEquals([valid, errors], [false, ["wrong-final-read"]]);
});

Deno.test("an echo of the request before is reported as wrong", async () => {
  const { valid, errors, explanations } = await runBroken("echo_previous.ts");
  assertEquals([valid, errors], [false, ["wrong-echo"]]);
  assertMatch(explanations[0]?.text ?? "", /n0 answered the echo "", expected "Please echo \d+"/);
});

Deno.test("a node that never answers is reported as having had no success", async () => {
  const { valid, errors, explanations } = await runBroken("echo_silent.ts");
  assertEquals([valid, errors], [false, ["no-success"]]);
  assertMatch(explanations[0]?.text ?? "", /^None of \d+ "echo" operations succeeded.*"net-timeout"/);
});

Deno.test("a node that does not even answer init ends the run with a reason", async () => {
  const { valid, failure } = await runBroken("no_init.ts");
  assertEquals([valid, failure?.kind, failure?.node], ["unknown", "no-init", "n0"]);
  assertMatch(failure?.text ?? "", /did not answer init within 10 s/);
});

Deno.test("a node that prints its log on stdout ends the run with the line and the remedy", async () => {
  const { valid, failure } = await runBroken("echo_logs_on_stdout.ts");
  assertEquals([valid, failure?.kind, failure?.node], ["unknown", "bad-line", "n0"]);
  assertMatch(failure?.text ?? "", /Received Please echo \d+/);
  assertMatch(failure?.text ?? "", /print them on stderr/);
  assertMatch(failure?.text ?? "", /Last lines of "n0" on stderr:\n {2}Got { of: "n0" }$/);
});

Deno.test("a promise that rejects unseen ends its node with the reason, the remedy and the node's own frames", async () => {
  const { valid, failure } = await runBroken("echo_unhandled_rejection.ts");
  assertEquals([valid, failure?.kind], ["unknown", "exit"]);
  assertMatch(failure?.text ?? "", /uncaught timeout: Cannot get a reply from "n\d" to "news"/);
  assertMatch(failure?.text ?? "", /give it a catch\(\)\n/);
  assertMatch(failure?.text ?? "", /lib\/node\.ts/);
  assertNotMatch(failure?.text ?? "", /scripts\/workbench/);
});
