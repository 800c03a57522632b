/**
 * What can happen next, and the words that schedules are written in.
 *
 * | word         | meaning                                                             |
 * | ------------ | ------------------------------------------------------------------- |
 * | `c0`         | client c0 sends its next request, which its node takes              |
 * | `n0>n1`      | the first message under way from n0 to n1 arrives; `n0>n1.2` the second |
 * | `n0>n1!`     | it is lost                                                          |
 * | `n0>n1+`     | it arrives, and stays under way: it is doubled                      |
 * | `n0>seq-kv~1`| it arrives, and the service takes it in the second of its ways      |
 * | `n1`         | the next timer of n1 goes off                                       |
 *
 * @module
 */
import type { OperationDraft } from "../generator/generator.ts";
import type { Packet } from "./packet_table.ts";
import type { System, SystemState } from "./system_state.ts";

/** How often what may happen at most on one path. */
export interface Budgets {
  readonly drops: number;
  readonly duplicates: number;
  readonly timers: number;
}

/** A state with what is left of the budgets. */
export interface Position {
  readonly systemState: SystemState;
  readonly left: Budgets;
}

/** One thing that can happen. */
export type Step =
  | { readonly kind: "client"; readonly client: number }
  | { readonly kind: "timer"; readonly node: number }
  | { readonly kind: "lose" | "double" | "arrive"; readonly index: number; readonly outcome: number };

/** A system with the operations of each client. */
export interface Scene {
  readonly system: System;
  readonly operations: readonly (readonly OperationDraft[])[];
}

/** Lists what can happen, in an order that depends on the position only. */
export function stepsFrom({ system, operations }: Scene, { systemState, left }: Position): Step[] {
  const steps: Step[] = [];
  systemState.clients.forEach(({ request, isBusy, begunCount }, client) => {
    const hasNext = !isBusy && begunCount < (operations[client]?.length ?? 0);
    if (request !== undefined || hasNext) steps.push({ kind: "client", client });
  });
  systemState.underWay.forEach((packet, index) => {
    // Of two messages with the same content it does not matter which is taken.
    if (systemState.underWay.indexOf(packet) < index) return;
    const count = system.outcomeCount(systemState, packet);
    for (let outcome = 0; outcome < count; outcome++) {
      steps.push({ kind: "arrive", index, outcome });
      if (left.duplicates > 0) steps.push({ kind: "double", index, outcome });
    }
    if (left.drops > 0) steps.push({ kind: "lose", index, outcome: 0 });
  });
  if (left.timers > 0) {
    systemState.nodes.forEach(({ timerNs }, node) => {
      if (timerNs !== undefined) steps.push({ kind: "timer", node });
    });
  }
  return steps;
}

/** Lets a step happen; changes the state and returns what is left of the budgets, at once where no node code has to run. */
export function take(scene: Scene, { systemState, left }: Position, step: Step): Budgets | Promise<Budgets> {
  const done = perform(scene, systemState, step);
  const after = spent(left, step);
  return done === undefined ? after : done.then(() => after);
}

function perform({ system, operations }: Scene, systemState: SystemState, step: Step): void | Promise<void> {
  switch (step.kind) {
    case "client": {
      const state = systemState.clients[step.client];
      const draft = operations[step.client]?.[state?.begunCount ?? 0];
      if (state?.request === undefined && draft !== undefined) system.begin(systemState, step.client, draft);
      return system.sendRequest(systemState, step.client);
    }
    case "timer":
      return system.fire(systemState, step.node);
    case "lose":
      return system.lose(systemState.underWay.splice(step.index, 1)[0] as Packet);
    case "double":
      return system.deliver(systemState, systemState.underWay[step.index] as Packet, step.outcome);
    case "arrive":
      return system.deliver(systemState, systemState.underWay.splice(step.index, 1)[0] as Packet, step.outcome);
  }
}

function spent(left: Budgets, { kind }: Step): Budgets {
  if (kind === "timer") return { ...left, timers: left.timers - 1 };
  if (kind === "lose") return { ...left, drops: left.drops - 1 };
  return kind === "double" ? { ...left, duplicates: left.duplicates - 1 } : left;
}

/** Writes a step as a word that is different from those of all other steps from there. */
export function wordOf({ system }: Scene, { systemState }: Position, step: Step): string {
  if (step.kind === "client") return system.clients[step.client]?.name ?? "";
  if (step.kind === "timer") return system.plan.nodes[step.node] ?? "";
  const { src, dest } = systemState.underWay[step.index] as Packet;
  const before = systemState.underWay.slice(0, step.index).filter((packet) =>
    packet.src === src && packet.dest === dest
  );
  const which = before.length === 0 ? "" : `.${before.length + 1}`;
  const fate = step.kind === "lose" ? "!" : step.kind === "double" ? "+" : "";
  return `${src}>${dest}${which}${step.outcome === 0 ? "" : `~${step.outcome}`}${fate}`;
}
