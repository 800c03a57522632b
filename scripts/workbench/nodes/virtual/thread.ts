/**
 * The node whose code runs in this thread now, and the work that time waits for.
 *
 * This is module state on purpose: globals are one for a thread, and so is what replaces them.
 *
 * @module
 */
import type { GuestNode } from "../guest_node.ts";
import { PureWork } from "./pure_work.ts";

/** What replaced globals ask. */
interface Thread {
  /** The node whose code runs; undefined between nodes. */
  guest: GuestNode | undefined;
  readonly work: PureWork;
}

export const thread: Thread = { guest: undefined, work: new PureWork() };

/** The node whose code runs; undefined between nodes, and while a module is loaded. */
export function runningNode(): GuestNode | undefined {
  return thread.guest?.isLoading ? undefined : thread.guest;
}
