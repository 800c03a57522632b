/**
 * The system calls of WASI preview 1 over the machine of a simulated node.
 *
 * Whatever a program passes, the answer is an error number; the only ways out are the end of the program and, for the
 * calls that wait, a promise.
 *
 * @module
 */
import { type Machine, ProgramEnd } from "../machine.ts";
import type { Alarm } from "./alarm.ts";
import type { Device, Disk } from "./disk.ts";
import { Errno, errnoOf } from "./errno.ts";
import { fileCalls, readFile, type SystemCall, writeFile } from "./file_calls.ts";
import type { GuestClock } from "./guest_clock.ts";
import type { GuestMemory, TextList } from "./guest_memory.ts";
import type { OpenFiles } from "./open_files.ts";
import { pause, poll, waitForInput } from "./poll.ts";
import type { InputStream, OutputStream } from "./standard_streams.ts";
import type { Suspension } from "./suspension.ts";

/** What the calls of one program work on. */
export interface SystemContext {
  readonly memory: GuestMemory;
  readonly clock: GuestClock;
  readonly machine: Machine;
  readonly alarm: Alarm;
  readonly disk: Disk;
  readonly files: OpenFiles;
  readonly input: InputStream;
  readonly suspension: Suspension;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly args: TextList;
  readonly environment: TextList;
  /** True for a program that asks for input with `poll_oneoff`, and must not be made to wait by `fd_read`. */
  readonly isNonBlocking: boolean;
  /** True once the program has said that it cannot start a thread. */
  wantsThreads?: boolean;
  /** What the program ended with; each further call ends it again. */
  end?: ProgramEnd;
}

/** A call that may wait: where it gives a promise, the program is suspended meanwhile. */
export type WaitingCall = (...args: number[]) => number | Promise<number>;

/** All calls by name. */
export interface SystemCalls {
  readonly immediate: Readonly<Record<string, (...args: never[]) => number>>;
  readonly waiting: Readonly<Record<string, WaitingCall>>;
}

/** The largest piece of randomness that is drawn at a time. */
const RANDOM_WORD = 2 ** 32;

/** The calls of one program. */
export function systemCalls(context: SystemContext): SystemCalls {
  const calls = { ...textCalls(context), ...timeCalls(context), ...endCalls(), ...fileCalls(context) };
  const immediate: Record<string, SystemCall> = { ...calls, ...streamCalls(context) };
  const waiting: Record<string, WaitingCall> = waitingCalls(context);
  if (context.isNonBlocking) immediate.fd_read = readCall(context, Errno.AGAIN);
  else waiting.fd_read = blockingRead(context);
  return {
    immediate: mapValues(immediate, (call, name) => guarded(context, name, call)),
    waiting: mapValues(waiting, (call, name) => guardedWait(context, name, call)),
  };
}

/** Answers a call that the adapter does not know. */
export function unknownCall(context: SystemContext, name: string): (...args: never[]) => number {
  return guarded(context, name, () => Errno.NOSYS);
}

function mapValues<From, To>(calls: Record<string, From>, map: (call: From, name: string) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, map(call, name)]));
}

/** Turns what a call throws into an error number, and the end of the program into what ends it. */
function guarded(context: SystemContext, name: string, call: SystemCall): (...args: never[]) => number {
  return (...args) => {
    begin(context, name);
    try {
      return call(...args);
    } catch (error) {
      return failed(context, error);
    }
  };
}

function guardedWait(context: SystemContext, name: string, call: WaitingCall): WaitingCall {
  const fail = (error: unknown) => failed(context, error);
  return (...args) => {
    begin(context, name);
    try {
      const answer = call(...args);
      return typeof answer === "number" ? answer : answer.catch(fail);
    } catch (error) {
      return failed(context, error);
    }
  };
}

function begin(context: SystemContext, name: string): void {
  if (context.end !== undefined) throw context.end;
  try {
    context.memory.refresh();
    context.clock.count(name);
  } catch (error) {
    failed(context, error);
  }
}

function failed(context: SystemContext, error: unknown): number {
  if (error instanceof ProgramEnd) {
    context.end = error;
    throw error;
  }
  const errno = errnoOf(error);
  if (errno === undefined) throw error;
  return errno;
}

function textCalls({ memory, args, environment }: SystemContext) {
  return {
    args_sizes_get: (count: number, bytes: number) => args.sizes(memory, count, bytes),
    args_get: (list: number, text: number) => args.get(memory, list, text),
    environ_sizes_get: (count: number, bytes: number) => environment.sizes(memory, count, bytes),
    environ_get: (list: number, text: number) => environment.get(memory, list, text),
  };
}

