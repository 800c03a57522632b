import { assertEquals, assertLess } from "@std/assert";
import { VirtualClock } from "../../../../scripts/workbench/clock.ts";
import { type Machine, ProgramEnd } from "../../../../scripts/workbench/nodes/machine.ts";
import { Disk } from "../../../../scripts/workbench/nodes/wasi/disk.ts";
import { GuestClock } from "../../../../scripts/workbench/nodes/wasi/guest_clock.ts";
import { GuestMemory, TextList } from "../../../../scripts/workbench/nodes/wasi/guest_memory.ts";
import { OpenFiles } from "../../../../scripts/workbench/nodes/wasi/open_files.ts";
import { Suspension } from "../../../../scripts/workbench/nodes/wasi/suspension.ts";
import { Alarm } from "../../../../scripts/workbench/nodes/wasi/alarm.ts";
import { InputStream, OutputStream } from "../../../../scripts/workbench/nodes/wasi/standard_streams.ts";
import {
  type SystemCalls,
  systemCalls,
  type SystemContext,
} from "../../../../scripts/workbench/nodes/wasi/system_calls.ts";
import { type Random, RandomStreams } from "../../../../scripts/workbench/random.ts";
import { SIGNATURES } from "./signatures.ts";

const SUCCESS = 0;
const AGAIN = 6;
const BADF = 8;
const EXIST = 20;
const FAULT = 21;
const INVAL = 28;
const ISDIR = 31;
const NOENT = 44;
const NOSPC = 51;
const NOTDIR = 54;
const NOTEMPTY = 55;
const SPIPE = 70;
const NOTCAPABLE = 76;

const READ_AND_WRITE = 2n | 64n;
const CREATE = 1;
const EXCLUSIVE = 4;
const TRUNCATE = 8;
const APPEND = 1;

/** A program's side of the calls: its memory, and short forms for what tests do often. */
class Guest {
  readonly memory = new WebAssembly.Memory({ initial: 2 });
  readonly clock = new VirtualClock();
  readonly printed: string[] = [];
  readonly context: SystemContext;
  readonly calls: SystemCalls;

  constructor({ isNonBlocking = false }: { isNonBlocking?: boolean } = {}) {
    const machine = machineOn(this.clock);
    const guestMemory = new GuestMemory(() => {});
    guestMemory.attach(this.memory);
    const clock = new GuestClock(machine, (text) => this.printed.push(text));
    const disk = new Disk(() => this.printed.push("full"));
    this.context = {
      memory: guestMemory,
      clock,
      machine,
      alarm: new Alarm(machine),
      disk,
      files: new OpenFiles(disk, 0),
      input: new InputStream(),
      suspension: new Suspension(),
      stdout: new OutputStream("stdout", (line) => this.printed.push(line)),
      stderr: new OutputStream("stderr", (line) => this.printed.push(line)),
      args: new TextList(["node", "é"]),
      environment: new TextList(["A=1"]),
      isNonBlocking,
    };
    this.calls = systemCalls(this.context);
  }

  call(name: string, ...args: (number | bigint)[]): number {
    const call = this.calls.immediate[name];
    if (call === undefined) throw new Error(`no call ${name}`);
    return (call as (...args: unknown[]) => number)(...args);
  }

  async wait(name: string, ...args: number[]): Promise<number> {
    const call = this.calls.waiting[name];
    if (call === undefined) throw new Error(`no call ${name}`);
    return await call(...args);
  }

  get view(): DataView {
    return new DataView(this.memory.buffer);
  }

  /** Puts a text at a place and gives place and length. */
  put(place: number, text: string): [place: number, length: number] {
    const bytes = new TextEncoder().encode(text);
    new Uint8Array(this.memory.buffer).set(bytes, place);
    return [place, bytes.length];
  }

  text(place: number, length: number): string {
    return new TextDecoder().decode(new Uint8Array(this.memory.buffer).slice(place, place + length));
  }

  /** Opens a path below "/" and gives the number, or the negative error number. */
  open(path: string, { openFlags = 0, flags = 0, rights = READ_AND_WRITE } = {}): number {
    const errno = this.call("path_open", 3, 0, ...this.put(1000, path), openFlags, rights, 0n, flags, 900);
    return errno === SUCCESS ? this.view.getUint32(900, true) : -errno;
  }

