/**
 * The clients of a run: one request at a time, and what its outcome means for the operation.
 *
 * Reply, error or time-out become `ok`, `fail` or `info` by Maelstrom's rules: a definite error is a `fail`; anything
 * that leaves open whether the operation happened is an `info`, unless the operation changes nothing anyway.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import { NS_PER_MS } from "../clock.ts";
import { errorCode, UNKNOWN_CODE } from "../error_codes.ts";
import { excerpt } from "../text/excerpt.ts";
import type { Json, Operation } from "../history.ts";
import type { MessageBody } from "../net/message.ts";
import type { Network } from "../net/network.ts";
import { complaintsOf } from "../workloads/reply_schema.ts";
import type { RequestBody, Workload, WorkloadClient } from "../workloads/workload.ts";

/** The longest text of a malformed reply that goes into the history. */
const EXCERPT_LENGTH_MAX = 500;

/** How a request ended. */
export type CallOutcome =
  | { readonly kind: "reply"; readonly body: MessageBody }
  | {
    readonly kind: "timeout";
    /** The last message that came meanwhile and answered no request: its `in_reply_to` is another one. */
    readonly unmatched?: MessageBody;
  };

/** The end of an operation, as the history records it. */
export interface Completion {
  readonly type: "ok" | "fail" | "info";
  readonly value: Json;
  readonly committed?: { readonly [key: string]: Json };
  readonly error?: Json;
  readonly exception?: Json;
  /** See `Operation.code`. */
  readonly code?: Json;
}

/** A participant that sends requests to one node and waits for one reply at a time. */
export class Client {
  readonly name: string;
  readonly node: string;
  readonly #network: Network;
  readonly #clock: Clock;
  #nextMessageId = 1;
  #unmatched: MessageBody | undefined;
  #awaited: { readonly messageId: number; readonly settle: (outcome: CallOutcome) => void } | undefined;

  constructor(name: string, node: string, network: Network, clock: Clock) {
    this.name = name;
    this.node = node;
    this.#network = network;
    this.#clock = clock;
    network.register(name, { isUp: () => true, deliver: (message) => this.#receive(message.body) });
  }

  /** Sends a request; `onOutcome` is called exactly once, never before this call returns. */
  call(body: RequestBody, timeoutMs: number, onOutcome: (outcome: CallOutcome) => void): void {
    const messageId = this.#nextMessageId++;
    const settle = (outcome: CallOutcome) => {
      timeout.cancel();
      this.#awaited = undefined;
      onOutcome(outcome);
    };
    this.#awaited = { messageId, settle };
    this.#unmatched = undefined;
    const { type, ...fields } = body;
    this.#network.send(this.name, this.node, { type: String(type), ...fields, msg_id: messageId });
    const timeout = this.#clock.at(this.#clock.now() + timeoutMs * NS_PER_MS, () => {
      settle({ kind: "timeout", ...(this.#unmatched === undefined ? {} : { unmatched: this.#unmatched }) });
    });
  }

  /** Leaves the network: later replies to this client are dropped there. */
  close(): void {
    this.#network.unregister(this.name);
  }

  #receive(body: MessageBody): void {
    if (body.in_reply_to === this.#awaited?.messageId) this.#awaited?.settle({ kind: "reply", body });
    else this.#unmatched = body;
  }
}

/** What `performOperation` needs. */
export interface PerformOptions {
  readonly workload: Workload;
  readonly workloadClient: WorkloadClient;
  readonly client: Pick<Client, "call">;
  readonly timeoutMs: number;
}

/** Performs one operation by the workload's coroutine; `complete` is called exactly once. */
export function performOperation(
  operation: Operation,
  options: PerformOptions,
  complete: (completion: Completion) => void,
): void {
  const { workload, client, timeoutMs } = options;
  const coroutine = options.workloadClient.invoke(operation);
  const advance = (reply: MessageBody | undefined): void => {
    let step;
    try {
      step = reply === undefined ? coroutine.next() : coroutine.next(reply);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return complete(indeterminate(operation, "unusable-reply", text));
    }
    if (step.done) return complete(step.value);
    const request = step.value;
    client.call(request, timeoutMs, (outcome) => {
      const failure = failureOf(outcome, { request, operation, workload });
      if (failure === undefined && outcome.kind === "reply") advance(outcome.body);
      else complete(failure ?? indeterminate(operation, "unusable-reply", "no reply"));
    });
  };
  advance(undefined);
}

interface OutcomeContext {
  readonly request: RequestBody;
  readonly operation: Operation;
  readonly workload: Workload;
}

/** The completion of an operation that went wrong, or undefined for a good reply. */
function failureOf(outcome: CallOutcome, context: OutcomeContext): Completion | undefined {
  const { operation, workload, request } = context;
  const isIdempotent = workload.idempotent.has(operation.f);
  if (outcome.kind === "timeout") {
    if (workload.indeterminateErrors) return indeterminate(operation, "net-timeout", "no reply in time");
    return { type: isIdempotent ? "fail" : "info", value: operation.value, error: "net-timeout" };
  }
  const { body } = outcome;
  if (body.type === "error") {
    const { name, definite } = errorCode(body.code);
    const text = typeof body.text === "string" ? body.text : null;
    const code = name === UNKNOWN_CODE ? { code: body.code ?? null } : {};
    if (workload.indeterminateErrors) return { ...indeterminate(operation, name, text ?? name), ...code };
    return { type: definite || isIdempotent ? "fail" : "info", value: operation.value, error: [name, text], ...code };
  }
  const problem = replyProblem(workload, request, body);
  return problem === undefined ? undefined : indeterminate(operation, "malformed-rpc-response", problem);
}

/** An outcome that leaves everything open, with the reason as an exception, as the original records it. */
function indeterminate(operation: Operation, exceptionClass: string, text: string): Completion {
  return {
    type: "info",
    value: operation.value,
    error: `indeterminate: ${text}`,
    exception: { class: exceptionClass, message: text },
  };
}

/** Says why a reply is not what the workload's protocol demands; undefined for a good one. */
export function replyProblem(workload: Workload, request: RequestBody, body: MessageBody): string | undefined {
  const rpc = workload.rpcs.find((one) => one.request === request.type);
  if (rpc === undefined) return undefined;
  const complaints = complaintsOf(rpc.reply, body);
  if (complaints.length === 0) return undefined;
  return `Malformed reply to "${rpc.request}": ${complaints.join("; ")}. It was ${
    excerpt(JSON.stringify(body), EXCERPT_LENGTH_MAX)
  }, expected the form of ${JSON.stringify({ ...rpc.replyExample, in_reply_to: 1 })}`;
}
