/**
 * The one thing that a program waits for, and how to let it go.
 *
 * A suspended program that is never resumed is never freed: the engine keeps its stack, and with it its memory. So what a
 * program waits for can be given up, which ends the program where it stands.
 *
 * @module
 */
import { ProgramEnd } from "../machine.ts";

/** What one program waits for. */
export class Suspension {
  #answer: (() => number | Promise<number>) | undefined;
  #resolve: (answer: number | Promise<number>) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #isOver = false;

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