  /** Writes a text and gives the error number. */
  write(file: number, text: string): number {
    const [place, length] = this.put(2000, text);
    this.view.setUint32(800, place, true);
    this.view.setUint32(804, length, true);
    return this.call("fd_write", file, 800, 1, 900);
  }

  /** Reads from a place on. */
  readAt(file: number, offset: bigint, length = 1000): string {
    this.view.setUint32(800, 4000, true);
    this.view.setUint32(804, length, true);
    assertEquals(this.call("fd_pread", file, 800, 1, offset, 900), SUCCESS);
    return this.text(4000, this.view.getUint32(900, true));
  }
}

function machineOn(clock: VirtualClock): Machine {
  const random = new RandomStreams(1).stream("node n0");
  return {
    nowNs: () => clock.now(),
    wallClockNs: () => 1_000_000_000_000_000_000n + BigInt(clock.now()),
    after: (delayNs, callback) => clock.at(clock.now() + delayNs, callback),
    onLine: () => {},
    random: () => random.float(),
    warn: () => {},
    atEnd: () => {},
    disk: new Map(),
  };
}

/** Writes a subscription to a clock. */
function subscribeClock(guest: Guest, place: number, { timeoutNs, id = 1 }: { timeoutNs: bigint; id?: number }): void {
  guest.view.setBigUint64(place, 7n, true);
  guest.view.setUint8(place + 8, 0);
  guest.view.setUint32(place + 16, id, true);
  guest.view.setBigUint64(place + 24, timeoutNs, true);
  guest.view.setUint16(place + 40, 0, true);
}

function subscribeRead(guest: Guest, place: number, file: number): void {
  guest.view.setBigUint64(place, 9n, true);
  guest.view.setUint8(place + 8, 1);
  guest.view.setUint32(place + 16, file, true);
}

Deno.test("files in memory are written, read, appended to, cut and found again", () => {
  const guest = new Guest();
  const file = guest.open("tmp/a.log", { openFlags: CREATE });
  assertEquals(file, 4);
  assertEquals([guest.write(file, "one\n"), guest.write(file, "two\n")], [SUCCESS, SUCCESS]);
  assertEquals(guest.readAt(file, 0n), "one\ntwo\n");
  const other = guest.open("/tmp/../tmp/a.log", { flags: APPEND });
  assertEquals(other, -NOTCAPABLE);
  const appending = guest.open("tmp/a.log", { flags: APPEND });
  guest.write(appending, "three\n");
  guest.write(file, "2b\n");
  assertEquals(guest.readAt(file, 4n), "two\n2b\nee\n");
  assertEquals(guest.open("tmp/a.log", { openFlags: CREATE | EXCLUSIVE }), -EXIST);
  guest.open("tmp/a.log", { openFlags: TRUNCATE });
  assertEquals(guest.readAt(file, 0n), "");
  assertEquals(guest.call("fd_close", file), SUCCESS);
  assertEquals(guest.call("fd_close", file), BADF);
  assertEquals(guest.open("tmp/nothing"), -NOENT);
});

Deno.test("folders are made, listed, renamed and removed, and never left", () => {
  const guest = new Guest();
  const path = (text: string) => guest.put(1000, text);
  assertEquals(guest.call("path_create_directory", 3, ...path("tmp/d/")), SUCCESS);
  assertEquals(guest.call("path_create_directory", 3, ...path("tmp/d")), EXIST);
  guest.open("tmp/d/x", { openFlags: CREATE });
  assertEquals(guest.call("path_remove_directory", 3, ...path("tmp/d")), NOTEMPTY);
  const [from, fromLength] = guest.put(1000, "tmp/d/");
  const [to, toLength] = guest.put(1100, "tmp/e/");
  assertEquals(guest.call("path_rename", 3, from, fromLength, 3, to, toLength), SUCCESS);
  assertEquals(guest.call("path_rename", 3, to, toLength, 3, ...guest.put(1200, "tmp/e/inside")), NOENT);
  assertEquals(guest.call("path_unlink_file", 3, ...path("tmp/e/x")), SUCCESS);
  const folder = guest.open("tmp");
  assertEquals(guest.call("fd_readdir", folder, 5000, 1000, 0n, 900), SUCCESS);
  assertEquals(guest.text(5000 + 2 * 24 + 3 + 24, 1), "e");
  assertEquals(guest.call("path_remove_directory", 3, ...path("tmp/e")), SUCCESS);
  assertEquals(guest.open("../etc/passwd"), -NOTCAPABLE);
  assertEquals(guest.open("tmp/x/y", { openFlags: CREATE }), -NOENT);
});

