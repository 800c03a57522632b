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
import { FairCourses } from "./fair_courses.ts";
import { type Origin, type PlainStep, plainStep, ReachedStates, stepAt } from "./reached_states.ts";
import { copyOf, type SystemState } from "./system_state.ts";
import { type Position, type Scene, stepsFrom, take, wordOf } from "./steps.ts";
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

/** States between two turns of the real event loop, so that signals and progress get through. */
const TURN_STATES = 500;

/** Explores. */
export async function search(options: SearchOptions): Promise<Found> {
  return await new Search(options).run();
}

class Search {
  readonly #options: SearchOptions;
  readonly #states: ReachedStates;
  readonly #courses: FairCourses;
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

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#states = new ReachedStates(options.scene.system);
    this.#courses = new FairCourses(options.scene.system);
  }

  async run(): Promise<Found> {
    const found = this.#found;
    this.#reach(this.#options.start, undefined);
    let levelEnd = found.stateCount;
    for (let number = 0; number < found.stateCount; number++) {
      if (number === levelEnd) {
        found.depth++;
        levelEnd = found.stateCount;
      }
      if (number % TURN_STATES === 0) {
        this.#options.onProgress?.(found);
        await this.#options.turn();
        if (this.#options.signal?.aborted) found.isComplete = false;
      }
      await this.#expand(number);
      const isOver = found.violation !== undefined && !this.#options.findsAll;
      if (isOver || !found.isComplete) break;
    }
    if (levelEnd < found.stateCount) found.depth++;
    return found;
  }

  async #expand(number: number): Promise<void> {
    const { scene } = this.#options;
    const position = this.#states.positionOf(number);
    const { systemState } = position;
    if (systemState.failure !== undefined) return await this.#endPath(number, systemState);
    if (systemState.underWay.length === 0 && systemState.clients.every(({ request }) => request === undefined)) {
      await this.#endPath(number, systemState);
    }
    for (const step of stepsFrom(scene, position)) {
      const next = copyOf(systemState);
      const taken = take(scene, { systemState: next, left: position.left }, step);
      // Node code has to run for a few of them only.
      const left = taken instanceof Promise ? await taken : taken;
      this.#found.transitionCount++;
      this.#reach({ systemState: next, left }, { from: number, step: plainStep(systemState, step) });
    }
  }

  #reach(position: Position, origin: Origin | undefined): void {
    const { mergesStates = true, statesMax } = this.#options;
    if (!this.#states.add(position, origin, mergesStates)) return;
    if (this.#found.stateCount === statesMax) this.#found.isComplete = false;
    else this.#found.stateCount++;
  }

  async #endPath(number: number, systemState: SystemState): Promise<void> {
    const { scene, verdicts } = this.#options;
    const end = this.#courses.endOf(systemState);
    const { history, failure } = end instanceof Promise ? await end : end;
    this.#found.pathCount++;
    const verdict = failure === undefined ? verdicts.judge(history) : failed(failure);
    if (verdict.valid === "unknown" && hasBegunAll(scene, systemState)) this.#found.unknownCount++;
    if (verdict.valid !== false) return;
    this.#found.invalidCount++;
    this.#found.violation ??= await this.#scheduleTo(number);
  }

  /** Goes the way again, since words are relative to where they are said. */
  async #scheduleTo(number: number): Promise<string[]> {
    const { scene, start } = this.#options;
    const steps: PlainStep[] = [];
    for (let one = this.#states.originOf(number); one !== undefined; one = this.#states.originOf(one.from)) {
      steps.push(one.step);
    }
    let position: Position = { systemState: copyOf(start.systemState), left: start.left };
    const words: string[] = [];
    for (const plain of steps.reverse()) {
      const step = stepAt(position.systemState, plain);
      words.push(wordOf(scene, position, step));
      position = { ...position, left: await take(scene, position, step) };
    }
    return words;
  }
}

/** Where clients stop early, too little may have happened for a verdict; only what is wrong counts there. */
function hasBegunAll({ operations }: Scene, { clients }: SystemState): boolean {
  return clients.every(({ begunCount }, client) => begunCount === (operations[client]?.length ?? 0));
}

/** The verdict on a path on which a node ends or prints something that is no message. */
export function failed(text: string): PathVerdict {
  return { valid: false, explanations: [{ ...labelOf("node-failed"), text, operations: [] }] };
}
