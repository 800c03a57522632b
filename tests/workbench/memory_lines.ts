import type { LineStore } from "../../scripts/workbench/record_list.ts";

/** Keeps lines in memory, and takes only so many appends. */
export class MemoryLines implements LineStore {
  text = "";
  #appendsLeft: number;

  constructor(appendsMax = Infinity) {
    this.#appendsLeft = appendsMax;
  }

  get size(): number {
    return this.text.length;
  }

  append(lines: string): boolean {
    if (this.#appendsLeft-- <= 0) return false;
    this.text += lines;
    return true;
  }

  lines(): string[] {
    return this.text.split("\n").slice(0, -1);
  }
}
