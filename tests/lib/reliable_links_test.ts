import fc from "fast-check";
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { type LinkBody, type LinkNode, ReliableLinks, type ReliableLinksOptions } from "../../lib/reliable_links.ts";
import type { Message } from "../../lib/node.ts";
import { VirtualTimers } from "./virtual_timers.ts";

const HOP_MS = 10;
const ACK_DELAY_MS = 100;
const RETRY_MS = 200;
const STALLED_RETRY_MS = 50;

/** What happens to one message: how long each copy takes; no copy is a loss. */
type Fate = readonly number[];

/** Two ends, "a" and "b", and the channel between them. */
class Pair {
  readonly received: Record<string, number[]> = { a: [], b: [] };
  readonly sent: (LinkBody<number> & { readonly timeMs: number; readonly src: string })[] = [];
  readonly stalls: string[] = [];
  readonly logs: string[] = [];
  readonly restarts: string[] = [];
  readonly #incarnations: Record<string, number> = { a: 1_000, b: 2_000 };
  a: ReliableLinks<number>;
  b: ReliableLinks<number>;
  /** Decides on the next message. */
  fate: () => Fate = () => [HOP_MS];
  readonly #timers: VirtualTimers;
  readonly #options: Partial<ReliableLinksOptions<number>>;
  readonly #handlers = new Map<string, (message: Message) => void>();

  constructor(timers: VirtualTimers, options: Partial<ReliableLinksOptions<number>> = {}) {
    this.#timers = timers;
    this.#options = options;
    this.a = this.#makeEnd("a", this.#incarnations.a!);
    this.b = this.#makeEnd("b", this.#incarnations.b!);
  }

  /** Takes away the memory of an end; what it received before is forgotten. */
  restart(name: "a" | "b", incarnation: number): void {
    this.received[name] = [];
    this[name] = this.#makeEnd(name, incarnation);
    this.#incarnations[name] = incarnation;
  }

  #makeEnd(name: string, incarnation: number): ReliableLinks<number> {
    const node: LinkNode = {
      on: (_type, handler) => void this.#handlers.set(name, handler),
      send: (dest, body) => {
        // The timers of an earlier incarnation run on here.
        if (incarnation === this.#incarnations[name]) this.#send(name, dest, JSON.stringify(body));
      },
      log: (text) => void this.logs.push(`${name} ${text}`),
    };
    return new ReliableLinks<number>(node, {
      ackDelayMs: ACK_DELAY_MS,
      retryMs: RETRY_MS,
      stalledRetryMs: STALLED_RETRY_MS,
      onItems: (items) => void this.received[name]!.push(...items),
      onStall: (peer) => void this.stalls.push(`${name} for ${peer}`),
      onRestart: (peer) => void this.restarts.push(`${name} saw ${peer}`),
      incarnation,
      ...this.#options,
    });
  }

  #send(src: string, dest: string, text: string): void {
    this.sent.push({ ...JSON.parse(text), timeMs: this.#timers.nowMs, src });
    for (const delayMs of this.fate()) {
      this.#timers.at(
        this.#timers.nowMs + delayMs,
        () => this.#handlers.get(dest)!({ src, dest, body: JSON.parse(text) }),
      );
    }
  }
}

function setUp(options?: Partial<ReliableLinksOptions<number>>): { timers: VirtualTimers; pair: Pair } & Disposable {
  const timers = new VirtualTimers();
  return { timers, pair: new Pair(timers, options), [Symbol.dispose]: () => timers[Symbol.dispose]() };
}

Deno.test("ReliableLinks.send() takes one message and one acknowledgement where nothing else flows, then is silent", () => {
  using test = setUp();
  const { timers, pair } = test;
  pair.a.send("b", 7);
  timers.advance(60_000);
  assertEquals(pair.received, { a: [], b: [7] });
  assertEquals(pair.sent.map(({ src, timeMs, items }) => [src, timeMs, items]), [
    ["a", 0, [7]],
    ["b", HOP_MS + ACK_DELAY_MS, []],
  ]);
  assertEquals(timers.pendingCount, 0);
});

Deno.test("ReliableLinks acknowledge with items that flow back in time, without a message of their own", () => {
  using test = setUp();
  const { timers, pair } = test;
  pair.a.send("b", 1);
  timers.advance(50);
  pair.b.send("a", 2);
  timers.advance(50);
  assertEquals(pair.a.unacknowledged("b"), []);
  assertEquals(pair.sent.map(({ src, ack }) => [src, ack]), [["a", 0], ["b", 1]]);
});

