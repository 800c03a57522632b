/**
 * What a workload consists of: its messages, its operations, how a client performs one, and how the history is judged.
 *
 * One file a workload beside this one; `registry.ts` lists them.
 *
 * @module
 */
import type { ComparisonRule } from "../checkers/comparison.ts";
import type { Unchecked } from "../checkers/unchecked.ts";
import type { Vocabulary } from "../checkers/vocabulary.ts";
import type { Generator, OperationDraft } from "../generator/generator.ts";
import type { Json, Operation } from "../history.ts";
import type { MessageBody } from "../net/message.ts";
import type { Random } from "../random.ts";
import type { Checker } from "../verdict.ts";
import type { FieldSchemas, ReplySchema } from "./reply_schema.ts";

/** Time-out of a request in ms where a workload has no reason for another one, as in the original. */
export const DEFAULT_TIMEOUT_MS = 5000;

/** A request body without `msg_id`, which the client adds. */
export type RequestBody = Omit<MessageBody, "msg_id" | "in_reply_to">;

/**
 * Performs one operation as a coroutine: yields request bodies, is resumed with the checked reply body, and returns
 * the value of the `ok` completion. An error reply, a time-out or a malformed reply ends the operation from outside
 * (the coroutine's `return` is called), by the rules of `Workload.indeterminateErrors` and `Workload.idempotent`.
 */
export type ClientOperation = globalThis.Generator<RequestBody, OperationOutcome, MessageBody>;

/** How a coroutine that got its replies ends. `info` without error serves kafka's `crash`. */
export interface OperationOutcome {
  readonly type: "ok" | "info";
  readonly value: Json;
  /** See `Operation.committed`. */
  readonly committed?: { readonly [key: string]: Json };
}

/** One client, opened for one process and connected to one node. */
export interface WorkloadClient {
  invoke(operation: Operation): ClientOperation;
}

/** Options of the run that workloads read. Names are the long options of the command line. */
export interface WorkloadOptions {
  readonly nodes: readonly string[];
  readonly concurrency: number;
  readonly rate: number;
  readonly timeLimitS: number;
  readonly latencyMs: number;
  readonly topology: string;
  readonly keyCount: number | undefined;
  readonly maxTxnLength: number;
  readonly maxWritesPerKey: number;
  readonly availability: null | "total" | number;
  readonly consistencyModels: readonly string[];
}

/** One remote procedure call, for checking replies and for `workbench doc`. */
export interface RpcDefinition {
  /** Type of the request, for example `broadcast`. */
  readonly request: string;
  /** One paragraph for the reference. */
  readonly description: string;
  /** Schemas of the fields that a request has besides `type` and `msg_id`. */
  readonly requestFields: FieldSchemas;
  /** Example of a request body, without msg_id. */
  readonly example: RequestBody;
  /** Example of a reply body, without in_reply_to. */
  readonly replyExample: RequestBody;
  /** Schema of the whole reply body, `in_reply_to` and optional `msg_id` included; further keys are errors. */
  readonly reply: ReplySchema;
}

/**
 * What the values of a workload are, which decides what can be followed through a run:
 * - `element`: told once each, and read back as a list that only grows (broadcast, g-set);
 * - `token`: in one request and its reply only (echo, unique-ids);
 * - `sum`: added up, so that equal numbers stand everywhere (the counters);
 * - `message`: of a key's log (kafka);
 * - `version`: of a key, written once each (transactions);
 * - `register`: of a key, one of a few that recur (lin-kv).
 */
export type ValueKind = "element" | "token" | "sum" | "message" | "version" | "register";

/** Options that not every workload reads. */
export type SpecialOption = "topology" | "key-count" | "max-txn-length" | "max-writes-per-key";

/** What the generators of a run are made of. */
export interface WorkloadGenerators {
  /** Operations of the main phase, without rate and time limit, which the run adds. */
  readonly main: Generator;
  /** Operations after the recovery pause; absent: no final phase, no pause, no healing before the end. */
  readonly final?: Generator;
}

/** A workload, complete. */
export interface Workload {
  readonly name: string;
  /** First sentence: what the nodes must do. */
  readonly description: string;
  /** What the checker demands, as one sentence above the findings of a run. */
  readonly rule: string;
  readonly valueKind: ValueKind;
  /** The operations that histories of it hold. */
  readonly vocabulary: Vocabulary;
  /** The function by which clients tell what nodes must tell each other or a service; absent where they need not. */
  readonly sharedBy?: string;
  /** The options that it reads beyond those of every run. */
  readonly reads: readonly SpecialOption[];
  readonly rpcs: readonly RpcDefinition[];
  /** Operations that change nothing and so `fail` where others end as `info`. */
  readonly idempotent: ReadonlySet<string>;
  /** True where every error, definite ones included, ends as `info` (g-set and the counters). */
  readonly indeterminateErrors: boolean;
  /** True where a new process keeps its client (and client name). */
  readonly reusesClients: boolean;
  /** Time-out of a request in ms. */
  requestTimeoutMs(options: WorkloadOptions): number;
  /** Requests to send to each node before the first operation (broadcast: topology). */
  setup?(options: WorkloadOptions, node: string): readonly RequestBody[];
  /** Checks the options. @throws {UsageError} with what was expected. */
  validate?(options: WorkloadOptions): void;
  generators(options: WorkloadOptions, random: Random): WorkloadGenerators;
  openClient(options: WorkloadOptions): WorkloadClient;
  /**
   * What an invocation asks to store, where messages that carry it can be told from others: an element, or key and
   * value; undefined for other operations. Absent where values recur.
   */
  writtenBy?(invocation: Operation): readonly Json[] | undefined;
  readonly checker: Checker;
  /** What the checker calls valid although nothing was checked; absent: nothing. */
  readonly unchecked?: Unchecked;
  /** How far the genuine checker's verdict is determined by the history; absent: every field of it is. */
  readonly comparison?: ComparisonRule;
  /** Options with which `explore` keeps the number of orders small; absent: those of every run. */
  readonly smallArgs?: readonly string[];
  /** What each client of `explore` does before all these operations of all clients. It must send nothing. */
  prelude?(operations: readonly OperationDraft[]): readonly OperationDraft[];
}
