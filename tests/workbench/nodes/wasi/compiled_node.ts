/**
 * One compiled node in a world of its own, for tests: what it is sent and when, and what it printed.
 *
 * @module
 */
import { VirtualWorld } from "../../../../scripts/workbench/nodes/virtual_world.ts";
import { SimulatedNode } from "../../../../scripts/workbench/nodes/simulated_node.ts";
import type { NodeWarning } from "../../../../scripts/workbench/nodes/node_host.ts";
import { RandomStreams } from "../../../../scripts/workbench/random.ts";
import type { CompiledModule } from "../../../../scripts/workbench/nodes/wasi/compile_module.ts";
import { wasiProgram } from "../../../../scripts/workbench/nodes/wasi/wasi_program.ts";

/** What is done to the node at a time in milliseconds. */
export interface Step {
  readonly atMs: number;
  act(node: SimulatedNode): void;
}

/** What the node did. */
export interface NodeStory {
  /** Lines on stdout, with their times in milliseconds. */
  readonly lines: readonly { readonly atMs: number; readonly text: string }[];
  readonly logs: readonly string[];
  readonly warnings: readonly NodeWarning[];
  /** How it ended by itself. */
  readonly end: string | undefined;
}

/** The line of a request to node n0. */
export function request(id: number, body: object): string {
  return JSON.stringify({ src: "c1", dest: "n0", body: { ...body, msg_id: id } });
}

/** Sends a request. */
export function deliver(atMs: number, id: number, body: object): Step {
  return { atMs, act: (node) => node.deliver(request(id, body)) };
}

/** The request that comes first. */
export const INIT = deliver(1, 1, { type: "init", node_id: "n0", node_ids: ["n0"] });

/** Starts a node at time 0, does the steps, and tells what came of it until the end of the given time. */
export async function runNode(
  module: CompiledModule,
  { args = [], steps, untilMs, seed = 1 }: {
    readonly args?: readonly string[];
    readonly steps: readonly Step[];
    readonly untilMs: number;
    readonly seed?: number;
  },
): Promise<NodeStory> {
  const world = new VirtualWorld();
  const lines: { atMs: number; text: string }[] = [];
  const logs: string[] = [];
  const warnings: NodeWarning[] = [];
  let end: string | undefined;
  let isOver = false;
  const node = new SimulatedNode({
    id: "n0",
    program: wasiProgram(module, "node"),
    args,
    world,
    random: new RandomStreams(seed).stream("node n0"),
    events: {
      onLine: (text) => lines.push({ atMs: world.clock.now() / 1e6, text }),
      onLog: (line) => logs.push(line),
      onWarning: (warning) => warnings.push(warning),
      onExit: (how) => end = how,
    },
  });
  world.clock.at(0, () => node.start());
  for (const { atMs, act } of steps) world.clock.at(atMs * 1e6, () => act(node));
  world.clock.at(untilMs * 1e6, () => isOver = true);
  await world.drive(() => isOver);
  await node.stop();
  return { lines, logs, warnings, end };
}

/** The body of each line. */
export function bodies({ lines }: NodeStory): readonly unknown[] {
  return lines.map(({ text }) => JSON.parse(text).body);
}