Deno.test("ReliableLinks whose items crossed take one acknowledgement each, though these repeat what they do not know acknowledged", () => {
  using test = setUp();
  const { timers, pair } = test;
  pair.a.send("b", 1);
  pair.b.send("a", 2);
  timers.advance(60_000);
  assertEquals(pair.received, { a: [2], b: [1] });
  assertEquals([pair.a.unacknowledged("b"), pair.b.unacknowledged("a")], [[], []]);
  const acknowledgedAtMs = HOP_MS + ACK_DELAY_MS;
  assertEquals(pair.sent.map(({ src, timeMs, items }) => [src, timeMs, items]), [
    ["a", 0, [1]],
    ["b", 0, [2]],
    ["b", acknowledgedAtMs, [2]],
    ["a", acknowledgedAtMs, [1]],
  ]);
});

Deno.test("ReliableLinks.flush() sends what is queued as one message, and nothing where nothing is queued", () => {
  using test = setUp();
  const { timers, pair } = test;
  pair.a.flush("b");
  pair.a.queue("b", [1, 2]);
  pair.a.queue("b", [3]);
  timers.advance(1_000);
  assertEquals(pair.sent, []);
  assertEquals(pair.a.unacknowledged("b"), [1, 2, 3]);
  pair.a.flush("b");
  pair.a.flush("b");
  timers.advance(HOP_MS);
  assertEquals(pair.sent.map(({ items }) => items), [[1, 2, 3]]);
  assertEquals(pair.received.b, [1, 2, 3]);
});

Deno.test("ReliableLinks repair a loss with the next message", () => {
  using test = setUp();
  const { timers, pair } = test;
  pair.fate = () => [];
  pair.a.send("b", 1);
  pair.fate = () => [HOP_MS];
  timers.advance(30);
  pair.a.send("b", 2);
  timers.advance(HOP_MS);
  assertEquals(pair.received.b, [1, 2]);
});

Deno.test("ReliableLinks hand over once and in order what arrives doubled and in the wrong order", () => {
  using test = setUp();
  const { timers, pair } = test;
  for (const [value, fate] of [[1, [90, 95]], [2, [40]], [3, [5, 60]]] as const) {
    pair.fate = () => fate;
    pair.a.send("b", value);
    pair.fate = () => [HOP_MS];
    timers.advance(1);
  }
  timers.advance(1_000);
  assertEquals(pair.received.b, [1, 2, 3]);
  assertEquals(pair.a.unacknowledged("b"), []);
});

Deno.test("ReliableLinks stall once a partition, ask one message at a time, and recover with all that waited", () => {
  using test = setUp();
  const { timers, pair } = test;
  pair.fate = () => [];
  pair.a.send("b", 1);
  timers.advance(RETRY_MS);
  for (const value of [2, 3, 4]) pair.a.send("b", value);
  timers.advance(10_000);
  // At 0 and 200 ms, then each 50 ms up to 10,200 ms: 2 + 200.
  assertEquals(pair.sent.length, 202);
  assertEquals(pair.stalls, ["a for b"]);
  assertEquals(pair.logs, ["a event=stall peer=b unacknowledged=1"]);
  pair.fate = () => [HOP_MS];
  timers.advance(STALLED_RETRY_MS + HOP_MS);
  assertEquals(pair.received.b, [1, 2, 3, 4]);
  const before = pair.sent.length;
  timers.advance(60_000);
  assertEquals(pair.a.unacknowledged("b"), []);
  assertLessOrEqual(pair.sent.length - before, 1);
  assertEquals(timers.pendingCount, 0);
});

Deno.test("ReliableLinks.isStalled() is true from a stall until the peer acknowledges", () => {
  using test = setUp();
  const { timers, pair } = test;
  assertEquals(pair.a.isStalled("b"), false);
  pair.fate = () => [];
  pair.a.send("b", 1);
  timers.advance(RETRY_MS - 1);
  assertEquals(pair.a.isStalled("b"), false);
  timers.advance(1);
  assertEquals([pair.a.isStalled("b"), pair.b.isStalled("a")], [true, false]);
  pair.fate = () => [HOP_MS];
  timers.advance(STALLED_RETRY_MS + 2 * HOP_MS);
  assertEquals(pair.a.isStalled("b"), false);
});

Deno.test("ReliableLinks stall again in the next partition", () => {
  using test = setUp();
  const { timers, pair } = test;
  for (const value of [1, 2]) {
    pair.fate = () => [];
    pair.a.send("b", value);
    timers.advance(1_000);
    pair.fate = () => [HOP_MS];
    timers.advance(1_000);
  }
  assertEquals(pair.received.b, [1, 2]);
  assertEquals(pair.stalls, ["a for b", "a for b"]);
});

