/**
 * Counts completions, over all and by function, and asks that every function succeeded at least once.
 *
 * Two functions are exempt, because they are not meant to succeed: `crash` and `debug-topic-partitions`. Their own
 * entry still says false. The verdict before the exemption is the field `valid-unwrapped`.
 *
 * @module
 */
import { labelOf } from "../findings.ts";
import type { History } from "../history.ts";
import { type CheckerResult, combineValidity, type Explanation } from "../verdict.ts";
import { describeError, warnOfOddCodes } from "./error_words.ts";

const EXEMPT: ReadonlySet<string> = new Set(["crash", "debug-topic-partitions"]);

interface Counts {
  ok: number;
  fail: number;
  info: number;
}

/** Counts the completions of clients; invalid where some function never ended ok. */
export function checkStats(history: History): CheckerResult {
  const all = { ok: 0, fail: 0, info: 0 };
  const byFunction = new Map<string, Counts>();
  for (const { process, type, f } of history) {
    if (process === "nemesis" || (type !== "ok" && type !== "fail" && type !== "info")) continue;
    const counts = byFunction.get(f) ?? { ok: 0, fail: 0, info: 0 };
    byFunction.set(f, counts);
    counts[type]++;
    all[type]++;
  }
  const entries = [...byFunction].sort(([a], [b]) => (a < b ? -1 : 1));
  const judged = entries.filter(([f]) => !EXEMPT.has(f));
  return {
    verdict: {
      ...section(all),
      valid: combineValidity(judged.map(([, counts]) => counts.ok > 0)),
      "valid-unwrapped": combineValidity(entries.map(([, counts]) => counts.ok > 0)),
      "by-f": Object.fromEntries(entries.map(([f, counts]) => [f, section(counts)])),
    },
    explanations: [
      ...judged.filter(([, counts]) => counts.ok === 0).map(([f, counts]) => explain(f, counts, history)),
      ...warnOfOddCodes(history),
    ],
  };
}

function section({ ok, fail, info }: Counts) {
  return { valid: ok > 0, count: ok + fail + info, "ok-count": ok, "fail-count": fail, "info-count": info };
}

function explain(f: string, { fail, info }: Counts, history: History): Explanation {
  const first = history.find((operation) => operation.f === f && operation.type !== "invoke");
  const error = first && describeError(first);
  const reason = error === undefined ? "" : ` The first ended so: ${error}.`;
  return {
    ...labelOf("no-success"),
    text: fail + info === 1
      ? `The only "${f}" operation did not succeed: it ${
        fail === 1 ? "failed" : "ended without a definite answer"
      }.${reason}`
      : `None of ${fail + info} "${f}" operations succeeded: ${fail} failed and ${info} ended without a definite ` +
        `answer.${reason}`,
    operations: first === undefined ? [] : [first.index],
  };
}
