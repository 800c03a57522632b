import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";

/** As a plain record, so that one expectation fits every set of options. */
function parse(args: readonly string[], options?: Parameters<typeof parseArgs>[1]): Record<string, unknown> {
  return parseArgs(args, options);
}

Deno.test("parseArgs() takes values after a blank and after an equals sign", () => {
  assertEquals(parse(["--bin", "a", "--rate=5", "--text=a=b"], { string: ["bin", "text"] }), {
    bin: "a",
    rate: 5,
    text: "a=b",
    _: [],
  });
});

Deno.test("parseArgs() turns numbers into numbers unless the option is a string", () => {
  assertEquals(parse(["--a", "5", "--b", "5", "--c", "2n", "7", "x"], { string: ["b"] }), {
    a: 5,
    b: "5",
    c: "2n",
    _: [7, "x"],
  });
  assertEquals(parse(["7"], { string: ["_"] }), { _: ["7"] });
});

Deno.test("parseArgs() gives true or an empty text to an option without a value", () => {
  assertEquals(parse(["--a", "--b"], { string: ["b"] }), { a: true, b: "", _: [] });
});

Deno.test("parseArgs() sets booleans to false by default and takes true and false after them", () => {
  assertEquals(parse(["--a", "file", "--b", "false", "--c=false"], { boolean: ["a", "b", "c", "d"] }), {
    a: true,
    b: false,
    c: false,
    d: false,
    _: ["file"],
  });
});

Deno.test("parseArgs() fills every alias", () => {
  assertEquals(parse(["-w", "echo"], { string: ["workload"], alias: { workload: "w" } }), {
    w: "echo",
    workload: "echo",
    _: [],
  });
  assertEquals(parse(["--workload=echo"], { string: "workload", alias: { workload: ["w", "x"] } }), {
    w: "echo",
    x: "echo",
    workload: "echo",
    _: [],
  });
});

Deno.test("parseArgs() reads groups of letters and values stuck to a letter", () => {
  assertEquals(parse(["-abc", "-n5", "-x=y"]), { a: true, b: true, c: true, n: 5, x: "y", _: [] });
  assertEquals(parse(["-v", "-n", "2"], { boolean: ["v"] }), { v: true, n: 2, _: [] });
});

Deno.test("parseArgs() collects repeated options, and else keeps the last", () => {
  assertEquals(parse(["--a", "1", "--a", "2", "--b=1", "--b=2"], { collect: ["a"] }), { a: [1, 2], b: 2, _: [] });
  assertEquals(parse([], { string: ["a"], collect: ["a"] }), { a: [], _: [] });
});

Deno.test("parseArgs() negates only negatable options", () => {
  assertEquals(parse(["--no-a", "--no-b"], { boolean: ["a"], negatable: ["a"] }), { a: false, "no-b": true, _: [] });
});

Deno.test("parseArgs() takes --no-NAME=VALUE for NAME=VALUE, odd as that is", () => {
  assertEquals(parse(["--no-a=5"]), { a: 5, _: [] });
});

Deno.test("parseArgs() uses defaults for what is not given", () => {
  assertEquals(parse(["--a", "1"], { default: { a: 2, b: 3 }, alias: { b: "x" } }), { a: 1, b: 3, x: 3, _: [] });
});

Deno.test("parseArgs() puts what follows a double dash aside", () => {
  assertEquals(parse(["a", "--", "--b", "c"]), { _: ["a", "--b", "c"] });
  assertEquals(parse(["a", "--", "--b", "c"], { "--": true }), { _: ["a"], "--": ["--b", "c"] });
  assertEquals(parse(["a"], { "--": true }), { _: ["a"], "--": [] });
});

Deno.test("parseArgs() stops at the first word with stopEarly", () => {
  assertEquals(parse(["--a", "test", "--b", "5"], { boolean: ["a"], stopEarly: true }), {
    a: true,
    _: ["test", "--b", "5"],
  });
});

Deno.test("parseArgs() calls unknown for what is not declared, and leaves out what it refuses", () => {
  const seen: unknown[] = [];
  const unknown = (arg: string, key?: string, value?: unknown) => {
    seen.push([arg, key, value]);
    return false;
  };
  assertEquals(parse(["--a", "1", "--b=2", "-c", "word"], { string: ["a"], unknown }), { a: "1", _: [] });
  assertEquals(seen, [["--b=2", "b", "2"], ["-c", "c", "word"]]);
  assertEquals(parse(["word"], { unknown }), { _: [] });
});

Deno.test("parseArgs() takes a lone dash as a word and does not take an option as a value", () => {
  assertEquals(parse(["-", "--a", "-b"]), { a: true, b: true, _: ["-"] });
});

Deno.test("parseArgs() takes a negative number only after an equals sign", () => {
  assertEquals(parse(["--a=-5"]), { a: -5, _: [] });
});