Deno.test("ReliableLinks answer a stalled peer at once, though there is nothing new", () => {
  using test = setUp();
  const { timers, pair } = test;
  pair.a.send("b", 1);
  // Every acknowledgement is lost until the first retry has arrived.
  timers.advance(50);
  pair.fate = () => [];
  timers.advance(100);
  pair.fate = () => [HOP_MS];
  timers.advance(RETRY_MS - 150 + 2 * HOP_MS);
  assertEquals(pair.sent.at(-1)!.timeMs, RETRY_MS + HOP_MS);
  assertEquals(pair.a.unacknowledged("b"), []);
  assertEquals(pair.received.b, [1]);
});

Deno.test("ReliableLinks put an acknowledgement off while the peer goes on sending, but not for ever", () => {
  using test = setUp({ ackDelayMs: 100, ackDelayMaxMs: 300, retryMs: 200, retryMaxMs: 400 });
  const { timers, pair } = test;
  for (const value of [1, 2, 3, 4, 5]) {
    pair.a.send("b", value);
    timers.advance(80);
  }
  const alone = pair.sent.filter(({ src }) => src === "b");
  assertEquals(alone.map(({ timeMs, ack }) => [timeMs, ack]), [[HOP_MS + 300, 4]]);
  timers.advance(1_000);
  // The last of the values, sent at 320 ms, is acknowledged after silence.
  assertEquals(pair.sent.filter(({ src }) => src === "b").map(({ timeMs }) => timeMs), [310, 320 + HOP_MS + 100]);
  assertEquals(pair.stalls, []);
});

Deno.test("ReliableLinks stall after silence, and while messages go on after the longer time", () => {
  for (const [count, stallMs] of [[1, 200], [10, 400]] as const) {
    using test = setUp({ ackDelayMs: 100, ackDelayMaxMs: 300, retryMs: 200, retryMaxMs: 400 });
    const { timers, pair } = test;
    pair.fate = () => [];
    for (let value = 0; value < count; value++) {
      pair.a.send("b", value);
      timers.advance(50);
    }
    timers.advance(1_000);
    const [retry] = pair.sent.filter(({ again }) => again);
    assertEquals([retry?.timeMs, pair.stalls.length], [stallMs, 1]);
  }
});

Deno.test("ReliableLinks keep peers apart", () => {
  using timers = new VirtualTimers();
  const sent: string[] = [];
  const node: LinkNode = { on: () => {}, send: (dest, body) => void sent.push(`${dest} ${JSON.stringify(body)}`) };
  const links = new ReliableLinks<number>(node, {
    type: "t",
    ackDelayMs: 10,
    retryMs: 100,
    onItems: () => {},
    incarnation: 5,
  });
  links.send("b", 1);
  links.send("c", 2);
  timers.advance(1);
  assertEquals(links.unacknowledged("b"), [1]);
  const start = '{"type":"t","incarnation":5,"peerIncarnation":0,"first":0';
  assertEquals(sent, [`b ${start},"items":[1],"ack":0}`, `c ${start},"items":[2],"ack":0}`]);
});

Deno.test("ReliableLinks go on in both directions with a peer that has lost its memory, and say that it has", () => {
  // In the second case the peer's clock has gone back meanwhile.
  for (const incarnation of [3_000, 1_500]) {
    using test = setUp();
    const { timers, pair } = test;
    for (const value of [1, 2]) {
      pair.a.send("b", value);
      pair.b.send("a", 10 * value);
      timers.advance(1_000);
    }
    pair.restart("b", incarnation);
    pair.a.send("b", 3);
    timers.advance(1_000);
    pair.b.send("a", 30);
    timers.advance(1_000);
    pair.a.send("b", 4);
    timers.advance(1_000);
    assertEquals(pair.received, { a: [10, 20, 30], b: [3, 4] });
    assertEquals(pair.restarts, ["a saw b"]);
    assertEquals([pair.a.unacknowledged("b"), pair.b.unacknowledged("a")], [[], []]);
    assertEquals(timers.pendingCount, 0);
  }
});

Deno.test("ReliableLinks learn of a restart with the first message that the peer gets, though it has nothing to say", () => {
  using test = setUp();
  const { timers, pair } = test;
  pair.a.send("b", 1);
  timers.advance(1_000);
  pair.restart("b", 3_000);
  pair.a.send("b", 2);
  timers.advance(2 * HOP_MS);
  assertEquals(pair.restarts, ["a saw b"]);
});

