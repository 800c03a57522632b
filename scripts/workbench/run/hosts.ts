/**
 * What the nodes of a run run on: instances in virtual time, or processes.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import { pathOrAddress } from "../files.ts";
import { FlowControl } from "../nodes/flow_control.ts";
import { loadProgram } from "../nodes/load_program.ts";
import type { NodeEvents, NodeHost } from "../nodes/node_host.ts";
import { resolveProgram } from "../nodes/resolve_program.ts";
import { SimulatedNode, type SimulatedNodeOptions } from "../nodes/simulated_node.ts";
import type { VirtualWorld } from "../nodes/virtual_world.ts";
import { RandomStreams } from "../random.ts";
import { UsageError } from "../usage_error.ts";
import type { RunPlan } from "./plan.ts";

/**
 * How long a simulated node takes to boot, in ns. Processes that are started together come up some milliseconds apart,
 * so that a generator that is seeded with the time draws something else on each.
 */
const BOOT_NS = [1_000_000, 30_000_000] as const;

/** Makes the host of a node. */
export type MakeHost = (id: string, events: NodeEvents) => NodeHost;

/** Looks into simulated nodes while they run. */
export interface NodeProbe extends Pick<SimulatedNodeOptions, "timerOrigin"> {
  /** Is given each node when it is made. */
  add(node: SimulatedNode): void;
}

/** Hosts in virtual time: one instance of the program per node. */
export async function simulatedHosts(
  plan: RunPlan,
  { world, probe }: { readonly world: VirtualWorld; readonly probe?: NodeProbe | undefined },
): Promise<MakeHost> {
  const { program } = plan;
  if (program.kind === "bin") throw new Error(`Cannot simulate "${program.path}": expected a module`);
  const loaded = await loadProgram(program);
  const streams = new RandomStreams(plan.seed);
  const boots = streams.stream("boot");
  return (id, events) => {
    const node = new SimulatedNode({
      ...probe,
      id,
      program: loaded,
      args: plan.programArgs,
      world,
      random: streams.nodeStream(id),
      bootNs: () => boots.integer(...BOOT_NS),
      events,
    });
    probe?.add(node);
    return node;
  };
}

/**
 * Further time to answer `init` for each further process: all boot at once, and a runtime such as a JVM or Python may
 * take a second of processor time to boot, on two cores.
 */
export const BOOT_MS_PER_PROCESS = 500;

/** So many processes bring most computers to their limits. */
const PROCESS_NODES_MAX = 1000;

/** Hosts in real time: one process per node. @throws {UsageError} where they are too many, or there is no program. */
export async function processHosts(plan: RunPlan, clock: Clock): Promise<MakeHost> {
  const { program, programArgs: args, nodes } = plan;
  if (nodes.length > PROCESS_NODES_MAX) {
    throw new UsageError(
      `Cannot start ${nodes.length} processes: expected at most ${PROCESS_NODES_MAX} nodes; --mode sim takes more`,
    );
  }
  const { ProcessNode } = await import("../nodes/process_node.ts");
  const resolved = resolveProgram(program.kind === "bin" ? program.path : pathOrAddress(new URL(program.url)));
  const flow = new FlowControl(clock);
  return (id, events) => new ProcessNode({ id, program: resolved, args, events, clock, flow });
}
