import { assertEquals } from "@std/assert";
import uniqueIds from "../../challenges/2_unique_ids.ts";
import { TestIo } from "../lib/test_io.ts";
import { simulate, simulateSeeds } from "./simulate.ts";

/** Ids that one life of node n0 makes while the clock shows these times, one id each. */
async function idsAt(timesMs: readonly number[]): Promise<string[]> {
  const io = new TestIo();
  const realNow = Date.now;
  const remaining = [...timesMs];
  Date.now = () => remaining.shift() ?? 0;
  try {
    io.init();
    for (const index of timesMs.keys()) io.request({ type: "generate", msg_id: index });
    io.end();
    await uniqueIds(io);
  } finally {
    Date.now = realNow;
  }
  return io.messages.slice(1).map(({ body }) => body.id);
}

Deno.test("2_unique_ids passes the official stage, every request answered", async () => {
  const [run] = await simulateSeeds(1, { challenge: "2_unique_ids" });
  assertEquals(run!.judgement.results.valid, true);
  assertEquals(run!.messagesPerOperation, 0);
});

Deno.test("2_unique_ids repeats nothing when nodes crash, pause and have wrong clocks", async () => {
  const args = ["--nemesis", "partition,kill,pause,clock", "--nemesis-interval", "1", "--time-limit", "10"];
  const { judgement } = await simulate({ challenge: "2_unique_ids", seed: 1, args });
  assertEquals(judgement.results.workload.valid, true);
});

Deno.test("2_unique_ids grows when the clock stands still or goes backwards", async () => {
  const ids = await idsAt([1000, 1000, 1000, 400, 999, 1000, 1001, 5]);
  assertEquals(new Set(ids).size, 8);
  assertEquals(ids.toSorted(), ids);
});

Deno.test("2_unique_ids grows when one millisecond needs more numbers than it has", async () => {
  const ids = await idsAt(Array(66_000).fill(1000));
  assertEquals(new Set(ids).size, 66_000);
  assertEquals(ids.toSorted(), ids);
});

Deno.test("2_unique_ids repeats nothing when the node starts again within a millisecond", async () => {
  const [before, after] = [await idsAt([1000, 1000]), await idsAt([1000, 1000])];
  assertEquals(new Set([...before, ...after]).size, 4);
});

Deno.test("2_unique_ids makes ids that sort by time as text", async () => {
  const [earlier] = await idsAt([999_999]);
  const [later] = await idsAt([1_000_000]);
  assertEquals([later, earlier].toSorted(), [earlier, later]);
});
