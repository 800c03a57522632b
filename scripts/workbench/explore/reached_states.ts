/**
 * The states that an exploration has reached, as numbers: the ids of what they are made of, which the machines turn back
 * into states. Millions of them lie in a few typed arrays.
 *
 * @module
 */
import { integerList } from "../checkers/number_list.ts";
import { KeyTable } from "./key_table.ts";
import type { Position, Step } from "./steps.ts";
import type { System, SystemState } from "./system_state.ts";

/** A step, whatever the order of the messages under way. */
export interface PlainStep {
  readonly kind: Step["kind"];
  /** Number of the client or the node, or the id of the packet. */
  readonly subject: number;
  readonly outcome: number;
}

/** How a state was reached first. */
export interface Origin {
  readonly from: number;
  readonly step: PlainStep;
}

const KINDS = ["client", "timer", "lose", "double", "arrive"] as const satisfies readonly Step["kind"][];

/** Numbers kept of each origin, and of each budget. */
const ORIGIN_LENGTH = 4;
const BUDGET_LENGTH = 3;

/** No state: where the exploration starts. */
const NOWHERE = -1;

/** Positions, numbered from 0 in the order in which they were reached. */
export class ReachedStates {
  readonly #system: System;
  readonly #keys = new KeyTable();
  readonly #origins = integerList();
  readonly #budgets = integerList();
  /** Packets under way in the order of sending, which decides what is tried first. */
  readonly #underWay = integerList();
  readonly #underWayStarts = integerList();
  /** Numbers of a key without messages under way. */
  readonly #baseLength: number;

  constructor(system: System) {
    this.#system = system;
    this.#baseLength = system.nodes.length + system.services.length + system.clients.length + 1 + 2;
  }

  /**
   * Notes a position.
   *
   * @param merges True to leave it out where an equal one was reached.
   * @returns Whether it is new.
   */
  add({ systemState, left }: Position, origin: Origin | undefined, merges: boolean): boolean {
    const key = numbersOf(systemState);
    // Timers that went off are part of what the nodes took, so what is left of them follows.
    key.push(left.drops, left.duplicates);
    const { size } = this.#keys;
    if (merges) {
      if (this.#keys.intern(key) < size) return false;
    } else this.#keys.append(key);
    const { from, step } = origin ?? { from: NOWHERE, step: { kind: "client", subject: 0, outcome: 0 } };
    for (const number of [from, KINDS.indexOf(step.kind), step.subject, step.outcome]) this.#origins.push(number);
    for (const number of [left.drops, left.duplicates, left.timers]) this.#budgets.push(number);
    this.#underWayStarts.push(this.#underWay.length);
    for (const { id } of systemState.underWay) this.#underWay.push(id);
    return true;
  }

  /** Makes a position again, which may be changed. */
  positionOf(number: number): Position {
    const key = this.#keys.at(number);
    const start = this.#underWayStarts.at(number);
    const underWay: number[] = [];
    for (let place = 0; place < key.length - this.#baseLength; place++) underWay.push(this.#underWay.at(start + place));
    const budget = (place: number) => this.#budgets.at(BUDGET_LENGTH * number + place);
    return {
      systemState: this.#system.stateFrom(key, underWay),
      left: { drops: budget(0), duplicates: budget(1), timers: budget(2) },
    };
  }

  /** How a position was reached first; undefined for the start. */
  originOf(number: number): Origin | undefined {
    const at = (place: number) => this.#origins.at(ORIGIN_LENGTH * number + place);
    if (at(0) === NOWHERE) return undefined;
    return { from: at(0), step: { kind: KINDS[at(1)] ?? "client", subject: at(2), outcome: at(3) } };
  }
}

/**
 * Two states have the same numbers exactly if they are the same: the lists of participants are equally long for all, and
 * the order of sending does not matter to what can happen. `System.stateFrom` reads them.
 */
function numbersOf({ nodes, services, clients, history, underWay }: SystemState): number[] {
  const numbers: number[] = [];
  for (const { id } of nodes) numbers.push(id);
  for (const { id } of services) numbers.push(id);
  for (const { id } of clients) numbers.push(id);
  numbers.push(history.id);
  const before = numbers.length;
  for (const { id } of underWay) {
    // Few are under way, and most of them in order.
    let place = numbers.length;
    while (place > before && (numbers[place - 1] ?? 0) > id) place--;
    if (place === numbers.length) numbers.push(id);
    else numbers.splice(place, 0, id);
  }
  return numbers;
}

/** A step without the order of the messages under way. */
export function plainStep({ underWay }: SystemState, step: Step): PlainStep {
  if (step.kind === "client") return { kind: step.kind, subject: step.client, outcome: 0 };
  if (step.kind === "timer") return { kind: step.kind, subject: step.node, outcome: 0 };
  return { kind: step.kind, subject: underWay[step.index]?.id ?? 0, outcome: step.outcome };
}

/** The step at a state. */
export function stepAt({ underWay }: SystemState, { kind, subject, outcome }: PlainStep): Step {
  if (kind === "client") return { kind, client: subject };
  if (kind === "timer") return { kind, node: subject };
  return { kind, index: underWay.findIndex(({ id }) => id === subject), outcome };
}