Deno.test("a disk that is full answers ENOSPC, tells it, and has room again for what was removed", () => {
  const guest = new Guest();
  const file = guest.open("tmp/big", { openFlags: CREATE });
  assertEquals(guest.call("fd_filestat_set_size", file, 64n * 2n ** 20n), SUCCESS);
  const other = guest.open("tmp/other", { openFlags: CREATE });
  assertEquals([guest.write(other, "x"), guest.printed], [NOSPC, ["full"]]);
  guest.call("path_unlink_file", 3, ...guest.put(1000, "tmp/big"));
  assertEquals(guest.write(other, "x"), SUCCESS);
  assertEquals(guest.call("fd_filestat_set_size", other, 2n ** 63n), NOSPC);
});

Deno.test("devices stand for what they are called", () => {
  const guest = new Guest();
  assertEquals(guest.write(guest.open("dev/stderr"), "hello\n"), SUCCESS);
  assertEquals(guest.write(guest.open("dev/null"), "gone\n"), SUCCESS);
  assertEquals(guest.printed, ["hello"]);
  assertEquals(guest.call("fd_seek", 1, 0n, 0, 900), SPIPE);
});

Deno.test("poll_oneoff() ends with the first timer that is due, or with input, whichever comes first", async () => {
  for (const inputAtNs of [3_000_000, 7_000_000]) {
    const guest = new Guest();
    subscribeClock(guest, 100, { timeoutNs: 5_000_000n });
    subscribeRead(guest, 148, 0);
    guest.clock.at(inputAtNs, () => guest.context.input.push("x"));
    const waiting = guest.wait("poll_oneoff", 100, 300, 2, 900);
    await stepUntil(guest, waiting);
    assertEquals(guest.view.getUint32(900, true), 1);
    assertEquals(guest.clock.now(), Math.min(inputAtNs, 5_000_000));
    assertEquals(guest.view.getUint8(310), inputAtNs < 5_000_000 ? 1 : 0);
  }
});

Deno.test("poll_oneoff() answers at once for files, closed numbers and clocks that do not exist", async () => {
  const guest = new Guest();
  subscribeRead(guest, 100, 99);
  subscribeClock(guest, 148, { timeoutNs: 1n, id: 9 });
  assertEquals(await guest.wait("poll_oneoff", 100, 300, 2, 900), SUCCESS);
  assertEquals([guest.view.getUint16(308, true), guest.view.getUint16(340, true)], [BADF, INVAL]);
  assertEquals(await guest.wait("poll_oneoff", 100, 300, 0, 900), INVAL);
});

Deno.test("poll_oneoff() does not suspend a program for what is ready already", () => {
  const guest = new Guest();
  subscribeRead(guest, 100, 0);
  guest.context.input.push("x");
  assertEquals(guest.calls.waiting.poll_oneoff?.(100, 300, 1, 900), SUCCESS);
  assertEquals([guest.view.getUint32(900, true), guest.view.getBigUint64(316, true)], [1, 2n]);
});

Deno.test("lines wait to be read in order, however many and long they are", () => {
  const input = new InputStream();
  const lines = Array.from({ length: 100 }, (_, index) => `${index} ${"é".repeat(50 * index)}`);
  for (const line of lines) input.push(line);
  const buffer = new Uint8Array(777);
  const decoder = new TextDecoder();
  let text = "";
  for (let round = 0; input.isReadable; round++) {
    text += decoder.decode(buffer.subarray(0, input.read([buffer.subarray(0, 10), buffer.subarray(10)])), {
      stream: true,
    });
    // While others are read, one more comes.
    if (round === 3) input.push(lines[99] ?? "");
  }
  assertEquals(text, [...lines, lines[99], ""].join("\n"));
  assertEquals([input.availableBytes, input.read([buffer])], [0, 0]);
});

