import { assertEquals } from "@std/assert";
import { Writable } from "node:stream";
import { setImmediate } from "node:timers";
import { VirtualClock } from "../../../scripts/workbench/clock.ts";
import { StdinQueue } from "../../../scripts/workbench/nodes/process_stdin_queue.ts";

/** A pipe that records what is written, and takes it only when `release` is called where it is told to block. */
class Pipe {
  readonly writes: string[] = [];
  release: () => void = () => {};
  readonly stream: Writable;

  constructor(blocks = false) {
    this.stream = new Writable({
      highWaterMark: 1,
      write: (bytes: Uint8Array, _encoding, done) => {
        this.writes.push(new TextDecoder().decode(bytes));
        if (blocks) this.release = done;
        else done();
      },
    });
  }
}

function queueOf(stream: Writable, overflows: string[] = []) {
  const clock = new VirtualClock();
  const onOverflow = () => overflows.push("overflow");
  return { clock, queue: new StdinQueue({ stream, clock, lengthMax: 20, linesMax: 5, onOverflow }) };
}

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

Deno.test("StdinQueue writes the lines of one turn of the event loop at once", async () => {
  const pipe = new Pipe();
  const { queue } = queueOf(pipe.stream);
  queue.push("a");
  await Promise.resolve();
  queue.push("b");
  assertEquals(pipe.writes, []);
  await turnOfLoop();
  assertEquals([pipe.writes, queue.length], [["a\nb\n"], 0]);
});

Deno.test("StdinQueue writes again no sooner than 1 ms after a write", async () => {
  const pipe = new Pipe();
  const { clock, queue } = queueOf(pipe.stream);
  queue.push("a");
  await turnOfLoop();
  queue.push("b");
  await turnOfLoop();
  queue.push("c");
  assertEquals(pipe.writes, ["a\n"]);
  clock.step();
  assertEquals([clock.now(), pipe.writes], [1_000_000, ["a\n", "b\nc\n"]]);
});

Deno.test("StdinQueue keeps lines in order while the pipe is full and writes them when it drains", async () => {
  const pipe = new Pipe(true);
  const { queue } = queueOf(pipe.stream);
  queue.push("a");
  await turnOfLoop();
  queue.push("b");
  queue.push("c");
  await turnOfLoop();
  assertEquals([pipe.writes, queue.lineCount], [["a\n"], 2]);
  pipe.release();
  await turnOfLoop();
  assertEquals(pipe.writes, ["a\n", "b\nc\n"]);
});

Deno.test("StdinQueue drops what waits and tells once when more waits than allowed", () => {
  const overflows: string[] = [];
  const { queue } = queueOf(new Pipe().stream, overflows);
  for (let count = 0; count < 3; count++) queue.push("nine char");
  assertEquals([overflows, queue.lineCount], [["overflow"], 0]);
});
