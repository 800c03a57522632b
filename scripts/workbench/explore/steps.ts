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
import type { Situation, System } from "./system_state.ts";

/** How often what may happen at most on one path. */
export interface Budgets {
  readonly drops: number;
  readonly duplicates: number;
  readonly timers: number;
}

/** A situation with what is left of the budgets. */
export interface Position {
  readonly situation: Situation;
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
export function stepsFrom({ system, operations }: Scene, { situation, left }: Position): Step[] {
  const steps: Step[] = [];
  situation.clients.forEach(({ request, isBusy, begunCount }, client) => {
    const hasNext = !isBusy && begunCount < (operations[client]?.length ?? 0);
    if (request !== undefined || hasNext) steps.push({ kind: "client", client });
  });
  situation.underWay.forEach((packet, index) => {
    // Of two messages with the same content it does not matter which is taken.
    if (situation.underWay.indexOf(packet) < index) return;
    const count = system.outcomeCount(situation, packet);
    for (let outcome = 0; outcome < count; outcome++) {
      steps.push({ kind: "arrive", index, outcome });
      if (left.duplicates > 0) steps.push({ kind: "double", index, outcome });
    }
    if (left.drops > 0) steps.push({ kind: "lose", index, outcome: 0 });
  });
  if (left.timers > 0) {
    situation.nodes.forEach(({ timerNs }, node) => {
      if (timerNs !== undefined) steps.push({ kind: "timer", node });
    });
  }
  return steps;
}

/** Lets a step happen; changes the situation and returns what is left of the budgets. */
export async function take({ system, operations }: Scene, { situation, left }: Position, step: Step): Promise<Budgets> {
  switch (step.kind) {
    case "client": {
      const state = situation.clients[step.client];
      const draft = operations[step.client]?.[state?.begunCount ?? 0];
      if (state?.request === undefined && draft !== undefined) system.begin(situation, step.client, draft);
      await system.sendRequest(situation, step.client);
      return left;
    }
    case "timer":
      await system.fire(situation, step.node);
      return { ...left, timers: left.timers - 1 };
    case "lose":
      system.lose(situation.underWay.splice(step.index, 1)[0] as Packet);
      return { ...left, drops: left.drops - 1 };
    case "double":
      await system.deliver(situation, situation.underWay[step.index] as Packet, step.outcome);
      return { ...left, duplicates: left.duplicates - 1 };
    case "arrive":
      await system.deliver(situation, situation.underWay.splice(step.index, 1)[0] as Packet, step.outcome);
      return left;
  }
}

/** Writes a step as a word that is different from those of all other steps from there. */
export function wordOf({ system }: Scene, { situation }: Position, step: Step): string {
  if (step.kind === "client") return system.clients[step.client]?.name ?? "";
  if (step.kind === "timer") return system.plan.nodes[step.node] ?? "";
  const { src, dest } = situation.underWay[step.index] as Packet;
  const before = situation.underWay.slice(0, step.index).filter((packet) => packet.src === src && packet.dest === dest);
  const which = before.length === 0 ? "" : `.${before.length + 1}`;
  const fate = step.kind === "lose" ? "!" : step.kind === "double" ? "+" : "";
  return `${src}>${dest}${which}${step.outcome === 0 ? "" : `~${step.outcome}`}${fate}`;
}
