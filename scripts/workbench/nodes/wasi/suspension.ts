/**
 * The one thing that a program waits for, and how to let it go.
 *
 * A suspended program that is never resumed is never freed: the engine keeps its stack, and with it its memory. So what a
 * program waits for can be given up, which ends the program where it stands.
 *
 * Nothing but the program itself goes on between two waits. So the world need not ask the event loop for a turn to learn
 * that an event is over: it is once the program waits again.
 *
 * @module
 */
import type { WhenAtRest } from "../guest_node.ts";
import { ProgramEnd } from "../machine.ts";
import { afterReactions } from "../virtual/turns.ts";

const SETTLED = Promise.resolve();

/** What one program waits for. */
export class Suspension {
  #answer: (() => number | Promise<number>) | undefined;
  #resolve: (answer: number | Promise<number>) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #isOver = false;
  #hasEnded = false;
  #onRest: (() => void) | undefined;

  /**
   * Waits until `resume`.
   *
   * @param answer What the program is resumed with.
   * @throws {ProgramEnd} where it is given up meanwhile.
   */
  wait(answer: () => number | Promise<number>): Promise<number> {
    this.#answer = answer;
    const waiting = new Promise(this.#keep);
    if (this.#isOver) this.abandon();
    else this.#tellRest();
    return waiting;
  }

  /** Lets the program go on, where it waits. */
  readonly resume = (): void => {
    // The answer may be to wait on, for which there will be others.
    const [answer, resolve, reject] = [this.#answer, this.#resolve, this.#reject];
    if (answer === undefined) return;
    this.#answer = undefined;
    try {
      resolve(answer());
    } catch (error) {
      reject(error);
    }
  };

  /** Calls back once the program waits, or has ended. */
  readonly whenAtRest: WhenAtRest = (act) => {
    if (this.#hasEnded) return afterReactions(act);
    this.#onRest = act;
    if (this.#answer !== undefined) this.#tellRest();
  };

  /** The program has ended: what this leads to is over with the next turn of the event loop. */
  finish(): void {
    this.#hasEnded = true;
    const act = this.#onRest;
    this.#onRest = undefined;
    if (act !== undefined) afterReactions(act);
  }

  /** The program stands still as soon as the call that waits has returned: before the next promise reaction. */
  #tellRest(): void {
    const act = this.#onRest;
    this.#onRest = undefined;
    if (act !== undefined) void SETTLED.then(act);
  }

  /** Ends the program, now or as soon as it waits. */
  abandon(): void {
    this.#isOver = true;
    this.#answer = undefined;
    this.#reject(new ProgramEnd("killed"));
  }

  /** Made once, since programs wait often. */
  readonly #keep = (resolve: (answer: number | Promise<number>) => void, reject: (error: unknown) => void): void => {
    this.#resolve = resolve;
    this.#reject = reject;
  };
}