Deno.test("fd_read() waits for input, but not for a program that polls", async () => {
  const blocking = new Guest();
  blocking.view.setUint32(800, 4000, true);
  blocking.view.setUint32(804, 3, true);
  blocking.clock.at(5, () => blocking.context.input.push("hello"));
  const waiting = blocking.wait("fd_read", 0, 800, 1, 900);
  await stepUntil(blocking, waiting);
  assertEquals([await waiting, blocking.text(4000, 3)], [SUCCESS, "hel"]);
  assertEquals(await blocking.wait("fd_read", 0, 800, 1, 900), SUCCESS);
  assertEquals(blocking.text(4000, 3), "lo\n");
  const polling = new Guest({ isNonBlocking: true });
  assertEquals(polling.call("fd_read", 0, 800, 1, 900), AGAIN);
});

Deno.test("arguments and environment are given in one piece, each ended by a zero", () => {
  const guest = new Guest();
  assertEquals(guest.call("args_sizes_get", 900, 904), SUCCESS);
  assertEquals([guest.view.getUint32(900, true), guest.view.getUint32(904, true)], [2, 8]);
  assertEquals(guest.call("args_get", 100, 200), SUCCESS);
  assertEquals(guest.text(200, 8), "node\0é\0");
  assertEquals(guest.call("environ_get", 100, 2 ** 17), FAULT);
});

Deno.test("a call with a wrong kind of number gets the error for it", () => {
  const guest = new Guest();
  const folder = guest.open("tmp");
  assertEquals(guest.write(folder, "x"), ISDIR);
  assertEquals(guest.call("fd_filestat_set_size", folder, 1n), ISDIR);
  assertEquals(guest.call("path_unlink_file", 1, ...guest.put(1000, "x")), NOTDIR);
  assertEquals(guest.write(guest.open("tmp/r", { openFlags: CREATE, rights: 2n }), "x"), BADF);
});

/** Works off events until a call has come to its end. */
async function stepUntil(guest: Guest, waiting: Promise<unknown>): Promise<void> {
  let isOver = false;
  void waiting.then(() => isOver = true);
  for (let step = 0; step < 100 && !isOver; step++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (!isOver) guest.clock.step();
  }
  assertEquals(isOver, true);
}

const ODD = [
  0,
  1,
  2,
  3,
  4,
  5,
  7,
  8,
  24,
  48,
  100,
  1000,
  4096,
  65_535,
  131_064,
  131_071,
  131_072,
  0x7fffffff,
  -1,
  -8,
  -131_072,
];

Deno.test("10,000 calls with odd pointers, lengths and numbers end in an error number, and nowhere else", async () => {
  const random = new RandomStreams(20_261_127).stream("calls");
  const names = Object.keys(SIGNATURES);
  let guest = new Guest();
  let succeeded = 0;
  let failed = 0;
  for (let count = 0; count < 10_000; count++) {
    if (count % 50 === 0) guest = scribbled(random);
    const errno = await oddCall(guest, random.pick(names), random);
    assertLess(errno, 77);
    if (errno === SUCCESS) succeeded++;
    else failed++;
  }
  // Both are well represented.
  assertLess(1000, succeeded);
  assertLess(1000, failed);
});

/** A program whose memory is full of small numbers, so that some pointers and paths make sense. */
function scribbled(random: Random): Guest {
  const guest = new Guest({ isNonBlocking: random.chance(0.5) });
  const words = new Uint32Array(guest.memory.buffer);
  for (let position = 0; position < words.length; position += random.integer(1, 9)) words[position] = random.pick(ODD);
  for (let place = 1000; place < 2000; place += 16) {
    guest.put(place, random.pick(["tmp/a", "tmp/b/c", "dev/null", "..", "/", "tmp"]));
  }
  return guest;
}

/** Makes a call and gives its error number; a call that waits is let go. */
async function oddCall(guest: Guest, name: string, random: Random): Promise<number> {
  const args = [...SIGNATURES[name] ?? ""].map((kind) => {
    const value = random.chance(0.3) ? random.integer(1000, 2000) : random.pick(ODD);
    return kind === "I" ? BigInt.asIntN(64, BigInt(value) * (random.chance(0.1) ? 2n ** 33n : 1n)) : value;
  });
  try {
    if (guest.calls.immediate[name] !== undefined) return guest.call(name, ...args);
    const waiting = guest.wait(name, ...args.map(Number));
    const pause = new Promise<number>((resolve) => setTimeout(() => resolve(SUCCESS), 0));
    return await Promise.race([waiting, pause]);
  } catch (error) {
    if (!(error instanceof ProgramEnd)) throw new Error(`${name}(${args.join(", ")}) threw ${error}`, { cause: error });
    delete guest.context.end;
    return SUCCESS;
  }
}
