import { type Block, type BlockFacts, MemoryBlocks } from "../../scripts/workbench/record_list.ts";

/** Keeps blocks in memory, and takes only so many. */
export class FailingBlocks extends MemoryBlocks {
  #appendsLeft: number;

  constructor(appendsMax: number) {
    super();
    this.#appendsLeft = appendsMax;
  }

  override append(block: Block, facts: BlockFacts): boolean {
    return this.#appendsLeft-- > 0 && super.append(block, facts);
  }
}
