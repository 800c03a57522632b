/**
 * Explores every order of events, exhaustively within its budgets, breadth first: so the first violation that is found
 * takes the fewest steps.
 *
 * A state is what each node, service and client has taken, the messages under way, and the history so far. Paths that
 * reach the same state are explored on from there only once; since independent events lead to the same state in either
 * order, most of the different orders need not be walked through. The history is part of the state, so no history is
 * lost (a test compares this with the enumeration of all paths).
 *
 * A path may end wherever nothing is under way, also before all operations were begun. There a fair course of events
 * follows, and its history is judged.
 *
 * @module
 */
import { labelOf } from "../findings.ts";
import { quiesce } from "./quiesce.ts";
import { copyOf } from "./system_state.ts";
import { type Position, type Scene, type Step, stepsFrom, take, wordOf } from "./steps.ts";
import type { PathVerdict, Verdicts } from "./verdicts.ts";

/** How to explore. */
export interface SearchOptions {
  readonly scene: Scene;
  readonly start: Position;
  readonly verdicts: Verdicts;
  /** States after which the search is cut off. */
  readonly statesMax: number;
  /** True to go on after the first violation. */
  readonly findsAll: boolean;
  /** False to walk through every path: what the search must agree with. Default: true. */
  readonly mergesStates?: boolean;
  readonly signal?: AbortSignal;
  /** Gives the real event loop a turn. */
  readonly turn: () => Promise<void>;
  onProgress?(found: Found): void;
}

/** What an exploration has come to. */
export interface Found {
  stateCount: number;
  /** Steps taken, also to states that were known already. */
  transitionCount: number;
  /** Ends of paths that were judged. */
  pathCount: number;
  invalidCount: number;
  unknownCount: number;
  /** Steps of the longest path. */
  depth: number;
  /** The steps, in words, to the first violation; none has fewer steps. */
  violation: readonly string[] | undefined;
  /** False where states were left out. */
  isComplete: boolean;
}

/** A state that is to be explored from. */
interface Reached extends Position {
  readonly number: number;
  readonly depth: number;
}

/** How a state was reached first. */
interface Origin {
  readonly from: number;
  readonly step: Step;
}

/** States between two turns of the real event loop, so that signals and progress get through. */
const TURN_STATES = 500;

/** Explores. */
export async function search(options: SearchOptions): Promise<Found> {
  return await new Search(options).run();
}

class Search {
  readonly #options: SearchOptions;
  readonly #keys = new Set<string>();
  readonly #origins: (Origin | undefined)[] = [];
  readonly #found: Found = {
    stateCount: 0,
    transitionCount: 0,
    pathCount: 0,
    invalidCount: 0,
    unknownCount: 0,
    depth: 0,
    violation: undefined,
    isComplete: true,
  };
  #next: Reached[] = [];

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  async run(): Promise<Found> {
    this.#reach(this.#options.start, undefined, 0);
    for (let count = 0; this.#next.length > 0;) {
      const level = this.#next;
      this.#next = [];
      for (const reached of level) {
        if (count++ % TURN_STATES === 0) {
          this.#options.onProgress?.(this.#found);
          await this.#options.turn();
          if (this.#options.signal?.aborted) this.#found.isComplete = false;
        }
        await this.#expand(reached);
        const isOver = this.#found.violation !== undefined && !this.#options.findsAll;
        if (isOver || !this.#found.isComplete) return this.#found;
      }
    }
    return this.#found;
  }

  async #expand(reached: Reached): Promise<void> {
    const { scene } = this.#options;
    const { systemState } = reached;
    if (systemState.failure !== undefined) return await this.#endPath(reached);
    if (systemState.underWay.length === 0 && systemState.clients.every(({ request }) => request === undefined)) {
      await this.#endPath(reached);
    }
    for (const step of stepsFrom(scene, reached)) {
      const next = copyOf(systemState);
      const left = await take(scene, { systemState: next, left: reached.left }, step);
      this.#found.transitionCount++;
      this.#reach({ systemState: next, left }, { from: reached.number, step }, reached.depth + 1);
    }
  }

  #reach(position: Position, origin: Origin | undefined, depth: number): void {
    const { mergesStates = true, statesMax } = this.#options;
    if (mergesStates) {
      const key = keyOf(position);
      if (this.#keys.has(key)) return;
      this.#keys.add(key);
    }
    if (this.#found.stateCount === statesMax) {
      this.#found.isComplete = false;
      return;
    }
    this.#origins.push(origin);
    this.#next.push({ ...position, number: this.#found.stateCount++, depth });
    this.#found.depth = depth;
  }

  async #endPath(reached: Reached): Promise<void> {
    const { scene, verdicts } = this.#options;
    const { history, failure } = await quiesce(scene.system, reached.systemState);
    this.#found.pathCount++;
    const verdict = failure === undefined ? verdicts.judge(history) : failed(failure);
    if (verdict.valid === "unknown" && hasBegunAll(scene, reached)) this.#found.unknownCount++;
    if (verdict.valid !== false) return;
    this.#found.invalidCount++;
    this.#found.violation ??= await this.#scheduleTo(reached.number);
  }

  /** Goes the way again, since words are relative to where they are said. */
  async #scheduleTo(number: number): Promise<string[]> {
    const { scene, start } = this.#options;
    const steps: Step[] = [];
    for (let one = this.#origins[number]; one !== undefined; one = this.#origins[one.from]) steps.push(one.step);
    let position: Position = { systemState: copyOf(start.systemState), left: start.left };
    const words: string[] = [];
    for (const step of steps.reverse()) {
      words.push(wordOf(scene, position, step));
      position = { ...position, left: await take(scene, position, step) };
    }
    return words;
  }
}

/** Where clients stop early, too little may have happened for a verdict; only what is wrong counts there. */
function hasBegunAll({ operations }: Scene, { systemState }: Position): boolean {
  return systemState.clients.every(({ begunCount }, client) => begunCount === (operations[client]?.length ?? 0));
}

/** The verdict on a path on which a node ends or prints something that is no message. */
export function failed(text: string): PathVerdict {
  return { valid: false, explanations: [{ ...labelOf("node-failed"), text, operations: [] }] };
}

/** Numbers are written as two 15-bit characters each, below the surrogates. */
const BITS = 15;
const MASK = 2 ** BITS - 1;

/**
 * Two positions have the same key exactly if they are the same: the lists of participants are equally long for all, and
 * the order of sending does not matter to what can happen. Timers that went off are part of what the nodes took.
 */
function keyOf({ systemState, left }: Position): string {
  const units: number[] = [left.drops, left.duplicates];
  const add = (number: number) => units.push(number & MASK, number >>> BITS);
  for (const { id } of systemState.nodes) add(id);
  for (const { id } of systemState.services) add(id);
  for (const { id } of systemState.clients) add(id);
  add(systemState.history.id);
  for (const id of systemState.underWay.map((packet) => packet.id).sort((a, b) => a - b)) add(id);
  return String.fromCharCode(...units);
}
