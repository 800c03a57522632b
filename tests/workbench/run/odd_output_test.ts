import { assertEquals, assertStringIncludes } from "@std/assert";
import { NS_PER_MS, VirtualClock } from "../../../scripts/workbench/clock.ts";
import { Network } from "../../../scripts/workbench/net/network.ts";
import { Random } from "../../../scripts/workbench/random.ts";
import { describeOddLines } from "../../../scripts/workbench/recording/odd_lines.ts";
import { Cluster, type RunFailure } from "../../../scripts/workbench/run/cluster.ts";

/** What the node prints for the request init, and what lies behind its last line end. */
interface Output {
  readonly lines: readonly string[];
  readonly unended?: string;
}

/** Starts n0 and n1, of which n0 prints what is given and n1 answers; then stops them. */
async function startWith({ lines, unended }: Output) {
  const clock = new VirtualClock();
  const failures: RunFailure[] = [];
  let clients = 0;
  const network = new Network({
    ...{ latencyMs: 0, latencyDistribution: "constant", jitterMs: 0, handlingNs: [0, 0] },
    ...{ lossProbability: 0, duplicationProbability: 0 },
  }, { clock, random: new Random(1), onEvent: () => {}, onFlood: () => {} });
  const cluster = new Cluster({
    nodes: ["n0", "n1"],
    ...{ network, clock, bootMsPerNode: 0 },
    makeHost: (id, { onLine }) => ({
      ...{ id, start: () => {}, kill: () => {}, pause: () => {}, resume: () => {}, stop: () => Promise.resolve() },
      deliver: (line) => {
        const { src } = JSON.parse(line);
        const printed = id === "n0"
          ? lines
          : [`{"src":"n1","dest":"CLIENT","body":{"type":"init_ok","in_reply_to":1}}`];
        clock.at(clock.now(), () => printed.forEach((text) => onLine(text.replace("CLIENT", src))));
      },
      unendedOutput: () => id === "n0" && unended !== undefined ? { text: unended, timeNs: 0 } : undefined,
    }),
    nextClientName: () => `c${clients++}`,
    onFailure: (failure) => failures.push(failure),
    onLog: () => {},
  });
  cluster.start(() => {});
  while (clock.step());
  clock.skipTo(clock.now() + 1000 * NS_PER_MS);
  await cluster.stop();
  return { failure: failures[0]?.text ?? "", odd: cluster.oddLines.map(describeOddLines) };
}

const reply = (inReplyTo: string, src = "n0") =>
  `{"src":"${src}","dest":"CLIENT","body":{"type":"init_ok","in_reply_to":${inReplyTo}}}`;

Deno.test("Cluster names the in_reply_to that is not the request's msg_id where a node does not answer init", async () => {
  for (
    const [given, words] of [["1.0", "is the float 1.0"], ['"1"', 'is the text "1"'], ["2", "is the number 2"]] as const
  ) {
    assertStringIncludes(
      (await startWith({ lines: [reply(given)] })).failure,
      `Likely cause: it answered with "init_ok", but "in_reply_to" of that ${words}, expected the integer 1, the "msg_id" of ` +
        "the request as it was\n",
    );
  }
  const { failure } = await startWith({ lines: ['{"src":"n0","dest":"CLIENT","body":{"type":"init_ok"}}'] });
  assertStringIncludes(failure, 'but "in_reply_to" of that has none, expected the integer 1');
});

Deno.test("Cluster names the bytes without a line end where a node does not answer init, carriage returns visible", async () => {
  assertStringIncludes(
    (await startWith({ lines: [], unended: '{"src":"n0"}' })).failure,
    'Likely cause: it printed 12 bytes without a line end, which nobody can read as a message: {"src":"n0"}; end each ' +
      "message with \\n\n",
  );
  assertStringIncludes(
    (await startWith({ lines: [], unended: '{"a":"é"}\r{"b":1}\r' })).failure,
    'it printed 19 bytes without a line end, which nobody can read as a message: {"a":"é"}\\u000d{"b":1}\\u000d; a carriage ' +
      "return alone does not end a line; end each message with \\n\n",
  );
});

Deno.test("Cluster notes a message without a line end at the end of a run, and none in the making", async () => {
  assertEquals((await startWith({ lines: [reply("1")], unended: '{"src":"n0"} ' })).odd, [
    'Node "n0" printed 13 bytes without a line end, which nobody can read as a message: {"src":"n0"} ; end each message ' +
    "with \\n.",
  ]);
  assertEquals((await startWith({ lines: [reply("1")], unended: '{"src":"n' })).odd, []);
});

Deno.test("Cluster notes messages in another's name and what goes on after a message, counted by node", async () => {
  const { failure, odd } = await startWith({ lines: [`${reply("1", "n1")} ${reply("1")}`, reply("1", "n1")] });
  assertEquals(failure, "");
  assertEquals(odd.map((text) => text.replace(/c\d/g, "CLIENT")), [
    'Node "n0" printed a line that went on after the message; the rest was ignored, as in the original. The first rest: ' +
    `${reply("1")}. End each message with a line end.`,
    'Node "n0" sent 2 messages whose "src" is not its own name; the first was sent as "n1". Answers to such messages go to ' +
    'the other node. Take the "src" from "node_id" of the init message; the original accepts the names of other ' +
    "participants, and stops reading a node that uses a name of none.",
  ]);
});

Deno.test("Cluster looks at the line after an empty one for its cause", async () => {
  const because =
    'Node "n0" printed a line on stdout that is not a message, because it is empty, expected one JSON object';
  const log = await startWith({ lines: ["", "04:37:23.6 [info] started"] });
  assertStringIncludes(log.failure, because);
  assertStringIncludes(
    log.failure,
    "Likely cause: The node prints log lines on stdout; print them on stderr (in JavaScript with console.error); the next " +
      'line is "04:37:23.6 [info] started"\n',
  );
  const ended = await startWith({ lines: [" ", reply("1")] });
  assertStringIncludes(ended.failure, "Likely cause: The node prints a line end too many after a message\n");
  const alone = await startWith({ lines: [reply("1"), ""] });
  assertStringIncludes(alone.failure, "Likely cause: The node prints an empty line, perhaps a line end too many");
});
