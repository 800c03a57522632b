/**
 * A run in which every text that a node or a user can choose tries to become markup.
 *
 * @module
 */
import { kafka } from "../../../scripts/workbench/workloads/kafka.ts";
import type { FindingName } from "../../../scripts/workbench/findings.ts";
import type { ReportInput } from "../../../scripts/workbench/report/report_input.ts";
import { inputOf } from "./decode.ts";
import { RunRecorder } from "./synthetic_runs.ts";

/** Sets `globalThis.broken` where it is taken for markup. */
export const HOSTILE =
  `</script><script>globalThis.broken=1</script><img src=x onerror="globalThis.broken=1">'"\`\${1}&lt;`;

/** A kafka run with such a text for key and message, and a finding about it. */
export function hostileKafkaRun(): ReportInput {
  const recorder = new RunRecorder();
  recorder.operation(0, { process: 0, type: "invoke", f: "send", value: [["send", HOSTILE, HOSTILE]] });
  recorder.operation(1, { process: 0, type: "ok", f: "send", value: [["send", HOSTILE, [0, HOSTILE]]] });
  recorder.operation(2, { process: 1, type: "invoke", f: "poll", value: [["poll"]] });
  recorder.operation(3, { process: 1, type: "ok", f: "poll", value: [["poll", { [HOSTILE]: [[0, HOSTILE]] }]] });
  return inputOf(recorder, {
    workload: kafka,
    explanations: [{
      anomaly: "poll-skip",
      severity: "error",
      text: HOSTILE,
      operations: [1],
      value: { key: HOSTILE, message: HOSTILE },
    }],
  });
}

/** The run. */
export function hostileRun(): ReportInput {
  const recorder = new RunRecorder();
  const long = Array.from({ length: 20 }, (_, position) => `${HOSTILE}${position}`);
  recorder.operation(0, { process: 0, type: "invoke", f: HOSTILE, value: HOSTILE });
  recorder.operation(5, { process: 0, type: "ok", f: HOSTILE, value: { [HOSTILE]: long, "__proto__": 1 } });
  recorder.operation(6, { process: 1, type: "invoke", f: "broadcast", value: HOSTILE });
  recorder.operation(9, { process: 1, type: "fail", f: "broadcast", value: HOSTILE, error: [HOSTILE, HOSTILE] });
  recorder.operation(7, { process: "nemesis", type: "info", f: `start-${HOSTILE}`, value: [HOSTILE] });
  recorder.message(1, 1, "c1", "n0", { type: "broadcast", message: HOSTILE, msg_id: 1 });
  recorder.message(2, 1, "n0", "n1", { type: HOSTILE, [HOSTILE]: long, text: "\x913\x91" });
  recorder.message(3, 1, HOSTILE, "n1", { type: "x", msg_id: HOSTILE as unknown as number });
  recorder.lost(4, 1, HOSTILE as "loss", { src: "n1", dest: HOSTILE, body: { type: "y" } });
  return inputOf(recorder, {
    title: HOSTILE,
    stage: HOSTILE,
    options: { [HOSTILE]: HOSTILE, seed: 1 },
    results: {
      valid: false,
      workload: { valid: false, [HOSTILE]: HOSTILE, "lost-count": 1 },
      stats: { "by-f": { [HOSTILE]: {} } },
    },
    explanations: [{
      anomaly: HOSTILE as FindingName,
      severity: "error",
      text: HOSTILE,
      operations: [0, 1],
      value: HOSTILE,
      cycle: [
        { from: 1, to: 0, type: "ww", because: HOSTILE, key: HOSTILE, value: HOSTILE },
        { from: 0, to: 1, type: "rw", because: HOSTILE, key: HOSTILE, value: HOSTILE },
      ],
    }],
    targets: [{ name: HOSTILE, limit: HOSTILE, comparison: HOSTILE, value: HOSTILE, met: false, best: HOSTILE }],
    publicBest: HOSTILE,
    failure: HOSTILE,
    nodes: ["n0", "n1"],
    reproduce: HOSTILE,
  });
}
