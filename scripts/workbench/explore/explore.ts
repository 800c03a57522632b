/**
 * Explores a tiny configuration in every order of events, or repeats one path of it.
 *
 * @module
 */
import { type Beat, LOAD_CAUSE } from "../nodes/cause.ts";
import { loadProgram } from "../nodes/load_program.ts";
import { realTurn } from "../nodes/virtual/turns.ts";
import { VirtualWorld } from "../nodes/virtual_world.ts";
import type { RunPlan } from "../run/plan.ts";
import { setUp } from "./quiesce.ts";
import { drawOperations } from "./operations.ts";
import { type Found, search } from "./search.ts";
import { System } from "./system_state.ts";
import type { Budgets, Position, Scene } from "./steps.ts";
import { tell, type Trace } from "./trace.ts";
import { Verdicts } from "./verdicts.ts";

/** What to explore. */
export interface ExplorationPlan {
  /** Nodes, workload, seed, demands. */
  readonly plan: RunPlan;
  readonly operationCount: number;
  readonly budgets: Budgets;
}

/** How to explore it. */
export interface ExploreOptions {
  readonly statesMax: number;
  /** True to go on after the first violation. */
  readonly findsAll: boolean;
  /** See `SearchOptions.mergesStates`. */
  readonly mergesStates?: boolean;
  readonly signal?: AbortSignal;
  /** Is told of all node code that runs. */
  readonly heartbeat?: Beat;
  onProgress?(found: Found): void;
}

/** What came of it. */
export interface Exploration {
  readonly found: Found;
  /** Different histories, each as a text. */
  readonly histories: readonly string[];
  /** States of single nodes, of which the states of the system are made: node code ran once for each. */
  readonly nodeStateCount: number;
  /** True where it was cut off since its states filled the memory. */
  readonly fillsMemory?: boolean;
  /** The first violation in full. */
  readonly trace: Trace | undefined;
}

/** Explores every order. */
export async function explore(exploration: ExplorationPlan, options: ExploreOptions): Promise<Exploration> {
  return await onStage(exploration, options.heartbeat, async ({ scene, start }) => {
    const verdicts = new Verdicts(exploration.plan);
    const found = await search({ ...options, scene, start, verdicts, turn: realTurn });
    const { violation } = found;
    return {
      found,
      histories: [...verdicts.histories],
      nodeStateCount: scene.system.nodes.reduce((total, { stateCount }) => total + stateCount, 0),
      trace: violation === undefined ? undefined : await tell(violation, { scene, start, verdicts }),
    };
  });
}

/** Goes one way again. @throws {UsageError} where the schedule has a step that cannot be taken. */
export async function replay(
  exploration: ExplorationPlan,
  schedule: readonly string[],
  heartbeat?: Beat,
): Promise<Trace> {
  return await onStage(
    exploration,
    heartbeat,
    ({ scene, start }) => tell(schedule, { scene, start, verdicts: new Verdicts(exploration.plan) }),
  );
}

interface Stage {
  readonly scene: Scene;
  readonly start: Position;
}

/** Sets everything up and does something with it while the globals are replaced. */
async function onStage<T>(
  exploration: ExplorationPlan,
  heartbeat: Beat | undefined,
  act: (stage: Stage) => Promise<T>,
): Promise<T> {
  const { plan, operationCount, budgets } = exploration;
  if (plan.program.kind === "bin") throw new Error(`Cannot explore "${plan.program.path}": expected a module`);
  heartbeat?.enter("", LOAD_CAUSE, NaN);
  const program = await loadProgram(plan.program).finally(() => heartbeat?.leave());
  const { prelude, main } = drawOperations(plan, operationCount);
  const world = new VirtualWorld();
  if (heartbeat !== undefined) {
    // Each node has a clock of its own there, and none of them is that of the run.
    world.monitor = { enter: (node, cause) => heartbeat.enter(node, cause, NaN), leave: () => heartbeat.leave() };
  }
  return await world.occupy(async (turn) => {
    const system = new System({ plan, program, world, turn });
    const systemState = await setUp(system);
    prelude.forEach((drafts, client) => drafts.forEach((draft) => system.begin(systemState, client, draft)));
    const operations = main.map((drafts, client) => [...prelude[client] ?? [], ...drafts]);
    return await act({ scene: { system, operations }, start: { systemState, left: budgets } });
  });
}
