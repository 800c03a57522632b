import { assertEquals } from "@std/assert";
import { RandomStreams } from "../../../scripts/workbench/random.ts";
import { createServices } from "../../../scripts/workbench/services/registry.ts";
import { LinTso } from "../../../scripts/workbench/services/lin_tso.ts";

Deno.test("createServices() makes the four services of the original", () => {
  const services = createServices((name) => new RandomStreams(1).stream(name));
  assertEquals(services.map((service) => service.name), ["lin-kv", "seq-kv", "lww-kv", "lin-tso"]);
});

Deno.test("LinTso.handle() counts up from 0 for all senders together", () => {
  const service = new LinTso();
  const ask = (src: string) => service.handle({ src, body: { type: "ts" } })?.body;
  assertEquals([ask("n0"), ask("n1"), ask("n0")], [
    { type: "ts_ok", ts: 0 },
    { type: "ts_ok", ts: 1 },
    { type: "ts_ok", ts: 2 },
  ]);
});

Deno.test("LinTso.handle() does not answer when the type is unknown", () => {
  const service = new LinTso();
  assertEquals(service.handle({ src: "n0", body: { type: "read", key: 1 } }), undefined);
  assertEquals(service.handle({ src: "n0", body: { type: "ts" } })?.body.ts, 0);
});
