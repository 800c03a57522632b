#!/usr/bin/env -S deno run --quiet
/**
 * Challenge 2, Unique IDs: each node makes ids by itself, after Twitter's Snowflake.
 *
 * An id is text in four parts, such as `0192f3c4a5b6-0001-n1-9c41d07e22ab8f30`:
 *
 *     time (ms, hex) - number within the millisecond (hex) - node - incarnation of the node (random)
 *
 * Unique, because
 * - two nodes differ in the node part;
 * - within one incarnation of a node, time and number together only grow: where the clock stands still, the number grows;
 *   where it goes backwards, or the numbers of a millisecond are used up, the node counts on from the last time used;
 * - two incarnations of a node differ in the 64 random bits drawn at its start. So nothing needs to be stored: a restart in
 *   the same millisecond, or with a clock set back, repeats nothing. Even of a million of one node that all
 *   overlap in time, two would be equal with a chance of 1 in 37 million (10^12 / 2 / 2^64).
 *
 * Ordered by time (k-ordered): time and number come first and have a fixed width, so ids sort as text in the order in
 * which they were made, as far as the nodes' clocks agree.
 *
 * - Survives: partition, loss, duplicate, reorder, slow, hold, pause, clock, kill. No node needs another one, so
 *   every request that reaches a node that is up is answered.
 * - Cost: no message between servers.
 * - Official test: `maelstrom test -w unique-ids --bin 2_unique_ids --time-limit 30 --rate 1000 --node-count 3
 *   --availability total --nemesis partition`
 *
 * Source: https://fly.io/dist-sys/2/
 *
 * @module
 */
import { program, stdio } from "../lib/node.ts";

/** 12 digits of milliseconds last until the year 10889. */
const TIME_DIGITS = 12;
const NUMBER_DIGITS = 4;
const NUMBER_MAX = 16 ** NUMBER_DIGITS - 1;

const uniqueIds = program((node) => {
  const incarnation = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => hex(byte, 2)).join("");
  let lastTimeMs = 0;
  let lastNumber = 0;

  function nextId(): string {
    const nowMs = Date.now();
    if (nowMs > lastTimeMs) {
      lastTimeMs = nowMs;
      lastNumber = 0;
    } else if (lastNumber < NUMBER_MAX) {
      lastNumber++;
    } else {
      lastTimeMs++;
      lastNumber = 0;
    }
    return [hex(lastTimeMs, TIME_DIGITS), hex(lastNumber, NUMBER_DIGITS), node.id, incarnation].join("-");
  }

  node.on("generate", () => ({ type: "generate_ok", id: nextId() }));
});

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, "0");
}

export default uniqueIds;
if (import.meta.main) await uniqueIds(stdio());
