import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { accountJson } from "../../../scripts/workbench/report/account_json.ts";
import { render } from "../../../scripts/workbench/report/html.ts";
import { stableLatencyPlot } from "../../../scripts/workbench/report/plots/stable_latency.ts";
import { html } from "../../../scripts/workbench/report/html.ts";
import { accountSections, adviceList } from "../../../scripts/workbench/report/sections/account_sections.ts";
import { noMessages, noTime, type RunAccount } from "../../../scripts/workbench/run_account.ts";

const PLOTS = { calls: [], functions: [], faults: [], journal: [], endNs: 2e9 };

function value(number: number, latencyMs: number) {
  const latencyNs = latencyMs * 1e6;
  return { value: number, knownNs: number * 1e8, latencyNs, parts: { ...noTime(), way: latencyNs }, hops: 1 };
}

const LATENCY = {
  name: "stable latency",
  values: [value(1, 100), value(2, 300)],
  parts: { ...noTime(), way: 400e6 },
  sumNs: 400e6,
  faults: {},
  waits: [],
  hops: { mean: 1, most: 1 },
  unseenNs: 0,
  slowest: [{ ...value(2, 300), steps: ["told to n0", "<n0> → n1 300 ms"] }],
};

const ACCOUNT: RunAccount = {
  messages: {
    operations: 4,
    total: 3,
    classes: { ...noMessages(), news: 2, lost: 1 },
    types: [{ type: "<tell>", classes: { ...noMessages(), news: 2, lost: 1 } }],
    links: [{ src: "n0", dest: "n1", classes: { ...noMessages(), news: 2, lost: 1 } }],
    otherLinks: { count: 0, classes: noMessages() },
    known: { echoed: 0, repeated: 0, overtaken: 0 },
    floors: [{ perOperation: 0.5, because: "each of 2 values" }],
    followsValues: true,
  },
  latency: LATENCY,
  advice: [{ cause: "hops", text: "Too many <hops>." }],
  limits: [
    { path: "workload.stable-latencies.0.5", limit: 400, value: 100, met: true },
    { path: "workload.stable-latencies.1", limit: 250, value: 300, met: false },
  ],
};

Deno.test("accountSections() shows parts and classes with their shares, the slowest values, and escapes all names", () => {
  const page = render(html`${accountSections({ account: ACCOUNT }, PLOTS)}`).replaceAll(/\s+/g, " ");
  assertStringIncludes(page, "2 values took 200 ms each on average");
  assertMatch(page, /brought something new.{0,60}0\.5<\/td> <td class="number">67 %/);
  assertMatch(page, /were lost.{0,60}0\.25<\/td> <td class="number">33 %/);
  assertStringIncludes(page, 'href="#follow=2"');
  assertStringIncludes(page, "&lt;n0&gt; → n1 300 ms");
  assertStringIncludes(page, "&lt;tell&gt;");
  assertEquals(page.includes("<tell>") || page.includes("<n0>"), false);
});

Deno.test("accountSections() and adviceList() show nothing of a run without an account, and no advice where there is none", () => {
  assertEquals(render(html`${accountSections({}, PLOTS)}${adviceList({})}`).trim(), "");
  assertEquals(adviceList({ account: { ...ACCOUNT, advice: [] } }), "");
  assertStringIncludes(render(html`${adviceList({ account: ACCOUNT })}`), "Too many &lt;hops&gt;.");
});

Deno.test("stableLatencyPlot() draws a point for each value and a line for each limit, met or missed", () => {
  const plot = render(stableLatencyPlot(PLOTS, LATENCY, ACCOUNT.limits)).replaceAll(/\s+/g, " ");
  assertStringIncludes(plot, "median &lt; 400 ms ✓");
  assertStringIncludes(plot, "maximum &lt; 250 ms ✗");
  assertEquals(/class="points" d="M([^"]+)"/.exec(plot)?.[1]?.split("L").length, 2);
});

Deno.test("accountJson() has counts, what they are per operation, and sums that are exact", () => {
  const { messages, latency, advice } = accountJson(ACCOUNT);
  assertEquals((messages as { count: unknown }).count, { news: 2, lost: 1 });
  assertEquals((messages as { "per-op": unknown })["per-op"], { news: 0.5, lost: 0.25 });
  assertEquals((latency as { "parts-sum-ns": unknown })["parts-sum-ns"], { way: 400e6 });
  assertEquals((latency as { "mean-ms": unknown })["mean-ms"], 200);
  assertEquals(advice, [{ cause: "hops", text: "Too many <hops>." }]);
});

Deno.test("accountSections() says why a long run has none", () => {
  const text = render(html`${accountSections({ accountLeftOut: "Not looked for." }, PLOTS)}`);
  assertStringIncludes(text, "Not looked for.");
  assertEquals(render(html`${accountSections({}, PLOTS)}`).trim(), "");
});