function timeCalls({ memory, clock, machine }: SystemContext) {
  return {
    clock_res_get(id: number, pointer: number) {
      if (id !== 0 && id !== 1) return Errno.INVAL;
      memory.setU64(pointer, 1n);
      return Errno.SUCCESS;
    },
    clock_time_get(id: number, _precision: bigint, pointer: number) {
      if (id === 1) memory.setWhole64(pointer, clock.monotonicNs());
      else if (id === 0) memory.setU64(pointer, clock.realtimeNs());
      else return Errno.INVAL;
      return Errno.SUCCESS;
    },
    random_get(pointer: number, length: number) {
      fillRandom(machine, memory.span(pointer, length));
      return Errno.SUCCESS;
    },
  };
}

function fillRandom(machine: Machine, bytes: Uint8Array): void {
  let word = 0;
  for (let position = 0; position < bytes.length; position++) {
    if (position % 4 === 0) word = Math.floor(machine.random() * RANDOM_WORD);
    bytes[position] = word;
    word >>>= 8;
  }
}

function endCalls() {
  return {
    proc_exit(status: number): number {
      throw new ProgramEnd(`exit status ${status >>> 0}`);
    },
    proc_raise(signal: number): number {
      throw new ProgramEnd(`signal number ${signal >>> 0}, which it sent itself`);
    },
    sock_accept: () => Errno.NOTSUP,
    sock_recv: () => Errno.NOTSUP,
    sock_send: () => Errno.NOTSUP,
    sock_shutdown: () => Errno.NOTSUP,
  };
}

function streamCalls(context: SystemContext) {
  const { memory, files } = context;
  return {
    fd_write(number: number, list: number, count: number, pointer: number) {
      const entry = files.at(number);
      if (entry.kind === "folder") return Errno.ISDIR;
      const buffers = memory.vectors(list, count);
      memory.setU32(pointer, 0);
      memory.setU32(
        pointer,
        entry.kind === "file" ? writeFile(entry, buffers) : writeDevice(context, entry.device, buffers),
      );
      return Errno.SUCCESS;
    },
  };
}

function writeDevice({ stdout, stderr }: SystemContext, device: Device, buffers: readonly Uint8Array[]): number {
  if (device === "stdout") return stdout.write(buffers);
  if (device === "stderr") return stderr.write(buffers);
  return buffers.reduce((sum, { length }) => sum + length, 0);
}

/** @param whenEmpty What a read of standard input answers where nothing has come yet. */
function readCall({ memory, files, input, machine }: SystemContext, whenEmpty: number): SystemCall {
  return (number: number, list: number, count: number, pointer: number) => {
    const entry = files.at(number);
    if (entry.kind === "folder") return Errno.ISDIR;
    memory.setU32(pointer, 0);
    // Before a look at the buffers: programs that poll ask after each line whether there is another.
    if (entry.kind === "device" && entry.device === "stdin" && !input.isReadable) return whenEmpty;
    const buffers = memory.vectors(list, count);
    if (entry.kind === "file") {
      memory.setU32(pointer, readFile(entry, buffers));
      return Errno.SUCCESS;
    }
    const { device } = entry;
    if (device === "stdout" || device === "stderr") return Errno.BADF;
    if (device === "stdin") memory.setU32(pointer, input.read(buffers));
    if (device === "urandom") {
      for (const buffer of buffers) fillRandom(machine, buffer);
      memory.setU32(pointer, buffers.reduce((sum, { length }) => sum + length, 0));
    }
    return Errno.SUCCESS;
  };
}

/** A read that waits for standard input, unless the program has set it to not do so. */
function blockingRead(context: SystemContext): WaitingCall {
  const read = readCall(context, Errno.AGAIN) as (...args: number[]) => number;
  return function answer(...args): number | Promise<number> {
    const errno = read(...args);
    const [number = 0] = args;
    if (errno !== Errno.AGAIN || isSetNonBlocking(context, number)) return errno;
    return waitForInput(context, () => answer(...args));
  };
}

const NON_BLOCKING = 4;

function isSetNonBlocking({ files }: SystemContext, number: number): boolean {
  const entry = files.at(number);
  return entry.kind === "device" && (entry.flags & NON_BLOCKING) !== 0;
}

function waitingCalls(context: SystemContext) {
  return {
    sched_yield: () => context.clock.isFarAhead ? pause(context, () => Errno.SUCCESS) : Errno.SUCCESS,
    poll_oneoff: (subscriptions: number, events: number, count: number, result: number) =>
      poll(context, { subscriptions, events, count, result }),
  };
}
