/**
 * How much memory the compiled nodes of a run take together.
 *
 * @module
 */
import { type Machine, ProgramEnd } from "../machine.ts";

/** What all nodes of a run may take. */
const ALL_BYTES_MAX = 4 * 2 ** 30;

/** What one node may take; the modules are given this limit when they are loaded. */
export const NODE_BYTES_MAX = 2 ** 30;

/** Adds up the memories of running programs. */
export class MemoryBudget {
  readonly #bytesMax: number;
  #bytes = 0;
  #programs = 0;

  constructor(bytesMax = ALL_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  /**
   * What a program is to call with the size of its memory; it is freed when the program ends or is killed.
   *
   * @throws {ProgramEnd} from that call, where all programs take more than they may.
   */
  claimFor(machine: Pick<Machine, "atEnd">): (sizeBytes: number) => void {
    let own = 0;
    this.#programs++;
    machine.atEnd(() => {
      this.#bytes -= own;
      this.#programs--;
      own = 0;
    });
    return (sizeBytes) => {
      this.#bytes += sizeBytes - own;
      own = sizeBytes;
      if (this.#bytes <= this.#bytesMax) return;
      throw new ProgramEnd(
        `killed by the bench, because all ${this.#programs} nodes together take ${
          megabytes(this.#bytes)
        } MB of memory, ` +
          `expected at most ${megabytes(this.#bytesMax)} MB; this node has ${megabytes(own)} MB of it`,
      );
    };
  }
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
