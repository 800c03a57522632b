/**
 * What the causes of a missed figure are found from, and how they are weighed against each other.
 *
 * @module
 */
import type { Advice, LatencyAccount, MessageAccount, RoundAccount } from "../../run_account.ts";
import type { Knowledge } from "./knowledge.ts";
import type { FollowedValue } from "./latency_paths.ts";
import type { ClassifiedMessages } from "./message_classes.ts";
import type { Traffic } from "./traffic.ts";

/** The machine that the nodes of a run shared with the bench, in process mode. */
export interface HostLoad {
  /** Processes that wanted to run at the end, on average over the last minute. */
  readonly average: number;
  readonly cores: number;
}

/** Limits of the figures that causes are about. */
export interface FigureLimits {
  readonly messagesPerOperation?: number;
  readonly medianMs?: number;
  readonly maxMs?: number;
}

/** Everything that is known of where messages and time went. */
export interface CauseFacts {
  readonly traffic: Traffic;
  readonly knowledge: Knowledge;
  readonly classified: ClassifiedMessages;
  readonly messages: MessageAccount;
  readonly latency: LatencyAccount | undefined;
  readonly followed: readonly FollowedValue[];
  readonly rounds: RoundAccount | undefined;
  readonly limits: FigureLimits;
  readonly nodes: readonly string[];
  readonly services: ReadonlySet<string>;
  readonly latencyMs: number;
  readonly reactionNs: number;
  /** Name and links of the topology that nodes were told, as `n0 n1`; absent where they were told none. */
  readonly topology?: { readonly name: string; readonly links: ReadonlySet<string> };
  readonly host?: HostLoad;
}

/** A cause with how much of the missed figure it explains, 0 to 1. */
export interface WeighedCause extends Advice {
  readonly weight: number;
}

/** A number with as many digits as people compare. */
export function figure(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toFixed(value < 1 ? 2 : 1)));
}

/** A part of 1 as per cent. */
export function percent(part: number): string {
  return `${Math.round(100 * part)} %`;
}
