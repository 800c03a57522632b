import { assertEquals, assertRejects } from "@std/assert";
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
    'Cannot read line 2 of "FILE": it is no operation, expected the form of history.jsonl, history.edn, history.txt',
  );
  const broken = await assertRejects(() => read("{:type :ok, :f :read, :process 0}", "{:index 1}"), UsageError);
  assertEquals(
    broken.message,
    'Cannot read line 2 of "FILE": operation 1 is {"index":1}, expected an object with "type" and "f"',
  );
});

Deno.test("readHistory() is empty when the file is", async () => {
  assertEquals(await read(""), { history: [], notes: [] });
});
