import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { readHistory } from "../../../scripts/workbench/recorded/history_file.ts";
import { UsageError } from "../../../scripts/workbench/usage_error.ts";

async function read(...lines: readonly string[]) {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, lines.join("\n"));
    return await readHistory(path);
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replace(path, "FILE");
    throw error;
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("readHistory() reads history.jsonl", async () => {
  const { history, notes } = await read('{"index":0,"time":7,"process":0,"type":"invoke","f":"read","value":null}', "");
  assertEquals(history, [{ index: 0, time: 7, process: 0, type: "invoke", f: "read", value: null }]);
  assertEquals(notes, []);
});

Deno.test("readHistory() reads the history in the folder of a run, the original's as well", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/history.txt`, "0\t:invoke\t:read\tnil\n1\t:invoke\t:read\tnil\n");
    assertEquals((await readHistory(folder)).history.length, 2);
    await Deno.writeTextFile(
      `${folder}/history.edn`,
      "{:index 0, :time 7, :type :invoke, :process 0, :f :read, :value nil}\n",
    );
    const { history } = await readHistory(folder);
    assertEquals(history.map(({ time }) => time), [7]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("readHistory() reads history.edn as the original writes it", async () => {
  const { history } = await read(
    '{:index 0, :time 19871826, :type :invoke, :process 0, :f :echo, :value "Please echo \\"é\\""}',
    '{:index 1, :time 20, :type :ok, :process 0, :f :echo, :value {:echo "x", :in_reply_to 1, :type "echo_ok"}}',
    "{:index 2, :time 30, :type :info, :process :nemesis, :f :start-partition, :value nil}",
    '{:index 3, :time 40, :type :ok, :process 1, :f :poll, :value [[:poll {"0" [[0 1] [2 5]]}]], :seek-to-beginning? true}',
    '{:index 4, :time 50, :type :ok, :process 2, :f :read, :value [1 2], :final? true, :error [:timeout "late"]}',
  );
  assertEquals(history, [
    { index: 0, time: 19871826, type: "invoke", process: 0, f: "echo", value: 'Please echo "é"' },
    { index: 1, time: 20, type: "ok", process: 0, f: "echo", value: { echo: "x", in_reply_to: 1, type: "echo_ok" } },
    { index: 2, time: 30, type: "info", process: "nemesis", f: "start-partition", value: null },
    {
      index: 3,
      time: 40,
      type: "ok",
      process: 1,
      f: "poll",
      value: [["poll", { "0": [[0, 1], [2, 5]] }]],
      "seek-to-beginning": true,
    },
    { index: 4, time: 50, type: "ok", process: 2, f: "read", value: [1, 2], final: true, error: ["timeout", "late"] },
  ]);
});

Deno.test("readHistory() reads history.txt and tells what it lacks", async () => {
  const { history, notes } = await read(
    "0\t:invoke\t:txn\t[[:append 3 1] [:r 4 nil]]",
    ':nemesis\t:info\t:start-partition\t[:isolated {"n0" #{"n1"}}]',
    '0\t:info\t:txn\t[[:append 3 1] [:r 4 nil]]\t[:net-timeout "Client read timeout"]',
    "1\t:fail\t:read\tnil\tindeterminate: what a (mess",
  );
  assertEquals(history, [
    { index: 0, time: 0, process: 0, type: "invoke", f: "txn", value: [["append", 3, 1], ["r", 4, null]] },
    { index: 1, time: 0, process: "nemesis", type: "info", f: "start-partition", value: ["isolated", { n0: ["n1"] }] },
    {
      index: 2,
      time: 0,
      process: 0,
      type: "info",
      f: "txn",
      value: [["append", 3, 1], ["r", 4, null]],
      error: ["net-timeout", "Client read timeout"],
    },
    { index: 3, time: 0, process: 1, type: "fail", f: "read", value: null, error: "indeterminate: what a (mess" },
  ]);
  assertEquals(notes.length, 1);
});

Deno.test("readHistory() names the line when it is no operation", async () => {
  const error = await assertRejects(() => read("", "hello"), UsageError);
  assertEquals(
    error.message,
    'Cannot read line 2 of "FILE": it is no operation, expected the form of history.jsonl, history.edn or history.txt',
  );
  const broken = await assertRejects(() => read("{:type :info, :f :read, :process 0}", "{:f 1}"), UsageError);
  assertEquals(
    broken.message,
    'Cannot read line 2 of "FILE": operation 1 is {"f":1}, expected an object with "type" and "f"',
  );
});

Deno.test("readHistory() is empty when the file is", async () => {
  assertEquals(await read(""), { history: [], notes: [] });
});

/** Two operations that fit together, as EDN. */
const [INVOKED, ENDED] = [
  "{:index 0, :time 1, :type :invoke, :process 0, :f :read, :value nil}",
  "{:index 1, :time 2, :type :ok, :process 0, :f :read, :value [1]}",
];

const READ_TWO: readonly (readonly [what: string, text: string])[] = [
  ["two operations on a line", `${INVOKED} ${ENDED}`],
  ["a vector with commas", `[${INVOKED},\n${ENDED}]`],
  ["a list of tagged operations after a comment", `;; by hand\n(#op ${INVOKED}\n#op ${ENDED})`],
  ["operations over several lines", `${INVOKED}\n${ENDED}`.replaceAll(", ", ",\n ")],
  ["what is left of discarded operations", `#_ ${ENDED}\n${INVOKED} ; ${ENDED}\n${ENDED}`],
  ["a byte order mark and line ends of Windows", `\uFEFF${INVOKED}\r\n\r\n${ENDED}\r\n`],
  [
    "a JSON array with a byte order mark",
    '\uFEFF[\n  {"index":0,"time":1,"type":"invoke","process":0,"f":"read","value":null},\n' +
    '  {"index":1,"time":2,"type":"ok","process":0,"f":"read","value":[1]}\n]\n',
  ],
];

for (const [what, text] of READ_TWO) {
  Deno.test(`readHistory() reads ${what}`, async () => {
    const { history } = await read(text);
    assertEquals(history.map(({ index, time, type, f }) => [index, time, type, f]), [
      [0, 1, "invoke", "read"],
      [1, 2, "ok", "read"],
    ]);
  });
}

Deno.test("readHistory() reads UTF-16, in which PowerShell writes", async () => {
  const path = await Deno.makeTempFile();
  try {
    const text = `\uFEFF${INVOKED}\r\n${ENDED}\r\n`;
    await Deno.writeFile(path, new Uint8Array(Uint16Array.from(text, (letter) => letter.charCodeAt(0)).buffer));
    assertEquals((await readHistory(path)).history.length, 2);
  } finally {
    await Deno.remove(path);
  }
});

const REFUSED: readonly (readonly [what: string, text: string, message: string])[] = [
  ["EDN among JSON", `{"type":"invoke","process":0,"f":"read"}\n${ENDED}`, "line 2"],
  ["JSON among EDN", `${INVOKED}\n{"type":"ok","process":0,"f":"read","value":[1]} {`, "line 2"],
  ["a vector that is cut off", `[${INVOKED}\n${ENDED}`, 'line 1 of "FILE": a "[" is not closed'],
  ["an operation in a vector in a vector", `[[${INVOKED}]]`, "line 1"],
  ["history.txt without the values", "0\t:invoke\t:read\n0\t:ok\t:read", "expected process, type, function and value"],
  [
    "an end without a value",
    '{"type":"invoke","process":0,"f":"read"}\n{"type":"ok","process":0,"f":"read"}',
    'no "value"',
  ],
  ["a time in some operations", `${INVOKED}\n{:index 1 :type :ok :process 0 :f :read :value [1]}`, 'no "time"'],
  [
    "an index in some operations",
    "{:type :invoke :process 0 :f :read}\n{:index 1 :type :ok :process 0 :f :read :value 1}",
    'a "index"',
  ],
];

for (const [what, text, message] of REFUSED) {
  Deno.test(`readHistory() refuses ${what}`, async () => {
    const error = await assertRejects(() => read(text), UsageError);
    assertStringIncludes(error.message, message);
  });
}

Deno.test("readHistory() numbers operations that all have one index", async () => {
  const { history, notes } = await read(`${INVOKED}\n${ENDED.replace(":index 1", ":index 0")}`);
  assertEquals(history.map(({ index }) => index), [0, 1]);
  assertEquals(notes, ["the index is 0 in all operations: they are numbered by their position"]);
});

Deno.test("readHistory() counts times since 1970 from the first operation", async () => {
  const { history, notes } = await read(
    INVOKED.replace(":time 1", ":time 1790000000000000001"),
    ENDED.replace(":time 2", ":time 1790000000000000003"),
  );
  assertEquals(history.map(({ time }) => time), [0, 2]);
  assertEquals(notes.length, 1);
});

Deno.test("readHistory() takes the history of a folder that is not empty, and names a run where the folder is a store", async () => {
  const store = await Deno.makeTempDir();
  const run = `${store}/echo/20261127T100000.000Z`;
  try {
    const refusal = () => assertRejects(() => readHistory(store), UsageError);
    assertStringIncludes((await refusal()).message, "the folder holds no history, expected one of history.record, ");
    await Deno.mkdir(run, { recursive: true });
    await Deno.writeTextFile(`${run}/history.jsonl`, "");
    await Deno.writeTextFile(`${run}/history.edn`, `${INVOKED}\n`);
    const { history, notes } = await readHistory(run);
    assertEquals([history.length, notes], [1, [`${run}/history.jsonl is empty: ${run}/history.edn is read`]]);
    assertStringIncludes((await refusal()).message, `expected that of one run such as ${run}`);
    await Deno.symlink("echo/20261127T100000.000Z", `${store}/latest`);
    assertStringIncludes((await refusal()).message, `such as ${run}; the last is ${store}/latest`);
  } finally {
    await Deno.remove(store, { recursive: true });
  }
});
