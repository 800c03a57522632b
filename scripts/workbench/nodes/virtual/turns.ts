/**
 * Turns of the real event loop: what promise reactions were due before one have all run after it.
 *
 * They are asked for many at a time, because a single one costs several times the rest of an event. Runtimes let promise
 * reactions run between any two of them (HTML and Node.js demand that); the outside of the thread, such as a message to
 * it, gets through only between batches.
 *
 * This is module state on purpose: turns belong to the thread.
 *
 * @module
 */

/** Turns that are asked for at a time. Longer batches save nothing more. */
const BATCH_TURNS = 64;

/** Asks for a turn, by setImmediate, or by a message channel in browsers. Taken before anything replaces them. */
const askForTurn = turnSource();

/** Turns that were asked for and have not come. */
let comingCount = 0;
let waiting: (() => void) | undefined;

/** Calls back once all promise reactions have run. Only one caller may wait at a time. */
export function afterReactions(act: () => void): void {
  waiting = act;
  if (comingCount > 0) return;
  comingCount = BATCH_TURNS;
  for (let count = 0; count < BATCH_TURNS; count++) askForTurn(take);
}

/** Lets the outside of the thread get through, once. */
export function realTurn(): Promise<void> {
  return new Promise(askForTurn);
}

function take(): void {
  comingCount--;
  const act = waiting;
  waiting = undefined;
  act?.();
}

function turnSource(): (act: () => void) => void {
  const immediate: unknown = Reflect.get(globalThis, "setImmediate");
  if (typeof immediate === "function") return (act) => immediate(act);
  const { port1, port2 } = new MessageChannel();
  const acts: (() => void)[] = [];
  port1.onmessage = () => acts.shift()?.();
  return (act) => {
    acts.push(act);
    port2.postMessage(null);
  };
}
