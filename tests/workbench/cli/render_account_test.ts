import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { renderAccount } from "../../../scripts/workbench/cli/render_account.ts";
import { noMessages, noTime, type RunAccount } from "../../../scripts/workbench/run_account.ts";

const SLOW = {
  value: 7,
  knownNs: 1e9,
  latencyNs: 542e6,
  parts: { ...noTime(), "first-node": 480e6, "way": 62e6 },
  hops: 1,
};

const ACCOUNT: RunAccount = {
  messages: {
    operations: 10,
    total: 279,
    classes: { ...noMessages(), news: 120, known: 91, acknowledged: 68 },
    types: [{ type: "tell", classes: { ...noMessages(), news: 120, known: 91 } }, {
      type: "tell_ok",
      classes: { ...noMessages(), acknowledged: 68 },
    }],
    links: [{ src: "n0", dest: "n1", classes: { ...noMessages(), news: 120 } }],
    otherLinks: { count: 3, classes: { ...noMessages(), known: 91, acknowledged: 68 } },
    known: { echoed: 70, repeated: 0, overtaken: 21 },
    floors: [{ perOperation: 12, because: "each of 5 values goes to 24 nodes at once and alone: 24 * 5 / 10" }],
    followsValues: true,
  },
  latency: {
    name: "stable latency",
    values: [SLOW],
    parts: SLOW.parts,
    sumNs: 542e6,
    faults: {},
    waits: [{ node: "n3", waitNs: 480e6, values: 1 }],
    hops: { mean: 1, most: 1 },
    unseenNs: 0,
    slowest: [{ ...SLOW, steps: ["told to n3, known from 1.000 s on", "waited 480 ms in n3", "n3 → n4 62 ms"] }],
  },
  advice: [{ cause: "timer", text: `Values wait 480 ms of 542 ms ${"and so on ".repeat(20)}.` }],
  limits: [],
};

Deno.test("renderAccount() tells causes first, then each class and each part with its share, in 80 columns", () => {
  const text = renderAccount(ACCOUNT);
  assertEquals(text.split("\n")[0], "Why, and what would change it:");
  for (const line of text.split("\n")) assert(line.length <= 80, `${line.length}: ${line}`);
  assertStringIncludes(text, "        12  43 %  brought something new\n");
  assertStringIncludes(text, "       9.1  33 %  brought only what the receiver had\n");
  assertStringIncludes(text, "of these 7 went back to where it came from, 2.1 came later");
  assertStringIncludes(text, "    480 ms  89 %  waiting in the node that a client told, most of all in n3\n");
  assertStringIncludes(text, "  - Value 7 took 542 ms: told to n3, known from 1.000 s on; waited 480 ms in");
  assertStringIncludes(text, "Compare with 12: each of 5 values");
});

Deno.test("renderAccount() says that nothing took time, and that bodies hold nothing to follow", () => {
  const { latency, messages } = ACCOUNT;
  assert(latency !== undefined);
  const text = renderAccount({
    ...ACCOUNT,
    advice: [],
    messages: { ...messages, followsValues: false },
    latency: { ...latency, sumNs: 0, parts: noTime(), slowest: [] },
  });
  assertStringIncludes(text, "Where the time goes: none of 1 value took any time\n");
  assertStringIncludes(text, "No body holds a value that can be followed");
});
