/**
 * Looks into a node at one moment of a run: the run is repeated until then, since the same plan gives the same run.
 *
 * @module
 */
import { type Beat, type Cause, TIMER_CAUSE } from "../../workbench/nodes/cause.ts";
import type { PendingTimer, SimulatedNode } from "../../workbench/nodes/simulated_node.ts";
import type { RunPlan } from "../../workbench/run/plan.ts";
import { carryOut } from "../../workbench/run/run.ts";
import type { Inspection, InspectRequest } from "./protocol.ts";

/** Lines of a node's log that are told: the last ones. */
const LOG_LINES_MAX = 20;

/** Timers that are told: the next ones. */
const TIMERS_MAX = 20;

/** How to look. */
export interface InspectContext {
  /** Counts what runs, for who watches over the worker. */
  readonly heartbeat: Beat;
  /** Where in the program the code is that runs now; undefined where that is not known. */
  originOf(): string | undefined;
}

/** Repeats a run until a moment. */
export async function inspect(plan: RunPlan, request: InspectRequest, context: InspectContext): Promise<Inspection> {
  const moment = new Moment(request, context.heartbeat);
  const log: Inspection["log"][number][] = [];
  await carryOut(plan, {
    heartbeat: moment,
    probe: { add: (made) => moment.add(made), timerOrigin: () => context.originOf() ?? "" },
    onLog: (node, line) => {
      if (node === request.node) log.push({ timeNs: moment.nowNs, line });
    },
  });
  return { ...request, log: log.slice(-LOG_LINES_MAX), timers: moment.timers.slice(0, TIMERS_MAX) };
}

/** Ends a run at a moment, and remembers what a node waited for then. */
class Moment implements Beat {
  timers: Inspection["timers"] = [];
  /** Time of the run at which node code was run last. */
  nowNs = -1;
  isInterrupted = false;
  readonly #request: InspectRequest;
  readonly #heartbeat: Beat;
  #host: SimulatedNode | undefined;
  /** What the node waited for when its code had run last; a timer that goes off is none any more. */
  #waited: readonly PendingTimer[] = [];
  #running = "";

  constructor(request: InspectRequest, heartbeat: Beat) {
    this.#request = request;
    this.#heartbeat = heartbeat;
  }

  get count(): number {
    return this.#heartbeat.count;
  }

  add(host: SimulatedNode): void {
    if (host.id === this.#request.node) this.#host = host;
  }

  enter(node: string, cause: Cause, timeNs: number): boolean {
    if (this.isInterrupted) return false;
    if (timeNs > this.#request.timeNs) {
      this.isInterrupted = true;
      const isItsTimer = node === this.#request.node && cause === TIMER_CAUSE;
      this.#look(isItsTimer ? this.#waited : this.#host?.timers ?? [], timeNs);
      return false;
    }
    this.nowNs = timeNs;
    this.#running = node;
    return this.#heartbeat.enter(node, cause, timeNs);
  }

  leave(): void {
    this.#heartbeat.leave();
    if (this.#running === this.#request.node) this.#waited = this.#host?.timers ?? [];
    this.#running = "";
  }

  /** Tells timers by the time of the run. */
  #look(timers: readonly PendingTimer[], timeNs: number): void {
    const startNs = (this.#host?.nowNs ?? 0) - timeNs;
    this.timers = timers.map(({ dueNs, ...timer }) => ({ ...timer, dueNs: dueNs - startNs }));
  }
}