Deno.test("ReliableLinks take nothing from an earlier incarnation of the peer, however late it comes", () => {
  using test = setUp();
  const { timers, pair } = test;
  pair.fate = () => [500];
  pair.b.send("a", 66);
  pair.fate = () => [HOP_MS];
  pair.b.send("a", 77);
  timers.advance(100);
  pair.restart("b", 3_000);
  pair.b.send("a", 1);
  timers.advance(5_000);
  assertEquals(pair.received.a, [66, 77, 1]);
  assertEquals(pair.restarts, ["a saw b"]);
});

Deno.test("ReliableLinks.greet() asks until the peer answers, and not where the peer was sent something before", () => {
  using test = setUp();
  const { timers, pair } = test;
  pair.fate = () => [];
  pair.a.greet("b");
  timers.advance(RETRY_MS);
  pair.a.send("b", 1);
  pair.fate = () => [HOP_MS];
  timers.advance(1_000);
  assertEquals(pair.received.b, [1]);
  assertEquals(pair.sent.slice(0, 3).map(({ src, items, again }) => [src, items, again]), [
    ["a", [], true],
    ["a", [], true],
    ["a", [1], true],
  ]);
  const before = pair.sent.length;
  pair.a.greet("b");
  timers.advance(60_000);
  assertEquals([pair.sent.length, timers.pendingCount], [before, 0]);
});

/** Each message is lost, delivered, or doubled, each copy after up to 300 ms: longer than the first retry. */
const fates = fc.array(fc.array(fc.nat(300), { maxLength: 2 }), { maxLength: 60 });
const sends = fc.array(fc.record({ end: fc.constantFrom("a" as const, "b" as const), pauseMs: fc.nat(150) }), {
  maxLength: 30,
});

Deno.test("ReliableLinks deliver everything exactly once and in order over any channel that does not lose for ever", () => {
  fc.assert(fc.property(sends, fates, fc.boolean(), (planned, channel, waitsForSilence) => {
    using test = setUp(waitsForSilence ? { ackDelayMaxMs: 150, retryMaxMs: 300 } : {});
    const { timers, pair } = test;
    const remaining = [...channel];
    pair.fate = () => remaining.shift() ?? [HOP_MS];
    const expected: Record<string, number[]> = { a: [], b: [] };
    for (const [value, { end, pauseMs }] of planned.entries()) {
      const peer = end === "a" ? "b" : "a";
      pair[end].send(peer, value);
      expected[peer]!.push(value);
      timers.advance(pauseMs);
    }
    // 60 lost messages, 50 ms apart at worst once both ends are stalled, and the last repairs.
    timers.advance(60_000);
    assertEquals(pair.received, expected);
    assertEquals([pair.a.unacknowledged("b"), pair.b.unacknowledged("a")], [[], []]);
    assertEquals(timers.pendingCount, 0);
    // Two stalled ends answer each copy of a question at once, so a doubled message may cost two more.
    assert(pair.sent.length <= 2 * planned.length + 3 * channel.length + 10, `${pair.sent.length} messages`);
  }));
});

Deno.test("ReliableLinks deliver all that is sent after a restart, over any such channel, in any state that the restart finds", () => {
  fc.assert(fc.property(sends, sends, fates, fc.boolean(), (before, after, channel, isClockBack) => {
    using test = setUp();
    const { timers, pair } = test;
    const remaining = [...channel];
    pair.fate = () => remaining.shift() ?? [HOP_MS];
    const play = (planned: typeof before, offset: number) => {
      for (const [index, { end, pauseMs }] of planned.entries()) {
        pair[end].send(end === "a" ? "b" : "a", offset + index);
        timers.advance(pauseMs);
      }
    };
    play(before, 0);
    pair.restart("b", isClockBack ? 1_500 : 3_000);
    play(after, 100);
    timers.advance(60_000);
    const expected = (end: string) => after.flatMap((sent, index) => sent.end === end ? [] : [100 + index]);
    const arrived = (end: string) => pair.received[end]!.filter((value) => value >= 100);
    // With the clock gone back, late news of the earlier incarnation makes the peer forget what it has of this one.
    assertEquals(isClockBack ? [...new Set(arrived("a"))] : arrived("a"), expected("a"));
    assertEquals(arrived("b"), expected("b"));
    assertEquals([pair.a.unacknowledged("b"), pair.b.unacknowledged("a")], [[], []]);
    const sentCount = pair.sent.length;
    timers.advance(60_000);
    assertEquals(pair.sent.length, sentCount);
  }));
});
