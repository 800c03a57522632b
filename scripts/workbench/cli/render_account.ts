/**
 * Where messages and time went, as a person reads it in a terminal of 80 columns.
 *
 * @module
 */
import { NS_PER_MS } from "../clock.ts";
import { count } from "../checkers/wording.ts";
import {
  type LatencyAccount,
  MESSAGE_CLASSES,
  type MessageAccount,
  type MessageClass,
  type RoundAccount,
  type RunAccount,
  type SlowValue,
  TIME_PARTS,
  type TimePart,
} from "../run_account.ts";
import { grouped } from "../text/grouped.ts";

/** Characters of a line. */
const WIDTH = 80;

/** Types of messages and of requests that are told. */
const TYPES_TOLD = 4;

/** Parts of less than this are not told: they add up to nothing that matters. */
const SHARE_MIN = 0.005;

/** Renders an account in lines, each with its line end. */
export function renderAccount({ messages, latency, rounds, advice }: RunAccount): string {
  const lines = [
    ...(advice.length === 0
      ? []
      : ["Why, and what would change it:", ...advice.flatMap(({ text }) => wrap(text, "- "))]),
    ...(latency === undefined ? [] : renderLatency(latency)),
    ...(rounds === undefined ? [] : renderRounds(rounds)),
    ...renderMessages(messages),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function renderMessages({ operations, total, classes, types, known, floors, followsValues }: MessageAccount): string[] {
  const each = (number: number) => digits(number / Math.max(1, operations));
  const rows = (Object.entries(classes) as [MessageClass, number][]).filter(([, number]) => number > 0)
    .toSorted(([, a], [, b]) => b - a);
  const kinds = Object.entries({
    "went back to where it came from": known.echoed,
    "was sent there before": known.repeated,
    "came later than another": known.overtaken,
  }).filter(([, number]) => number > 0).map(([kind, number]) => `${each(number)} ${kind}`);
  return [
    `Where the messages go: ${each(total)} per operation between servers, of which`,
    ...rows.flatMap(([name, number]) => [
      row(each(number), number / total, MESSAGE_CLASSES[name]),
      ...(name === "known" && kinds.length > 0 ? wrap(`of these ${kinds.join(", ")}`, "", " ".repeat(18)) : []),
    ]),
    ...(types.length < 2 ? [] : wrap(
      `By type: ${
        types.slice(0, TYPES_TOLD).map(({ type, classes }) =>
          `${type} ${each(Object.values(classes).reduce((sum, one) => sum + one, 0))}`
        ).join(", ")
      }${types.length > TYPES_TOLD ? `, and ${count(types.length - TYPES_TOLD, "more type")}` : ""}.`,
    )),
    ...(followsValues ? [] : wrap(
      "No body holds a value that can be followed; what counts as new is what a node did not say just before.",
    )),
    ...floors.flatMap(({ perOperation, because }) => wrap(`Compare with ${digits(perOperation)}: ${because}.`)),
  ];
}

function renderLatency(
  { name, values, parts, sumNs, faults, waits, hops, unseenNs, slowest }: LatencyAccount,
): string[] {
  if (sumNs === 0) return [`Where the time goes: none of ${count(values.length, "value")} took any time`];
  const rows = (Object.entries(parts) as [TimePart, number][]).filter(([, ns]) => ns >= SHARE_MIN * sumNs)
    .toSorted(([, a], [, b]) => b - a);
  const details: Partial<Record<TimePart, string>> = {
    [parts["first-node"] > parts["later-nodes"] ? "first-node" : "later-nodes"]: waits.length === 0
      ? ""
      : `, most of all in ${waits[0]?.node}`,
    way: `, ${hops.most <= 1 ? "in one message" : `in ${digits(hops.mean)} messages, ${hops.most} at most`}`,
    fault: `: ${Object.keys(faults).join(", ")}`,
  };
  return [
    ...wrap(
      `Where the time goes: ${milliseconds(sumNs / values.length)} of ${name} per value on average:`,
      "",
      "",
    ),
    ...rows.map(([part, ns]) =>
      row(milliseconds(ns / values.length), ns / sumNs, `${TIME_PARTS[part]}${details[part] ?? ""}`)
    ),
    ...(unseenNs < NS_PER_MS ? [] : wrap(
      `Reads are samples: the last one that missed a value came ${
        milliseconds(unseenNs)
      } before the value, on average.`,
    )),
    ...slowest.flatMap((value) => wrap(tellSlow(value), "- ")),
  ];
}

function tellSlow({ value, latencyNs, steps }: SlowValue): string {
  return `Value ${JSON.stringify(value)} took ${milliseconds(latencyNs)}: ${steps.join("; ")}.`;
}

function renderRounds({ calls, services, contention }: RoundAccount): string[] {
  const asked = calls.filter(({ rounds }) => rounds >= 0.01);
  return [
    ...asked.flatMap(({ f, medianMs, p99Ms, maxMs, rounds, roundsShare }) =>
      wrap(
        `"${f}" takes ${digits(medianMs)} ms in the median, ${digits(p99Ms)} ms for 99 %, ${
          digits(maxMs)
        } ms at most; meanwhile its node has ${
          digits(rounds)
        } questions answered by services and other nodes, on average, ` +
          `for ${Math.round(100 * roundsShare)} % of the time.`,
      )
    ),
    ...(services.length === 0 ? [] : wrap(
      `Asked of services: ${
        services.slice(0, TYPES_TOLD).map(({ service, type, count: asked, refused }) =>
          `${service} ${type} ${grouped(asked)}${refused === 0 ? "" : `, ${refused} refused`}`
        ).join("; ")
      }.`,
    )),
    ...(contention.refused === 0 ? [] : wrap(
      `${contention.refused} of ${
        count(contention.attempts, "compare-and-set request")
      } failed, which cost ${contention.messages} messages in all.`,
    )),
  ];
}

/** `   12.1  43 %  brought something new`. */
function row(amount: string, share: number, what: string): string {
  return `  ${amount.padStart(8)} ${`${Math.round(100 * share)} %`.padStart(5)}  ${what}`;
}

/** Breaks a text between words, so that lines fit below each other in an indented paragraph. */
function wrap(text: string, sign = "", indent = "  "): string[] {
  const lines: string[] = [];
  let line = `${indent}${sign}`;
  const further = indent + " ".repeat(sign.length);
  // A number stays with its unit.
  for (const glued of text.replace(/(\d) (ms|s|%)(?=\W|$)/g, "$1\u00a0$2").split(" ")) {
    const word = glued.replaceAll("\u00a0", " ");
    if (line.trim().length > sign.trim().length && line.length + word.length > WIDTH - 4) {
      lines.push(line.trimEnd());
      line = further;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}

/** Three digits, or whole numbers beyond. */
function digits(value: number): string {
  return value >= 100 ? grouped(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function milliseconds(ns: number): string {
  return `${digits(ns / NS_PER_MS)} ms`;
}
