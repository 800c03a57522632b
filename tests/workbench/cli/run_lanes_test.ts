import { assertEquals, assertRejects } from "@std/assert";
import { RunLanes } from "../../../scripts/workbench/cli/run_lanes.ts";
import type { FinishedTask, Task } from "../../../scripts/workbench/cli/task.ts";

function tasks(count: number, mode: "sim" | "process"): Task[] {
  return Array.from({ length: count }, (_, place) => ({ title: `${place}`, plan: { mode } }) as unknown as Task);
}

/** Carries out tasks whose files take until the next two turns of the event loop; gives what happened in which order. */
async function order(all: readonly Task[], last?: string): Promise<{ told: string[]; finished: FinishedTask[] }> {
  using lanes = new RunLanes(all.length);
  const told: string[] = [];
  const finished = await lanes.run(all, async (task) => {
    told.push(`run ${task.title}`);
    await Promise.resolve();
    return {
      isLast: task.title === last,
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

Deno.test("RunLanes lets a simulated run begin while files are written, and none on the same worker", async () => {
  const { told, finished } = await order(tasks(4, "sim"));
  assertEquals(told.slice(0, 5), ["run 0", "write 0", "run 1", "write 1", "wrote 0"]);
  for (const place of [2, 3]) {
    assertEquals(told.indexOf(`run ${place}`) > told.indexOf(`wrote ${place - 2}`), true);
  }
  assertEquals(finished.map(({ title }) => title), ["0", "1", "2", "3"]);
});

Deno.test("RunLanes does one thing at a time where there is one run, or real time passes", async () => {
  assertEquals((await order(tasks(1, "sim"))).told, ["run 0", "write 0 alone", "wrote 0"]);
  assertEquals((await order(tasks(2, "process"))).told, [
    ...["run 0", "write 0 alone", "wrote 0"],
    ...["run 1", "write 1 alone", "wrote 1"],
  ]);
});

Deno.test("RunLanes begins no run after the last one, whose files are written", async () => {
  const { told, finished } = await order(tasks(4, "sim"), "1");
  assertEquals([told.includes("run 2"), told.includes("wrote 1"), finished.length], [false, true, 2]);
});

Deno.test("RunLanes throws what went wrong with the files", async () => {
  using lanes = new RunLanes(2);
  const finish = () => Promise.reject(new Error("no room"));
  await assertRejects(
    () => lanes.run(tasks(2, "sim"), () => Promise.resolve({ isLast: false, finish })),
    Error,
    "no room",
  );
});
