/**
 * Tiny runs, each with a finding that no broken node makes.
 *
 * @module
 */
import { checkListAppend, checkRwRegister } from "../../../../scripts/workbench/checkers/elle/mod.ts";
import { checkKafka } from "../../../../scripts/workbench/checkers/kafka/mod.ts";
import { checkLinKv } from "../../../../scripts/workbench/checkers/linearizability/mod.ts";
import { type FindingName, labelOf } from "../../../../scripts/workbench/findings.ts";
import type { RecordedRun } from "../../../../scripts/workbench/explain/run_facts.ts";
import type { Json } from "../../../../scripts/workbench/history.ts";
import type { MessageBody } from "../../../../scripts/workbench/net/message.ts";
import type { Checker, CheckerOptions, Explanation } from "../../../../scripts/workbench/verdict.ts";
import { RunRecorder } from "../../report/synthetic_runs.ts";

/** A run and what was found in it. */
export interface MadeRun {
  readonly run: RecordedRun;
  readonly explanations: readonly Explanation[];
}

/** One operation: when it begins and how long it takes in ms, and what is asked and answered. */
export interface MadeCall {
  readonly at: number;
  readonly took?: number;
  readonly process: number;
  readonly node?: string;
  readonly f: string;
  readonly asked: Json;
  readonly answered?: Json;
  readonly end?: "ok" | "fail" | "info";
  readonly request?: MessageBody;
  readonly reply?: MessageBody | null;
}

/** Writes operations with their requests and replies; further messages come from `more`. */
export function recordRun(calls: readonly MadeCall[], more: (recorder: RunRecorder) => void = () => {}): RecordedRun {
  const recorder = new RunRecorder();
  calls.forEach(
    (
      { at, took = 4, process, node = `n${process % 2}`, f, asked, answered = asked, end = "ok", request, reply },
      id,
    ) => {
      recorder.operation(at, { process, type: "invoke", f, value: asked, node });
      const client = `c${process + 10}`;
      recorder.message(at, 1, client, node, { type: f, ...request, msg_id: id + 1 });
      if (reply !== null) {
        recorder.message(at + took - 1, 1, node, client, {
          type: `${f}_ok`,
          ...reply,
          in_reply_to: id + 1,
        });
      }
      recorder.operation(at + took, { process, type: end, f, value: end === "ok" ? answered : asked, node });
    },
  );
  more(recorder);
  return { history: recorder.history(), journal: recorder.journal(), nodes: ["n0", "n1"], staleReplies: [] };
}

function found(anomaly: FindingName, operations: readonly number[], value?: Json): Explanation {
  return { ...labelOf(anomaly), text: 'Node "n0" did it.', operations, ...(value === undefined ? {} : { value }) };
}

function judged(checker: Checker, run: RecordedRun, options: CheckerOptions = {}): MadeRun {
  return { run, explanations: checker(run.history, options).explanations };
}

/** Calls on one key: [at, took, f, operand or value read, how it ends]. */
function registerRun(
  ...calls: readonly (readonly [number, number, string, Json, ("ok" | "fail" | "info")?])[]
): MadeRun {
  return judged(
    checkLinKv,
    recordRun(calls.map(([at, took, f, operand, end = "ok"], process) => {
      const asked = f === "read" ? null : operand;
      return { at, took, process, f, asked: [0, asked], answered: [0, operand], end, request: { type: f, key: 0 } };
    })),
  );
}

/** Transactions: [at, what was asked, what was answered, how it ends]; each takes 4 ms. */
function transactionRun(
  checker: Checker,
  ...calls: readonly (readonly [number, Json, Json, ("ok" | "fail" | "info")?])[]
): MadeRun {
  const made = calls.map(([at, asked, answered, end = "ok"], process) => ({
    at,
    process,
    f: "txn",
    asked,
    answered,
    end,
  }));
  return judged(checker, recordRun(made), { "consistency-models": ["strict-serializable"] });
}

function logRun(...calls: readonly Omit<MadeCall, "at" | "process">[]): MadeRun {
  return judged(checkKafka, recordRun(calls.map((call, at) => ({ ...call, at: 10 * at, process: 0 }))));
}

const PLAIN: readonly MadeCall[] = [
  { at: 0, process: 0, f: "add", asked: 5, request: { type: "add", element: 5 } },
  { at: 10, process: 1, f: "read", asked: null, answered: [], reply: { type: "read_ok", value: [] } },
  { at: 20, process: 0, f: "read", asked: null, answered: [5, 5], reply: { type: "read_ok", value: [5, 5] } },
];

