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
  #giveUp: (() => void) | undefined;
  #isOver = false;

  /**
   * Waits.
   *
   * @param start Called at once with what resumes the program.
   * @param answer What it is resumed with.
   * @throws {ProgramEnd} where it is given up meanwhile.
   */
  wait(start: (resume: () => void) => void, answer: () => number | Promise<number>): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#giveUp = () => reject(new ProgramEnd("killed"));
      start(() => {
        try {
          resolve(answer());
        } catch (error) {
          reject(error);
        }
      });
      if (this.#isOver) this.#giveUp();
    });
  }

  /** Ends the program, now or as soon as it waits. */
  abandon(): void {
    this.#isOver = true;
    this.#giveUp?.();
  }
}
