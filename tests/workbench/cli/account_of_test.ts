import { assertEquals } from "@std/assert";
import { accountLeftOut, whyNoAccount } from "../../../scripts/workbench/cli/account_of.ts";
import type { Recording } from "../../../scripts/workbench/run/run.ts";

/** A recording of which only the length of the journal is looked at, and how it ended. */
function recordingOf(length: number, failure?: Recording["failure"]): Recording {
  return { journal: { length }, ...(failure === undefined ? {} : { failure }) } as Recording;
}

const KILLED: Recording["failure"] = { kind: "exit", node: "n0", text: "" };

Deno.test("accountLeftOut() says from which length on a journal is not explained, and what helps", () => {
  assertEquals(accountLeftOut(recordingOf(600_000), false), undefined);
  assertEquals(
    accountLeftOut(recordingOf(600_001), false),
    "Where messages and time went was not looked for in a journal of 600,001 events; with --explain it is",
  );
  assertEquals(accountLeftOut(recordingOf(1_500_000), true), undefined);
  assertEquals(
    accountLeftOut(recordingOf(1_500_001), true),
    "Where messages and time went was not looked for in a journal of 1,500,001 events; a shorter --time-limit or a " +
      "lower --rate gives one that is",
  );
});

Deno.test("whyNoAccount() tells apart a long run, one that a node ended, and one without messages", () => {
  assertEquals(whyNoAccount({ recording: recordingOf(2_000_000) }), accountLeftOut(recordingOf(2_000_000), true));
  assertEquals(
    whyNoAccount({ recording: recordingOf(2_000_000, KILLED) }),
    "Nothing is explained of a run that a node ended",
  );
  assertEquals(whyNoAccount({ recording: recordingOf(10) }), "There are no messages between servers to explain");
});