/** By finding. */
export const HAND_MADE = {
  "malformed-reply": () => ({ run: recordRun(PLAIN), explanations: [found("malformed-reply", [2])] }),
  "malformed-read": () => ({ run: recordRun(PLAIN), explanations: [found("malformed-read", [2])] }),
  "unknown-error-code": () => ({
    run: recordRun([{
      at: 0,
      process: 0,
      f: "echo",
      asked: "a",
      end: "info",
      reply: { type: "error", code: 77, text: "no" },
    }]),
    explanations: [found("unknown-error-code", [0])],
  }),
  "incomparable-ids": () => ({ run: recordRun(PLAIN), explanations: [found("incomparable-ids", [0, 2])] }),
  "never-read": () => ({ run: recordRun(PLAIN.slice(0, 2)), explanations: [found("never-read", [0], 5)] }),
  "forgotten": () => ({
    run: recordRun([...PLAIN, { ...PLAIN[1]!, at: 30, process: 0 }]),
    explanations: [found("forgotten", [6, 4], 5)],
  }),
  "duplicated": () => ({ run: recordRun(PLAIN), explanations: [found("duplicated", [4], 5)] }),
  "unknown-destination": () => ({
    run: recordRun(
      PLAIN.slice(0, 1),
      (recorder) => recorder.lost(2, 0, "closed", { src: "n0", dest: "n7", body: { type: "tell", value: 5 } }),
    ),
    explanations: [found("unknown-destination", [])],
  }),
  "unasked-reply": () => ({
    run: recordRun(
      PLAIN.slice(0, 1),
      (recorder) => recorder.message(2, 1, "n0", "c10", { type: "add_ok", in_reply_to: 99 }),
    ),
    explanations: [found("unasked-reply", [])],
  }),
  "no-messages-between-nodes": () => ({
    run: recordRun(PLAIN),
    explanations: [found("no-messages-between-nodes", [])],
  }),
  "few-operations": () => ({
    run: recordRun([{ at: 0, took: 5000, process: 0, f: "echo", asked: "a", end: "info", reply: null }]),
    explanations: [found("few-operations", [])],
  }),
  "mostly-unanswered": () => ({
    run: recordRun(
      [{ at: 0, took: 5000, process: 0, f: "echo", asked: "a", end: "info", reply: null }],
      (recorder) => recorder.lost(2, 1, "loss", { src: "n0", dest: "n1", body: { type: "ask" } }),
    ),
    explanations: [found("mostly-unanswered", [0])],
  }),
  "altered-reply": () => ({
    run: recordRun([{
      at: 0,
      process: 0,
      f: "txn",
      asked: [["w", 1, 2]],
      request: { type: "txn", txn: [["w", 1, 2]] },
      reply: { type: "txn_ok", txn: [] },
    }]),
    explanations: [found("altered-reply", [0])],
  }),

  "nonlinearizable": () => registerRun([0, 1, "write", 1], [5, 10, "cas", [1, 2]], [6, 12, "cas", [1, 2]]),
  "stale-cas": () => registerRun([0, 1, "write", 1], [2, 1, "write", 2], [5, 1, "cas", [1, 4]]),
  "failed-write-visible": () => registerRun([0, 1, "write", 1], [2, 1, "write", 2, "fail"], [5, 1, "read", 2]),
  "future-value": () => registerRun([0, 1, "write", 1], [2, 1, "read", 2], [5, 1, "write", 2]),
  "unwritten-value": () => registerRun([0, 1, "write", 1], [10, 1, "read", 7]),

  "future-read": () =>
    transactionRun(checkListAppend, [0, [["r", 1, null], ["append", 1, 2]], [["r", 1, [2]], ["append", 1, 2]]]),
  "G-single-item": () =>
    transactionRun(
      checkListAppend,
      [0, [["append", 1, 1], ["append", 2, 1]], [["append", 1, 1], ["append", 2, 1]]],
      [1, [["r", 1, null], ["r", 2, null]], [["r", 1, [1]], ["r", 2, []]]],
      [10, [["r", 2, null]], [["r", 2, [1]]]],
    ),
  "cyclic-versions": () =>
    transactionRun(
      checkRwRegister,
      [0, [["r", 1, null], ["w", 1, 2]], [["r", 1, 3], ["w", 1, 2]]],
      [1, [["r", 1, null], ["w", 1, 3]], [["r", 1, 2], ["w", 1, 3]]],
    ),

  "precommitted-read": () =>
    logRun({
      f: "txn",
      asked: [["send", "k", 1], ["poll"]],
      answered: [["send", "k", [0, 1]], ["poll", { k: [[0, 1]] }]],
      request: { type: "txn", key: "k", msg: 1 },
      reply: { type: "txn_ok", msgs: { k: [[0, 1]] } },
    }),
} satisfies Partial<Record<FindingName, () => MadeRun>>;
