/**
 * `poll_oneoff`: waits for timers and for input, together.
 *
 * @module
 */
import type { Machine } from "../machine.ts";
import type { Alarm } from "./alarm.ts";
import { Errno, SystemCallError } from "./errno.ts";
import type { GuestClock } from "./guest_clock.ts";
import type { GuestMemory } from "./guest_memory.ts";
import type { OpenFiles } from "./open_files.ts";
import type { InputStream } from "./standard_streams.ts";
import type { Suspension } from "./suspension.ts";

const SUBSCRIPTION_BYTES = 48;
const EVENT_BYTES = 32;

/** Subscriptions of one call. */
const SUBSCRIPTIONS_MAX = 4096;

/** Longer than any run. */
const FOREVER_NS = 1e17;

const Kind = { CLOCK: 0, READ: 1, WRITE: 2 } as const;
const ClockId = { REALTIME: 0, MONOTONIC: 1 } as const;
const IS_ABSOLUTE = 1;

/** What polling works on. */
export interface PollContext {
  readonly memory: GuestMemory;
  readonly clock: GuestClock;
  readonly machine: Machine;
  readonly alarm: Alarm;
  readonly input: InputStream;
  readonly files: OpenFiles;
  readonly suspension: Suspension;
}

/** What a program waits for. */
interface Subscription {
  /** The two halves of what the program knows it by. */
  readonly userLow: number;
  readonly userHigh: number;
  readonly kind: number;
  /** An error that is the answer; a subscription with one is ready at once. */
  errno: number;
  /** When the program's clock shows this, the timer is due. */
  dueNs: number;
  waitsForInput: boolean;
}

/** What a call answers once the program need not wait any more, or must wait on. */
type Answer = () => number | Promise<number>;

/** Where a program has its subscriptions and wants its answers. */
export interface PollArguments {
  readonly subscriptions: number;
  readonly events: number;
  readonly count: number;
  readonly result: number;
}

/**
 * Waits until one of the subscriptions is ready; where one is, the answer comes at once and the program is not suspended.
 *
 * @throws {SystemCallError} where the arguments are wrong.
 */
export function poll(context: PollContext, args: PollArguments): number | Promise<number> {
  const { memory, clock } = context;
  const { subscriptions: from, events, count, result } = args;
  if (count === 0 || count >>> 0 > SUBSCRIPTIONS_MAX) return Errno.INVAL;
  memory.check(from, count * SUBSCRIPTION_BYTES);
  memory.check(events, count * EVENT_BYTES);
  memory.setU32(result, 0);
  const subscriptions: Subscription[] = [];
  for (let position = 0; position < count; position++) {
    subscriptions.push(readSubscription(context, (from >>> 0) + position * SUBSCRIPTION_BYTES));
  }
  const answer: Answer = () => {
    const readyCount = writeEvents(context, events >>> 0, subscriptions);
    if (readyCount === 0) return wait(context, subscriptions, answer);
    memory.setU32(result, readyCount);
    return Errno.SUCCESS;
  };
  return clock.isFarAhead ? pause(context, answer) : answer();
}

/** Lets the world's time come up with the program's. */
export function pause({ clock, machine, alarm, suspension }: PollContext, answer: Answer): Promise<number> {
  clock.pause();
  alarm.stop();
  machine.after(clock.aheadNs(), suspension.resume);
  return suspension.wait(answer);
}

/** Waits until there is input. */
export function waitForInput({ clock, alarm, input, suspension }: PollContext, answer: Answer): Promise<number> {
  clock.rest();
  alarm.stop();
  input.onReadable(suspension.resume);
  return suspension.wait(answer);
}

function wait(context: PollContext, subscriptions: readonly Subscription[], answer: Answer): Promise<number> {
  const { clock, alarm, input, suspension } = context;
  clock.rest();
  let [dueNs, waitsForInput] = [Infinity, false];
  for (const one of subscriptions) {
    dueNs = Math.min(dueNs, one.dueNs);
    waitsForInput ||= one.waitsForInput;
  }
  const wake = () => {
    input.onReadable(undefined);
    alarm.silence();
    suspension.resume();
  };
  if (dueNs >= FOREVER_NS) alarm.stop();
  else alarm.set(dueNs, clock.worldDelayNs(dueNs), wake);
  if (waitsForInput) input.onReadable(wake);
  return suspension.wait(answer);
}

function readSubscription(context: PollContext, place: number): Subscription {
  const { memory } = context;
  const one: Subscription = {
    userLow: memory.u32(place),
    userHigh: memory.u32(place + 4),
    kind: memory.view.getUint8(place + 8),
    errno: Errno.SUCCESS,
    dueNs: Infinity,
    waitsForInput: false,
  };
  if (one.kind === Kind.CLOCK) readTimer(context, place, one);
  else readStream(context, place, one);
  return one;
}

function readTimer({ memory, clock }: PollContext, place: number, timer: Subscription): void {
  const id = memory.u32(place + 16);
  const isAbsolute = (memory.view.getUint16(place + 40, true) & IS_ABSOLUTE) !== 0;
  if (id !== ClockId.REALTIME && id !== ClockId.MONOTONIC) timer.errno = Errno.INVAL;
  else if (!isAbsolute) timer.dueNs = clock.monotonicNs() + memory.whole64(place + 24);
  else if (id === ClockId.MONOTONIC) timer.dueNs = memory.whole64(place + 24);
  else {
    const fromNow = memory.view.getBigUint64(place + 24, true) - clock.realtimeNs();
    timer.dueNs = clock.monotonicNs() + Number(fromNow);
  }
}

function readStream({ memory, files }: PollContext, place: number, stream: Subscription): void {
  if (stream.kind !== Kind.READ && stream.kind !== Kind.WRITE) {
    stream.errno = Errno.INVAL;
    return;
  }
  try {
    const entry = files.at(memory.u32(place + 16));
    stream.waitsForInput = stream.kind === Kind.READ && entry.kind === "device" && entry.device === "stdin";
  } catch (error) {
    if (!(error instanceof SystemCallError)) throw error;
    stream.errno = error.errno;
  }
}

function isReady(one: Subscription, { clock, input }: PollContext): boolean {
  if (one.errno !== Errno.SUCCESS) return true;
  if (one.kind === Kind.CLOCK) return one.dueNs <= clock.monotonicNs();
  return !one.waitsForInput || input.isReadable;
}

/** Writes an event for each subscription that is ready; returns their number. */
function writeEvents(context: PollContext, events: number, subscriptions: readonly Subscription[]): number {
  let count = 0;
  for (const one of subscriptions) {
    if (isReady(one, context)) writeEvent(context, events + count++ * EVENT_BYTES, one);
  }
  return count;
}

function writeEvent({ memory, input }: PollContext, place: number, event: Subscription): void {
  const { userLow, userHigh, kind, errno, waitsForInput } = event;
  const isStream = kind !== Kind.CLOCK && errno === Errno.SUCCESS;
  const readable = waitsForInput ? Math.max(1, input.availableBytes) : 1;
  memory.setU32(place, userLow);
  memory.setU32(place + 4, userHigh);
  // A number of 16 bits, one of 8, and 5 bytes that mean nothing.
  memory.setU32(place + 8, errno | kind << 16);
  memory.setU32(place + 12, 0);
  memory.setWhole64(place + 16, isStream ? readable : 0);
  // No flags: the input has no end.
  memory.setWhole64(place + 24, 0);
}
