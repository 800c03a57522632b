/**
 * `poll_oneoff`: waits for timers and for input, together.
 *
 * @module
 */
import type { Machine } from "../machine.ts";
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
const HAS_ENDED = 1;

/** What polling works on. */
export interface PollContext {
  readonly memory: GuestMemory;
  readonly clock: GuestClock;
  readonly machine: Machine;
  readonly input: InputStream;
  readonly files: OpenFiles;
  readonly suspension: Suspension;
}

/** What a program waits for. */
interface Subscription {
  readonly userdata: bigint;
  readonly kind: number;
  /** An error that is the answer; a subscription with one is ready at once. */
  readonly errno: number;
  /** When the program's clock shows this, the timer is due. */
  readonly dueNs: number;
  readonly waitsForInput: boolean;
}

/** Waits until one of the subscriptions is ready. @throws {SystemCallError} where the arguments are wrong. */
export async function poll(
  context: PollContext,
  { subscriptions: from, events, count, result }: {
    readonly subscriptions: number;
    readonly events: number;
    readonly count: number;
    readonly result: number;
  },
): Promise<number> {
  const { memory, clock } = context;
  if (count === 0 || count >>> 0 > SUBSCRIPTIONS_MAX) return Errno.INVAL;
  memory.span(from, count * SUBSCRIPTION_BYTES);
  memory.span(events, count * EVENT_BYTES);
  memory.setU32(result, 0);
  const subscriptions = Array.from(
    { length: count },
    (_, position) => readSubscription(context, (from >>> 0) + position * SUBSCRIPTION_BYTES),
  );
  if (clock.isFarAhead) await pause(context);
  let ready = subscriptions.filter((one) => isReady(one, context));
  while (ready.length === 0) {
    await wait(context, subscriptions);
    ready = subscriptions.filter((one) => isReady(one, context));
  }
  memory.refresh();
  ready.forEach((one, position) => writeEvent(context, (events >>> 0) + position * EVENT_BYTES, one));
  memory.setU32(result, ready.length);
  return Errno.SUCCESS;
}

/** Lets the world's time come up with the program's. */
export function pause({ clock, machine, suspension }: PollContext): Promise<void> {
  const aheadNs = clock.aheadNs();
  clock.pause();
  return suspension.wait((resume) => machine.after(aheadNs, resume));
}

/** Waits until there is input. */
export function waitForInput({ clock, input, suspension }: PollContext): Promise<void> {
  clock.rest();
  return suspension.wait((resume) => input.onReadable(resume));
}

function wait(
  { clock, machine, input, suspension }: PollContext,
  subscriptions: readonly Subscription[],
): Promise<void> {
  clock.rest();
  const dueNs = Math.min(...subscriptions.map((one) => one.dueNs));
  const waitsForInput = subscriptions.some((one) => one.waitsForInput);
  return suspension.wait((resume) => {
    const cancelTimer = dueNs < FOREVER_NS
      ? machine.after(clock.worldDelayNs(dueNs), () => {
        forgetInput();
        resume();
      })
      : () => {};
    const forgetInput = waitsForInput
      ? input.onReadable(() => {
        cancelTimer();
        resume();
      })
      : () => {};
  });
}

function readSubscription({ memory, clock, files }: PollContext, place: number): Subscription {
  const { view } = memory;
  const userdata = view.getBigUint64(place, true);
  const kind = view.getUint8(place + 8);
  const never = { userdata, kind, errno: Errno.SUCCESS, dueNs: Infinity, waitsForInput: false };
  if (kind === Kind.CLOCK) {
    const id = memory.u32(place + 16);
    if (id !== ClockId.REALTIME && id !== ClockId.MONOTONIC) return { ...never, errno: Errno.INVAL };
    const timeout = view.getBigUint64(place + 24, true);
    const isAbsolute = (view.getUint16(place + 40, true) & IS_ABSOLUTE) !== 0;
    const nowNs = clock.monotonicNs();
    if (!isAbsolute) return { ...never, dueNs: nowNs + Number(timeout) };
    const isRealtime = id === ClockId.REALTIME;
    return { ...never, dueNs: isRealtime ? nowNs + Number(timeout - clock.realtimeNs()) : Number(timeout) };
  }
  if (kind !== Kind.READ && kind !== Kind.WRITE) return { ...never, errno: Errno.INVAL };
  try {
    const entry = files.at(memory.u32(place + 16));
    return { ...never, waitsForInput: kind === Kind.READ && entry.kind === "device" && entry.device === "stdin" };
  } catch (error) {
    if (error instanceof SystemCallError) return { ...never, errno: error.errno };
    throw error;
  }
}

function isReady(one: Subscription, { clock, input }: PollContext): boolean {
  if (one.errno !== Errno.SUCCESS) return true;
  if (one.kind === Kind.CLOCK) return one.dueNs <= clock.monotonicNs();
  return !one.waitsForInput || input.isReadable;
}

function writeEvent(
  { memory, input }: PollContext,
  place: number,
  { userdata, kind, errno, waitsForInput }: Subscription,
) {
  memory.span(place, EVENT_BYTES).fill(0);
  memory.setU64(place, userdata);
  memory.setU16(place + 8, errno);
  memory.setU8(place + 10, kind);
  if (kind === Kind.CLOCK || errno !== Errno.SUCCESS) return;
  memory.setU64(place + 16, BigInt(waitsForInput ? Math.max(1, input.availableBytes) : 1));
  memory.setU16(place + 24, waitsForInput && input.hasEnded ? HAS_ENDED : 0);
}
