import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { flag, integer, list, number, repeated, text } from "../../../scripts/workbench/options/option.ts";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions, toArguments } from "../../../scripts/workbench/options/parse_options.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

const group = "Options";
const TABLE = {
  workload: text({
    alias: "w",
    group,
    valueName: "NAME",
    description: "",
    choices: ["echo", "kafka"],
    default: "echo",
  }),
  bin: text({ group, valueName: "FILE", description: "" }),
  rate: number({ group, valueName: "R", description: "", default: 5, min: 0 }),
  "node-count": integer({ group, valueName: "N", description: "", min: 1 }),
  node: repeated({ alias: "n", group, valueName: "NAME", description: "" }),
  nemesis: list({ group, valueName: "F,F", description: "", choices: ["partition", "kill"] }),
  interval: number({ group, valueName: "S", description: "", default: 10, min: 0, isAboveMin: true }),
  json: flag({ group, description: "" }),
  "no-ssh": flag({ group, description: "", ignoredBecause: "nodes are local" }),
};

const parse = (...args: string[]) => parseOptions(TABLE, args);

/** The message of the usage error. */
const complaint = (...args: string[]) => assertThrows(() => parse(...args), UsageError).message;

Deno.test("parseOptions() takes an empty value for the option's, not for a word", () => {
  const { values, words } = parseOptions(TEST_OPTIONS, ["--nemesis", "", "--bin", "node"]);
  assertEquals([values.nemesis, values.bin, words], [[], "node", []]);
});

Deno.test("parseOptions() gives defaults where nothing is given", () => {
  const { values, given, words, rest, notes } = parse();
  assertEquals(values, {
    workload: "echo",
    bin: undefined,
    rate: 5,
    "node-count": undefined,
    node: [],
    nemesis: [],
    interval: 10,
    json: false,
    "no-ssh": false,
  });
  assertEquals([given.size, words, rest, notes], [0, [], [], []]);
});

Deno.test("parseOptions() reads names, aliases, equals signs and flags in any order", () => {
  const { values } = parse("--json", "-w", "kafka", "--rate=2.5", "--node-count", "3", "-n", "a", "--node", "b");
  assertEquals(values.workload, "kafka");
  assertEquals(values.rate, 2.5);
  assertEquals(values["node-count"], 3);
  assertEquals(values.node, ["a", "b"]);
  assertEquals(values.json, true);
  assertEquals(parse("-wkafka", "-nn1", "-n", "b").values, { ...parse("-w=kafka").values, node: ["n1", "b"] });
});

Deno.test("parseOptions() lets the last of repeated options win", () => {
  assertEquals(parse("--rate", "1", "--rate", "2").values.rate, 2);
  assertEquals(parse("--json", "--json=false").values.json, false);
});

Deno.test("parseOptions() splits lists at commas, with and without blanks", () => {
  assertEquals(parse("--nemesis", "partition,kill").values.nemesis, ["partition", "kill"]);
  assertEquals(parse("--nemesis", "partition , kill").values.nemesis, ["partition", "kill"]);
});

Deno.test("parseOptions() keeps words and what follows a double dash apart, digits as text", () => {
  const { words, rest, values } = parse("3", "--rate", "1", "b", "--", "--rate", "9");
  assertEquals(words, ["3", "b"]);
  assertEquals(rest, ["--rate", "9"]);
  assertEquals(values.rate, 1);
});

Deno.test("parseOptions() names the nearest option for an unknown one", () => {
  assertEquals(
    complaint("--node-cout", "3"),
    'Unknown option "--node-cout"; did you mean "--node-count"?\nAdd --help to see all options',
  );
  assertEquals(complaint("--quux=5"), 'Unknown option "--quux"\nAdd --help to see all options');
  assertStringIncludes(complaint("-node-count", "3"), 'Unknown option "-node-count"; did you mean "--node-count"?');
  assertEquals(complaint("-x"), 'Unknown option "-x"\nAdd --help to see all options');
});

Deno.test("parseOptions() says what values it expected", () => {
  assertEquals(complaint("-w", "ecko"), 'Cannot use --workload: "ecko", expected one of echo, kafka');
  assertEquals(complaint("--rate", "fast"), 'Cannot use --rate: "fast", expected a number of at least 0');
  assertEquals(complaint("--rate", "-5"), 'Cannot use --rate: "-5", expected a number of at least 0');
  assertEquals(complaint("--rate"), "Cannot use --rate: no value given, expected a number of at least 0");
  assertEquals(complaint("--interval", "0"), 'Cannot use --interval: "0", expected a number above 0');
  assertEquals(
    complaint("--node-count", "2.5"),
    'Cannot use --node-count: "2.5", expected a whole number of at least 1',
  );
  assertEquals(
    complaint("--node-count", "0x10"),
    'Cannot use --node-count: "0x10", expected a whole number of at least 1',
  );
  assertEquals(complaint("--rate", "--json"), "Cannot use --rate: no value given, expected a number of at least 0");
  assertEquals(complaint("--nemesis", " , "), "Cannot use --nemesis: no value given, expected one of partition, kill");
  assertEquals(
    complaint("--nemesis", "partition,fire"),
    'Cannot use --nemesis: "fire", expected one of partition, kill',
  );
});

Deno.test("parseOptions() takes true and false after a flag, stuck to it or not, and nothing else", () => {
  assertEquals(parse("--json=true", "--no-ssh=false").values, { ...parse().values, json: true });
  assertEquals(parse("--no-ssh", "false", "--json", "word").words, ["word"]);
  assertEquals(complaint("--json=maybe"), 'Cannot use --json: "maybe", expected true, false or no value');
});

Deno.test("parseOptions() understands long dashes of known options and says so", () => {
  const { values, notes } = parse("–-nemesis", "partition", "—rate=3", "–w", "kafka");
  assertEquals([values.nemesis, values.rate, values.workload], [["partition"], 3, "kafka"]);
  assertEquals(notes[0], 'Read "–-nemesis" as "--nemesis": it begins with a long dash, as copied from a web page');
  assertEquals(notes.length, 3);
});

Deno.test("parseOptions() leaves other words with long dashes alone", () => {
  assertEquals(parse("–", "–-unheard").words, ["–", "–-unheard"]);
  assertEquals(parse("--", "–-nemesis").rest, ["–-nemesis"]);
});

Deno.test("parseOptions() explains options that have no effect", () => {
  assertEquals(parse("--no-ssh").notes, ["--no-ssh has no effect here: nodes are local"]);
});

Deno.test("toArguments() writes what was given so that it parses to the same", () => {
  const { given } = parse("-w", "kafka", "--json", "-n", "a", "-n", "b", "--rate=2", "--no-ssh=false");
  assertEquals(toArguments(TABLE, given), [
    "--workload",
    "kafka",
    "--rate",
    "2",
    "--node",
    "a",
    "--node",
    "b",
    "--json",
  ]);
});
