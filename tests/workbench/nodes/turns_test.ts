import { assertEquals } from "@std/assert";
import { afterReactions, realTurn } from "../../../scripts/workbench/nodes/virtual/turns.ts";

/** Promise reactions that set each other off before the next turn. */
const REACTIONS = 50;

/** More than one batch. */
const TURNS = 200;

Deno.test("afterReactions() calls back after all promise reactions, turn after turn", async () => {
  const finished: number[] = [];
  const seen: number[] = [];
  await new Promise<void>((resolve) => {
    const goOn = (turn: number) => {
      seen.push(finished.length);
      if (turn === TURNS) return resolve();
      reactInChain(REACTIONS).then(() => finished.push(turn));
      afterReactions(() => goOn(turn + 1));
    };
    goOn(0);
  });
  assertEquals(seen, Array.from({ length: TURNS + 1 }, (_, turn) => turn));
});

Deno.test("realTurn() lets the outside through", async () => {
  let hasCome = false;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => hasCome = true;
  port2.postMessage(null);
  for (let turn = 0; turn < TURNS && !hasCome; turn++) await realTurn();
  port1.close();
  assertEquals(hasCome, true);
});

async function reactInChain(count: number): Promise<void> {
  for (let reaction = 0; reaction < count; reaction++) await undefined;
}
