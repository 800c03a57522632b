import { assert, assertEquals } from "@std/assert";
import { inspect } from "../../../../scripts/playground/futures/inspect.ts";
import { PostedBeat } from "../../../../scripts/playground/posted_beat.ts";
import { makePlan } from "../../../../scripts/workbench/options/make_plan.ts";
import { RUN_OPTIONS } from "../../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../../scripts/workbench/options/parse_options.ts";

/** Answers echo, logs each message, and has one timer that repeats and one that each message puts off. */
const PROGRAM = `data:text/javascript,${
  encodeURIComponent(`
  export default async ({ input, output, log }) => {
    let node = "";
    let late;
    for await (const line of input) {
      const { src, dest, body } = JSON.parse(line);
      if (body.type === "init") {
        node = body.node_id;
        setInterval(() => {}, 300);
      }
      log(node + " " + body.type);
      clearTimeout(late);
      late = setTimeout(() => {}, 5000);
      const answer = { ...body, type: body.type + "_ok", in_reply_to: body.msg_id };
      output(JSON.stringify({ src: dest, dest: src, body: answer }));
    }
  };
`)
}`;

async function inspectAt(timeNs: number, args: readonly string[] = []) {
  const { values: options } = parseOptions(RUN_OPTIONS, [
    "-w",
    "echo",
    "--node-count",
    "2",
    "--time-limit",
    "3",
    ...args,
  ]);
  const program = { kind: "module", url: PROGRAM } as const;
  const plan = makePlan({ options, program, programArgs: [], defaultMode: "sim", seed: 2 });
  const heartbeat = new PostedBeat(() => {}, () => 0);
  return await inspect(plan, { node: "n1", timeNs }, { heartbeat, originOf: () => "line 9" });
}

Deno.test("inspect() tells a node's timers and log at a moment", async () => {
  const { timers, log } = await inspectAt(1_000_000_000);
  assertEquals(timers.map(({ everyMs, origin }) => [everyMs, origin]), [[300, "line 9"], [undefined, "line 9"]]);
  const [tick, late] = timers.map(({ dueNs }) => dueNs);
  assert(tick !== undefined && tick > 1e9 && tick <= 1.3e9, String(tick));
  // The last message put the other timer off to 5 s after it.
  const last = log.at(-1);
  assertEquals(last?.line, "n1 echo");
  assertEquals(late, (last?.timeNs ?? 0) + 5e9);
  assertEquals(log.slice(0, 1), [{ timeNs: -1, line: "n1 init" }]);
  assert(log.every(({ timeNs }) => timeNs <= 1e9));
});

Deno.test("inspect() tells the timer that is the very next event", async () => {
  const { timers: [first] } = await inspectAt(1_000_000_000);
  const { timers } = await inspectAt((first?.dueNs ?? 0) - 1);
  assertEquals(timers[0], first);
  const { timers: after } = await inspectAt(first?.dueNs ?? 0);
  assertEquals(after[0]?.dueNs, (first?.dueNs ?? 0) + 300e6);
});

Deno.test("a node that is down waits for nothing", async () => {
  const schedule = JSON.stringify([
    { id: "a", fault: "kill", action: "start", "at-s": 0.5, value: { target: "one", nodes: ["n1"] } },
  ]);
  assertEquals((await inspectAt(1_000_000_000, ["--schedule", schedule])).timers, []);
});
