import { assert, assertEquals } from "@std/assert";
import { FairCourses } from "../../../scripts/workbench/explore/fair_courses.ts";
import { quiesce, setUp } from "../../../scripts/workbench/explore/quiesce.ts";
import { type Position, type Scene, stepsFrom, take } from "../../../scripts/workbench/explore/steps.ts";
import { copyOf, System } from "../../../scripts/workbench/explore/system_state.ts";
import type { NodeProgram } from "../../../scripts/workbench/nodes/simulated_node.ts";
import { VirtualWorld } from "../../../scripts/workbench/nodes/virtual_world.ts";
import { makePlan } from "../../../scripts/workbench/options/make_plan.ts";
import { TEST_OPTIONS } from "../../../scripts/workbench/options/options.ts";
import { parseOptions } from "../../../scripts/workbench/options/parse_options.ts";

/** A node of a broadcast that tells the other of each value, once. */
const broadcastNode: NodeProgram = async ({ input, output }) => {
  const known: number[] = [];
  for await (const line of input) {
    const { src, dest, body } = JSON.parse(line);
    const send = (to: string, fields: object) => output(JSON.stringify({ src: dest, dest: to, body: fields }));
    if (body.message !== undefined) known.push(body.message);
    if (body.type === "broadcast") send(dest === "n0" ? "n1" : "n0", { type: "tell", message: body.message });
    const read = body.type === "read" ? { messages: known } : {};
    if (body.type !== "tell") send(src, { type: `${body.type}_ok`, in_reply_to: body.msg_id, ...read });
  }
};

/** Ends of paths that are compared. */
const ENDS = 60;

Deno.test("FairCourses.endOf() gives the ends that quiesce() gives, also by the course of another history", async () => {
  const { values: options } = parseOptions(TEST_OPTIONS, [
    "-w",
    "broadcast",
    "--node-count",
    "2",
    "--concurrency",
    "2",
  ]);
  const module = { kind: "module", url: "file:///none.ts" } as const;
  const plan = makePlan({ options, program: module, programArgs: [], defaultMode: "sim", seed: 1 });
  const world = new VirtualWorld();
  await world.occupy(async (turn) => {
    const system = new System({ plan, program: broadcastNode, world, turn });
    const operations = [[{ f: "broadcast", value: 0 }, { f: "read", value: null }], [{ f: "broadcast", value: 1 }]];
    const start = { systemState: await setUp(system), left: { drops: 1, duplicates: 0, timers: 0 } };
    const courses = new FairCourses(system);
    const histories = new Set<number>();
    let [endCount, knownCount] = [0, 0];
    for await (const { systemState } of positionsFrom({ system, operations }, start)) {
      if (systemState.underWay.length > 0) continue;
      const end = courses.endOf(systemState);
      if (!(end instanceof Promise) && !histories.has(systemState.history.id)) knownCount++;
      histories.add(systemState.history.id);
      const { history, failure } = await end;
      const expected = await quiesce(system, systemState);
      assert(history === expected.history);
      assertEquals(failure, expected.failure);
      if (++endCount === ENDS) break;
    }
    assertEquals(endCount, ENDS);
    assert(knownCount > 0, "no course of another history was known");
  });
});

/** All positions on all paths, as often as a path leads there. */
async function* positionsFrom(scene: Scene, position: Position): AsyncGenerator<Position> {
  yield position;
  for (const step of stepsFrom(scene, position)) {
    const systemState = copyOf(position.systemState);
    const left = await take(scene, { systemState, left: position.left }, step);
    yield* positionsFrom(scene, { systemState, left });
  }
}
