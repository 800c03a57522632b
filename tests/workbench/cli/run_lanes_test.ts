import { assertEquals, assertRejects } from "@std/assert";
import { RunLanes } from "../../../scripts/workbench/cli/run_lanes.ts";
import type { FinishedTask, Task } from "../../../scripts/workbench/cli/task.ts";

function tasks(count: number, mode: "sim" | "process"): Task[] {
  return Array.from({ length: count }, (_, place) => ({ title: `${place}`, plan: { mode } }) as unknown as Task);
}

interface Order {
  readonly last?: string;
  /** A run that takes longer than all others. */
  readonly slow?: string;
}

/** Carries out tasks whose files take until the next turn of the event loop; gives what happened in which order. */
async function order(
  all: readonly Task[],
  { last, slow }: Order = {},
): Promise<{ told: string[]; finished: FinishedTask[] }> {
  using lanes = new RunLanes(all.length);
  const told: string[] = [];
  const finished = await lanes.run(all, async (task) => {
    told.push(`run ${task.title}`);
    for (let turns = task.title === slow ? 20 : 0; turns > 0; turns--) await new Promise((go) => setTimeout(go));
    return {
      isLast: task.title === last,
      show: () => void told.push(`show ${task.title}`),
      finish: async (isAlone) => {
        told.push(`write ${task.title}${isAlone ? " alone" : ""}`);
        await new Promise((resolve) => setTimeout(resolve));
        told.push(`wrote ${task.title}`);
        return task as FinishedTask;
      },
    };
  });
  return { told, finished };
}

Deno.test("RunLanes carries out two simulated runs at a time, and shows and gives them in their order", async () => {
  const { told, finished } = await order(tasks(4, "sim"), { slow: "0" });
  assertEquals(told.slice(0, 2), ["run 0", "run 1"]);
  assertEquals(told.filter((text) => text.startsWith("show")), ["show 0", "show 1", "show 2", "show 3"]);
  assertEquals(finished.map(({ title }) => title), ["0", "1", "2", "3"]);
});

Deno.test("RunLanes begins a run as soon as the files of another one are written", async () => {
  const { told } = await order(tasks(4, "sim"), { slow: "1" });
  assertEquals(told.indexOf("run 2") > told.indexOf("wrote 0"), true);
  assertEquals(told.indexOf("run 2") < told.indexOf("show 1"), true);
  assertEquals(told.indexOf("show 2") > told.indexOf("show 1"), true);
});

Deno.test("RunLanes goes on with files and runs while one that takes longer is not shown yet", async () => {
  const { told } = await order(tasks(4, "sim"), { slow: "0" });
  const shown = told.indexOf("show 0");
  assertEquals(["wrote 1", "run 2", "wrote 2"].map((text) => told.indexOf(text) < shown), [true, true, true]);
});

Deno.test("RunLanes does one thing at a time where there is one run, or real time passes", async () => {
  assertEquals((await order(tasks(1, "sim"))).told, ["run 0", "show 0", "write 0 alone", "wrote 0"]);
  assertEquals((await order(tasks(2, "process"))).told, [
    ...["run 0", "show 0", "write 0 alone", "wrote 0"],
    ...["run 1", "show 1", "write 1 alone", "wrote 1"],
  ]);
});

Deno.test("RunLanes shows no run after the last one, whose files are written", async () => {
  const { told, finished } = await order(tasks(4, "sim"), { last: "1" });
  assertEquals([told.includes("show 2"), told.includes("wrote 1"), finished.length], [false, true, 2]);
  const slow = await order(tasks(4, "sim"), { last: "0", slow: "0" });
  assertEquals([slow.told.includes("show 1"), slow.finished.map(({ title }) => title)], [false, ["0"]]);
  assertEquals((await order(tasks(3, "process"), { last: "0" })).told.includes("run 1"), false);
});

Deno.test("RunLanes throws what went wrong with the files", async () => {
  using lanes = new RunLanes(2);
  const finish = () => Promise.reject(new Error("no room"));
  await assertRejects(
    () => lanes.run(tasks(2, "sim"), () => Promise.resolve({ isLast: false, show: () => {}, finish })),
    Error,
    "no room",
  );
});
