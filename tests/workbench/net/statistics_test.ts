import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import type { Journal, JournalEvent } from "../../../scripts/workbench/net/journal.ts";
import type { History } from "../../../scripts/workbench/history.ts";
import { netStatistics } from "../../../scripts/workbench/net/statistics.ts";
import { readLines } from "../../../scripts/workbench/recorded/lines.ts";
import { parseJson } from "../../../scripts/workbench/json.ts";

const NET = new URL("../../fixtures/golden/net/", import.meta.url);

type Counts = { readonly [field: string]: number };

async function readRecords<T>(name: string): Promise<T[]> {
  const records: T[] = [];
  for await (const { text } of readLines(fileURLToPath(new URL(name, NET)))) records.push(parseJson(text) as T);
  return records;
}

async function readRun(name: string) {
  const results = JSON.parse(await Deno.readTextFile(new URL(`${name}-results.json`, NET)));
  return {
    net: results.net as { readonly all: Counts; readonly clients: Counts; readonly servers: Counts },
    history: await readRecords<History[number]>(`${name}-history.jsonl.gz`),
    journal: await readRecords<JournalEvent>(`${name}-journal.jsonl.gz`),
  };
}

function event(id: number, type: JournalEvent["type"], messageId: number, src: string, dest: string): JournalEvent {
  return { id, time: id, type, message: { id: messageId, src, dest, body: { type: "x" } } };
}

const INVOCATION = { index: 0, time: 0, process: 0, type: "invoke", f: "read", value: null } as const;

Deno.test("netStatistics() parts clients from servers and counts lost messages as sent", () => {
  const journal: Journal = [
    event(0, "send", 0, "c1", "n1"),
    event(1, "recv", 0, "c1", "n1"),
    event(2, "send", 1, "n1", "n2"),
    event(3, "send", 2, "n1", "lin-kv"),
    event(4, "recv", 2, "n1", "lin-kv"),
    event(5, "drop", 1, "n1", "n2"),
  ];
  const history: History = [
    INVOCATION,
    { ...INVOCATION, type: "ok" },
    INVOCATION,
    INVOCATION,
    { ...INVOCATION, process: "nemesis", type: "info" },
  ];
  assertEquals(netStatistics(journal, history), {
    valid: true,
    all: { "send-count": 3, "recv-count": 2, "msg-count": 3, "msgs-per-op": 1 },
    clients: { "send-count": 1, "recv-count": 1, "msg-count": 1 },
    servers: { "send-count": 2, "recv-count": 1, "msg-count": 2, "msgs-per-op": 0.6666667 },
  });
});

Deno.test("netStatistics() has no msgs-per-op when there are no operations", () => {
  assertEquals(netStatistics([], []), {
    valid: true,
    all: { "send-count": 0, "recv-count": 0, "msg-count": 0 },
    clients: { "send-count": 0, "recv-count": 0, "msg-count": 0 },
    servers: { "send-count": 0, "recv-count": 0, "msg-count": 0 },
  });
});

for (const name of ["broadcast-plain", "broadcast-partition"]) {
  // The journals are cut at 3,000 events, which the recorded counts are not: the recorded journal continued is what
  // gives the recorded counts. The events that were cut off are replaced by as many of the same kind as are missing.
  Deno.test(`netStatistics() gives the genuine figures of ${name} when the cut journal is filled up`, async () => {
    const { net, history, journal } = await readRun(name);
    assertEquals(journal.length, 3000);
    const cut = netStatistics(journal, history);
    const rest = [
      ...missingEvents("c1", net.clients, cut.clients, 1_000_000),
      ...missingEvents("n1", net.servers, cut.servers, 2_000_000),
    ];
    assertEquals(netStatistics([...journal, ...rest], history), { ...net, valid: true } as unknown as typeof cut);
  });

  Deno.test(`netStatistics() of the cut journal of ${name} stays within the genuine figures`, async () => {
    const { net, history, journal } = await readRun(name);
    const { all, clients, servers } = netStatistics(journal, history);
    assertEquals(all["send-count"] + all["recv-count"], 3000);
    assertEquals(all["msg-count"], all["send-count"]);
    for (const field of ["send-count", "recv-count", "msg-count"] as const) {
      assertEquals(clients[field] + servers[field], all[field]);
      assertEquals(clients[field] <= net.clients[field]!, true);
      assertEquals(servers[field] <= net.servers[field]!, true);
    }
  });
}

/** Sends and receives that the uncut journal has more; messages that were sent before the cut count no second time. */
function missingEvents(src: string, uncut: Counts, cut: Counts, firstId: number): JournalEvent[] {
  const sends = uncut["send-count"]! - cut["send-count"]!;
  const receives = uncut["recv-count"]! - cut["recv-count"]!;
  const events: JournalEvent[] = [];
  for (let number = 0; number < sends; number++) events.push(event(0, "send", firstId + number, src, "n2"));
  for (let number = 0; number < receives; number++) events.push(event(0, "recv", firstId + number % sends, src, "n2"));
  return events;
}
