/**
 * What each sentence of the evidence claims, checked against a slow reading of the run.
 *
 * A claim is a pattern and a test of what it says. A sentence that fits no pattern is an error, so that a new sentence
 * needs its claim here.
 *
 * @module
 */
import type { JournalEvent } from "../../../scripts/workbench/net/journal.ts";
import type { Explanation } from "../../../scripts/workbench/verdict.ts";
import {
  allCalls,
  bodyShown,
  callOf,
  carriersOf,
  causeOf,
  endOf,
  holds,
  isClientName,
  names,
  type ReadRun,
  readTally,
  seconds,
  tallied,
} from "./slow_reading.ts";

/** A sentence with the run that it is about and the finding that it belongs to. */
export interface Told {
  readonly run: ReadRun;
  readonly finding: Explanation;
  readonly sentence: string;
}

type Groups = Readonly<Record<string, string>>;
type Claim = readonly [pattern: RegExp, isTrue: (groups: Groups, told: Told) => boolean];

const T = String.raw`\d+\.\d{3}`;
const W = String.raw`(?<what>.+?)`;

const CLAIMS: readonly Claim[] = [
  [new RegExp(`^(?<first>\\S+) got ${W} from (?<src>a client|\\S+) only at (?<t>${T}) s, after that$`), onlyAt],
  [new RegExp(`^(?<first>\\S+) got ${W} from (?<rest>(?:a client|\\S+) at ${T} s.*)$`), arrivals],
  [new RegExp(`^No client sent ${W}: (?<src>\\S+) sent it first, at (?<t>${T}) s$`), madeUp],
  [
    new RegExp(
      `^${W} was in no request: (?<src>\\S+) made it up in the "(?<type>.+)" to (?<dest>\\S+) of (?<t>${T}) s$`,
    ),
    madeUp,
  ],
  [
    new RegExp(
      `^(?<node>\\S+) was down from (?<a>${T}) s to (?<b>${T}) s,? (?:between the two, )?and started again.*$`,
    ),
    wasDown,
  ],
  [new RegExp(`^(?<node>\\S+) was killed at (?<a>${T}) s,? (?:between the two, )?and lost its memory$`), wasKilled],
  [/^So (?<node>\S+) had it, and no fault took it away$/, hadIt],
  [
    new RegExp(
      `^The only message that would have brought it to (?<node>\\S+), "(?<type>.+)" from (?<src>\\S+) at (?<t>${T}) s, was lost: (?<cause>.+)$`,
    ),
    (groups, told) => lostOnes({ ...groups, count: "1" }, told),
  ],
  [
    new RegExp(
      `^(?<count>\\d+) messages that would have brought it to (?<node>\\S+) were lost, the first "(?<type>.+)" from (?<src>\\S+) at (?<t>${T}) s: (?<cause>.+)$`,
    ),
    lostOnes,
  ],
  [/^(?<count>\d+) messages? with it to (?<node>\S+) had not arrived by then$/, underWay],
  [new RegExp(`^No message with ${W} was sent to (?<node>\\S+?)(?:; those to .+ were lost: .+)?$`), nothingSent],
  [
    new RegExp(
      `^(?<src>\\S+) sent (?<node>\\S+) (?<count>nothing|\\d+ messages?) from (?<a>${T}) s to (?<b>${T}) s, after the partition had ended(?:, none of them with (?<what>.+))?$`,
    ),
    silence,
  ],
  [new RegExp(`^(?<list>.+) never sent it on: no message that shows ${W} left there$`), neverSentOn],
  [
    new RegExp(
      `^The last message with it left (?<src>\\S+) at (?<t>${T}) s(?:, and nothing did after the partition ended at (?<heal>${T}) s)?$`,
    ),
    lastLeft,
  ],
  [/^(?<node>\S+) received (?<received>\d+) requests? of clients and sent (?<sent>\d+) answers?(?:: .+)?$/, counts],
  [/^(?:None of (?<count>\d+) requests|The only request) of type "(?<type>.+)" was (?:not )?answered$/, noneAnswered],
  [
    new RegExp(
      `^The "(?<type>.+)" that (?<src>\\S+) sent at (?<t>${T}) s came too late: (?<late>${T}) s after the "(?<asked>.+)" that it answers, when (?<client>\\S+) had given up$`,
    ),
    tooLate,
  ],
  [/^(?<count>\d+) more answers? came too late as well$/, () => true],
  [
    /^(?<count>\d+) operations? did not end ok(?:, of which (?<wrong>\d+) got a reply of the wrong form, whatever the faults)?$/,
    notOk,
  ],
  [
    new RegExp(
      `^(?:(?<count>\\d+) of them|It) (?:was|were) open at (?<node>\\S+) during the (?<kind>\\S+) from (?<a>${T}) s to (?<b>${T}) s, begun at (?<times>.+)$`,
    ),
    openDuring,
  ],
  [
    new RegExp(
      `^(?:(?<count>\\d+) of them|It) began at (?<node>\\S+) at (?<times>.+), after the (?<kind>\\S+) from (?<a>${T}) s to (?<b>${T}) s had ended$`,
    ),
    beganAfter,
  ],
  [/^(?:(?<count>\d+) of them|It) began at (?<node>\S+) at (?<times>.+); no fault had met \S+ by then$/, noFault],
  [/^(?:(?<count>\d+) of them|It) got (?:an error reply|error replies): (?<cause>.+)$/, gotErrors],
  [/^\d+ more of them began at other nodes or at other times$/, () => true],
  [
    new RegExp(
      `^The "(?<type>.+)" that (?<src>\\S+) sent to (?<dest>\\S+) at (?<t>${T}) s was lost, (?<cause>.+), and \\S+ sent \\S+ no ".+" after it: \\S+ may still wait.*$`,
    ),
    notRepeated,
  ],
  [
    new RegExp(
      `^(?<node>\\S+) had ${W} from (?<body>".+) of (?<src>a client|\\S+), which came at (?<t>${T}) s(?:, while it worked on the request)?$`,
    ),
    came,
  ],
  [new RegExp(`^While (?<node>\\S+) worked on the (?<f>\\S+) of (?<t>${T}) s it got (?<heard>.+)$`), heardDuring],
  [
    new RegExp(
      `^(?<node>\\S+) answered the (?<f>\\S+) of (?<t>${T}) s from its own memory; it had never heard from another node or service$`,
    ),
    ownMemory,
  ],
  [
    new RegExp(
      `^(?<node>\\S+) answered the (?<f>\\S+) of (?<t>${T}) s from its own memory; the last that it had heard was (?<body>.+) from (?<src>\\S+) at (?<at>${T}) s$`,
    ),
    ownMemory,
  ],
  [
    new RegExp(
      `^(?<service>\\S+) answered a (?<request>\\S+) of (?<node>\\S+) at (?<t>${T}) s, during operation \\d+, from a state (?<changes>\\d+) changes? and (?<age>\\d+) ms old$`,
    ),
    stale,
  ],
  [/^(?<count>\d+) more such answers$/, () => true],
  [/^(?<node>\S+) worked on all of them at the same time: (?<list>.+)$/, overlapping],
  [
    new RegExp(
      `^Operation (?<index>\\d+) is (?<asked>".+), which reached (?<node>\\S+) at (?<t>${T}) s and was (?:never answered|answered by (?<body>.+) at (?<at>${T}) s)$`,
    ),
    answeredBy,
  ],
  [/^Final reads: (?<list>.+)$/, finalReads],
  [/^(?<count>\d+) messages? to or from (?<node>\S+) were lost: (?<cause>.+)$/, lostAround],
  [
    new RegExp(
      `^(?<body>".+) of (?<src>\\S+) reached (?<node>\\S+) twice, at (?<t>${T}) s and (?<at>${T}) s: (?<why>.+)$`,
    ),
    twice,
  ],
  [
    /^(?<node>\S+) received (?<body>".+) of (?<src>\S+) (?<count>\d+) times, and clients had asked \S+ for (?<adds>\d+) such adds?: .+$/,
    moreThanAdds,
  ],
  [/^\d+ more cases? of this kind at \S+$/, () => true],
  [
    new RegExp(
      `^(?<count>\\d+) writes? to services replaced a value that the writer had not read\\. The first: (?<node>\\S+) wrote (?<what>.+) at (?<t>${T}) s over (?<old>.+) of (?<src>\\S+), though it had read .+$`,
    ),
    overwrote,
  ],
  [
    new RegExp(
      `^(?<node>\\S+) was asked for key (?<key>.+) from offset (?<from>\\d+) on and answered at (?<t>${T}) s with offset (?<later>\\d+), but not with (?<offset>\\d+)$`,
    ),
    skipped,
  ],
  [/^Nothing happened to (?<node>\S+) between the two: it gave the id twice by itself$/, nothingHappened],
  [/^(?<a>\S+) and (?<b>\S+) had exchanged (?<count>no message|\d+ messages) until then$/, exchanged],
  [new RegExp(`^The clock of (?<node>\\S+) was wrong from (?<a>${T}) s to (?<b>${T}) s: .*$`), () => true],
  [/^(?<node>\S+) printed last on stderr: (?<list>.+)$/, printed],
  // Advice, and where to look.
  [/^A node reads the newest state of seq-kv for sure only after /, () => true],
  [/^A read and a write are two steps, between which others write; /, () => true],
  [/^What nodes print when they fail with "crash" is shown by --log-stderr$/, () => true],
];

/** Says why a sentence is not so, or not known; undefined where it is true. */
export function refute(told: Told): string | undefined {
  const text = told.sentence.replace(/\.$/, "");
  for (const [pattern, isTrue] of CLAIMS) {
    const found = pattern.exec(text);
    if (found !== null) return isTrue({ ...found.groups }, told) ? undefined : "it is not so";
  }
  return "no claim is known for it";
}

/** The value that the finding is about, as trails name it. */
function whatOf({ finding: { value } }: Told): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) return JSON.stringify(value);
  const [key, held] = Object.values(value);
  return held === undefined ? JSON.stringify(key) : `${JSON.stringify(held)} of key ${JSON.stringify(key)}`;
}

/** The times at which the finding shows that a node lacks something: beginnings and ends of its calls there. */
function lackTimes({ run: { history }, finding }: Told, node: string): number[] {
  const indices = [...finding.operations, ...(finding.cycle ?? []).flatMap(({ from, to }) => [from, to])];
  return indices.map((index) => callOf(history, index)).filter((call) => call !== undefined)
    .filter(({ invocation, completion }) => (completion?.node ?? invocation.node) === node)
    .flatMap(({ invocation, completion }) => [invocation.time, completion?.time ?? Infinity]);
}

/**
 * Tells whether a value is told with its key. Such pairs stand in many messages by chance, where a slow reading cannot tell
 * which key a value belongs to: then only what there was is checked, not what there was not.
 */
function isPair(what: string): boolean {
  return what.includes(" of key ");
}

/** Sends that carry a value; of a pair all that hold both parts. */
function senders(run: ReadRun, what: string): JournalEvent[] {
  return isPair(what)
    ? run.journal.filter((event) => event.type === "send" && holds(event, what))
    : carriersOf(run, what);
}

/** All values that the finding's trails may be about: its own, and what its operations wrote. */
function subjects(told: Told): string[] {
  const own = whatOf(told);
  const written = told.finding.operations.concat((told.finding.cycle ?? []).map(({ from }) => from)).flatMap(
    (index) => {
      const call = callOf(told.run.history, index);
      const value = call?.completion?.type === "ok" ? call.completion.value : call?.invocation.value;
      if (!Array.isArray(value)) return [];
      const parts = Array.isArray(value[0]) ? value : [["w", ...value]];
      return (parts as unknown[][]).filter(([f]) => f !== "r").map(([, key, written]) => {
        const last = Array.isArray(written) ? written[1] : written;
        return `${JSON.stringify(last)} of key ${JSON.stringify(key)}`;
      });
    },
  );
  return [...new Set([...(own === undefined ? [] : [own]), ...written])];
}

function receipt({ journal }: ReadRun, dest: string, time: string, accept: (event: JournalEvent) => boolean): boolean {
  return journal.some((event) =>
    event.type === "recv" && event.message.dest === dest && seconds(event.time) === time && accept(event)
  );
}

function isFrom({ message: { src } }: JournalEvent, name: string): boolean {
  return name === "a client" ? isClientName(src) : src === name;
}

function arrivals({ first = "", what = "", rest = "" }: Groups, { run }: Told): boolean {
  const parts = `${first} from ${rest.replace(/ and \d+ more$/, "")}`.split(", ");
  return parts.every((part) => {
    const [, dest = "", src = "", time = ""] = /^(\S+) from (a client|\S+) at (\S+) s$/.exec(part) ?? [];
    return receipt(run, dest, time, (event) => isFrom(event, src) && holds(event, what));
  });
}

function onlyAt({ first = "", what = "", src = "", t = "" }: Groups, told: Told): boolean {
  const { run } = told;
  if (isPair(what)) return receipt(run, first, t, (event) => isFrom(event, src) && holds(event, what));
  const carried = new Set(carriersOf(run, what).map(({ message }) => message.id));
  const firstReceipt = run.journal.find(({ type, message }) =>
    type === "recv" && message.dest === first && carried.has(message.id)
  );
  if (firstReceipt === undefined || seconds(firstReceipt.time) !== t || !isFrom(firstReceipt, src)) return false;
  return lackTimes(told, first).some((at) => at < firstReceipt.time);
}

function madeUp({ what = "", src = "", t = "" }: Groups, { run: { journal } }: Told): boolean {
  const sent = journal.filter((event) => event.type === "send" && holds(event, what));
  const candidates = isPair(what) ? sent : sent.slice(0, 1);
  return candidates.some(({ time, message }) => message.src === src && seconds(time) === t);
}

function wasDown({ node = "", a, b }: Groups, { run: { history } }: Told): boolean {
  const killed = history.some(({ process, f, time, value }) =>
    process === "nemesis" && f === "kill" && seconds(time) === a && names(value, node)
  );
  return killed &&
    history.some(({ process, f, time }) => process === "nemesis" && f === "start" && seconds(time) === b);
}

function wasKilled({ node = "", a }: Groups, { run: { history } }: Told): boolean {
  return history.some(({ process, f, time, value }) =>
    process === "nemesis" && f === "kill" && seconds(time) === a && names(value, node)
  );
}

function hadIt({ node = "" }: Groups, told: Told): boolean {
  return subjects(told).some((what) => {
    const carried = new Set(senders(told.run, what).map(({ message }) => message.id));
    const got = told.run.journal.filter(({ type, message }) =>
      type === "recv" && message.dest === node && carried.has(message.id)
    );
    const candidates = isPair(what) ? got : got.slice(0, 1);
    return candidates.some(({ time: since }) =>
      lackTimes(told, node).some((at) =>
        at >= since &&
        !told.run.history.some(({ process, f, time, value }) =>
          process === "nemesis" && f === "kill" && time >= since && time <= at && names(value, node)
        )
      )
    );
  });
}

function lostOnes({ count = "", node = "", type, src, t, cause = "" }: Groups, told: Told): boolean {
  return subjects(told).some((what) =>
    lackTimes(told, node).some((at) => {
      const lost = senders(told.run, what).filter((sent) => {
        const end = endOf(told.run, sent);
        return sent.message.dest === node && sent.time <= at && end?.type === "drop" && end.time <= at;
      });
      const first = isPair(what) ? lost.find(({ time }) => seconds(time) === t) : lost[0];
      if (isPair(what)) return lost.length >= Number(count) && first?.message.src === src;
      const causes = lost.map((sent) => causeOf(told.run, endOf(told.run, sent) as JournalEvent));
      return lost.length === Number(count) && first?.message.body.type === type && first?.message.src === src &&
        seconds(first?.time ?? 0) === t && `${tallied(causes)}` === `${readTally(cause, lost.length)}`;
    })
  );
}

function underWay({ count = "", node = "" }: Groups, told: Told): boolean {
  return subjects(told).some((what) =>
    lackTimes(told, node).some((at) => {
      const flying = senders(told.run, what).filter((sent) =>
        sent.message.dest === node && sent.time <= at && !((endOf(told.run, sent)?.time ?? Infinity) <= at)
      );
      return isPair(what) ? flying.length >= Number(count) : flying.length === Number(count);
    })
  );
}

function nothingSent({ what = "", node = "" }: Groups, told: Told): boolean {
  if (isPair(what)) return true;
  const toNode = carriersOf(told.run, what).filter(({ message }) => message.dest === node);
  return lackTimes(told, node).some((at) => toNode.every(({ time }) => time > at));
}

function silence({ src, node, count = "", a, b, what }: Groups, told: Told): boolean {
  const sent = told.run.journal.filter((event) =>
    event.type === "send" && event.message.src === src && event.message.dest === node &&
    seconds(event.time) > `${a}`.padStart(1) && Number(seconds(event.time)) > Number(a) &&
    Number(seconds(event.time)) < Number(b)
  );
  if (count === "nothing") return sent.length === 0;
  // An event within the millisecond of a border may count or not.
  return Math.abs(sent.length - Number.parseInt(count)) <= 3 &&
    (what === undefined || !carriersOf(told.run, what).some((carrier) => sent.includes(carrier)));
}

function neverSentOn({ list = "", what = "" }: Groups, told: Told): boolean {
  if (isPair(what)) return true;
  const carriers = carriersOf(told.run, what);
  return list.split(/, | and /).every((name) =>
    !carriers.some(({ message: { src, dest } }) => src === name && !isClientName(dest))
  );
}

function lastLeft({ src, t, heal }: Groups, told: Told): boolean {
  return subjects(told).some((what) => {
    const between = senders(told.run, what).filter(({ message }) =>
      !isClientName(message.src) && !isClientName(message.dest)
    );
    const lastsAt = told.run.nodes.flatMap((node) => lackTimes(told, node)).concat(Infinity);
    return lastsAt.some((at) => {
      const last = between.filter(({ time }) => time <= at).at(-1);
      if (isPair(what)) return between.some(({ time, message }) => message.src === src && seconds(time) === t);
      if (last === undefined || last.message.src !== src || seconds(last.time) !== t) return false;
      return heal === undefined ||
        told.run.history.some(({ process, f, time }) =>
          process === "nemesis" && f === "stop-partition" && seconds(time) === heal && time >= last.time
        );
    });
  });
}

function counts({ node, received, sent }: Groups, { run: { journal } }: Told): boolean {
  const got = journal.filter(({ type, message }) =>
    type === "recv" && message.dest === node && isClientName(message.src)
  );
  const gave = journal.filter(({ type, message }) =>
    type === "send" && message.src === node && isClientName(message.dest)
  );
  return got.length === Number(received) && gave.length === Number(sent);
}

function noneAnswered({ count = "1", type: asked }: Groups, { run: { journal } }: Told): boolean {
  const requests = journal.filter(({ type, message }) =>
    type === "recv" && isClientName(message.src) && message.body.type === asked
  );
  return requests.length === Number(count) &&
    !requests.some(({ message: request }) =>
      journal.some(({ type, message: { src, dest, body } }) =>
        type === "send" && src === request.dest && dest === request.src && body.in_reply_to === request.body.msg_id
      )
    );
}

function tooLate({ type, src, t, late, asked, client }: Groups, { run }: Told): boolean {
  return run.journal.some((reply) =>
    reply.type === "send" && reply.message.src === src && reply.message.dest === client && seconds(reply.time) === t &&
    reply.message.body.type === type && run.journal.some((request) =>
      request.type === "send" && request.message.src === client && request.message.body.type === asked &&
      request.message.body.msg_id === reply.message.body.in_reply_to && seconds(reply.time - request.time) === late
    ) &&
    allCalls(run.history).some(({ completion }) =>
      completion !== undefined && completion.type !== "ok" && completion.node === src && completion.time < reply.time
    )
  );
}

/** Calls that did not end ok, save for crashes of clients. */
function failedCalls({ run: { history } }: Told) {
  return allCalls(history).filter(({ invocation, completion }) =>
    completion?.type !== "ok" && !["crash", "debug-topic-partitions"].includes(invocation.f)
  );
}

function notOk({ count, wrong = "0" }: Groups, told: Told): boolean {
  const failed = failedCalls(told);
  const malformed = failed.filter(({ completion }) =>
    JSON.stringify(completion?.exception ?? null).includes("malformed-rpc")
  );
  return failed.length === Number(count) && malformed.length === Number(wrong);
}

/** Failed calls at a node, by the times of their beginnings that a sentence tells: all of them, or first and last ones. */
function callsAt(node: string, times: string, told: Told) {
  const stated = times.replace(/ s\b/g, "").split(/, | and so on up to | and /);
  const failed = failedCalls(told).filter(({ invocation }) => invocation.node === node);
  return stated.map((time) => failed.find(({ invocation }) => seconds(invocation.time) === time));
}

function openDuring({ node = "", a, b, times = "" }: Groups, told: Told): boolean {
  return callsAt(node, times, told).every((call) =>
    call !== undefined && Number(seconds(call.invocation.time)) <= Number(b) &&
    Number(seconds(call.completion?.time ?? Infinity)) >= Number(a)
  );
}

function beganAfter({ node = "", b, times = "" }: Groups, told: Told): boolean {
  return callsAt(node, times, told).every((call) =>
    call !== undefined && Number(seconds(call.invocation.time)) >= Number(b)
  );
}

function noFault({ node = "", times = "", count = "1" }: Groups, told: Told): boolean {
  const calls = callsAt(node, times, told);
  const nemesis = told.run.history.filter(({ process, f, value }) => {
    if (process !== "nemesis" || !/^(start-|kill|pause)/.test(f)) return false;
    const text = JSON.stringify(value);
    return f === "start-partition"
      ? new RegExp(`"${node}":\\["|[[,]"${node}"[\\],]`).test(text)
      : text.includes(`"${node}"`);
  });
  return calls.every((call) => call !== undefined && !nemesis.some(({ time }) => time <= call.invocation.time)) &&
    Number(count) >= calls.length;
}

function gotErrors({ count = "1", cause = "" }: Groups, told: Told): boolean {
  const total = Number(count);
  const stated = readTally(cause, total);
  const all = tallied(
    failedCalls(told).flatMap(({ completion }) =>
      Array.isArray(completion?.error) ? [`${JSON.stringify(completion.error[0])} from ${completion.node}`] : []
    ),
  );
  const numberOf = (entry: string) => Number.parseInt(entry);
  return stated.reduce((sum, entry) => sum + numberOf(entry), 0) === total &&
    stated.every((entry) =>
      all.some((other) =>
        other.replace(/^\d+ /, "") === entry.replace(/^\d+ /, "") && numberOf(other) >= numberOf(entry)
      )
    );
}

function notRepeated({ type, src, dest, t, cause }: Groups, { run }: Told): boolean {
  const alike = run.journal.filter((event) =>
    event.type === "send" && event.message.src === src && event.message.dest === dest &&
    event.message.body.type === type
  );
  const last = alike.at(-1);
  const end = last && endOf(run, last);
  return last !== undefined && seconds(last.time) === t && end?.type === "drop" && causeOf(run, end) === cause;
}

function came({ node = "", what = "", body, src = "", t = "" }: Groups, { run }: Told): boolean {
  return receipt(run, node, t, (event) => bodyShown(event) === body && isFrom(event, src) && holds(event, what));
}

function heardFrom({ run: { journal } }: Told, node: string): JournalEvent[] {
  return journal.filter(({ type, message }) => type === "recv" && message.dest === node && !isClientName(message.src));
}

function workedOn({ node, f, t }: Groups, { run: { history } }: Told) {
  return allCalls(history).filter(({ invocation, completion }) =>
    (completion?.node ?? invocation.node) === node && invocation.f === f && seconds(invocation.time) === t
  );
}

function heardDuring(groups: Groups, told: Told): boolean {
  const { node = "", heard = "" } = groups;
  return workedOn(groups, told).some(({ invocation, completion }) => {
    const during = heardFrom(told, node).filter(({ time }) =>
      time >= invocation.time && time <= (completion?.time ?? Infinity)
    );
    const more = Number(/ and (\d+) more$/.exec(heard)?.[1] ?? 0);
    const shown = during.slice(0, during.length - more)
      .map((event) => `${bodyShown(event)} from ${event.message.src} at ${seconds(event.time)} s`).join(", ");
    return heard === `${shown}${more > 0 ? ` and ${more} more` : ""}`;
  });
}

function ownMemory(groups: Groups, told: Told): boolean {
  const { node = "", body, src, at } = groups;
  return workedOn(groups, told).some(({ invocation, completion }) => {
    const heard = heardFrom(told, node).filter(({ time }) => time <= (completion?.time ?? Infinity));
    const last = heard.at(-1);
    if (body === undefined) return last === undefined;
    return last !== undefined && last.time < invocation.time && bodyShown(last) === body && last.message.src === src &&
      seconds(last.time) === at;
  });
}

function stale({ service, request, node, t, changes, age }: Groups, { run }: Told): boolean {
  return run.staleReplies.some((reply) =>
    reply.service === service && reply.request === request && reply.client === node && seconds(reply.time) === t &&
    reply.staleness === Number(changes) && Math.round(reply.ageNs / 1e6) === Number(age)
  );
}

function overlapping({ node, list = "" }: Groups, { run: { history } }: Told): boolean {
  const calls = [...list.matchAll(/operation (\d+) from (\S+) s (?:to (\S+) s|on)/g)].map(([, index, from, to]) => ({
    call: callOf(history, Number(index)),
    from: Number(from),
    to: to === undefined ? Infinity : Number(to),
  }));
  const latest = Math.max(...calls.map(({ from }) => from));
  return calls.length > 1 &&
    calls.every(({ call, from, to }) =>
      call !== undefined && (call.completion ?? call.invocation).node === node && latest <= to &&
      Number(seconds(call.invocation.time)) === from && call.invocation.type === "invoke"
    );
}

function answeredBy({ index, asked, node = "", t = "", body, at }: Groups, { run }: Told): boolean {
  const call = callOf(run.history, Number(index));
  if (call?.invocation.index !== Number(index)) return false;
  return run.journal.some((request) =>
    request.type === "recv" && request.message.dest === node && bodyShown(request) === asked &&
    seconds(request.time) === t && run.journal.some((reply) =>
        reply.type === "send" && reply.message.src === node && reply.message.dest === request.message.src &&
        reply.message.body.in_reply_to === request.message.body.msg_id && bodyShown(reply) === body &&
        seconds(reply.time) === at
      ) === (body !== undefined)
  );
}

function finalReads({ list = "" }: Groups, { run: { history } }: Told): boolean {
  const reads = history.filter(({ final, type }) => final === true && type === "ok");
  return list === reads.map(({ node, value }) => `${node} ${JSON.stringify(value)}`).join(", ");
}

function lostAround({ count, node, cause = "" }: Groups, { run }: Told): boolean {
  const lost = run.journal.filter(({ type, message: { src, dest } }) =>
    type === "drop" && (src === node || dest === node) && !isClientName(src) && !isClientName(dest)
  );
  const causes = lost.map((drop) => causeOf(run, drop));
  return lost.length === Number(count) && `${tallied(causes)}` === `${readTally(cause, lost.length)}`;
}

function twice({ body, src, node, t, at, why }: Groups, { run: { journal } }: Told): boolean {
  const got = journal.filter((event) =>
    event.type === "recv" && event.message.src === src && event.message.dest === node && bodyShown(event) === body
  );
  if (why === "the network doubled it") {
    return got.some(({ message: { id }, time }) =>
      seconds(time) === t && got.some((other) => other.message.id === id && seconds(other.time) === at)
    );
  }
  const adds = journal.filter(({ type, message }) =>
    type === "recv" && message.dest === src && isClientName(message.src) && message.body.type === "add" &&
    body?.includes(JSON.stringify(message.body.delta ?? null))
  );
  return got.some(({ time }) => seconds(time) === t) && got.some(({ time }) => seconds(time) === at) &&
    (got.length > adds.length || /"(id|seq|origin)/.test(body ?? ""));
}

function moreThanAdds({ node, body = "", src, count, adds }: Groups, { run: { journal } }: Told): boolean {
  const got = journal.filter((event) =>
    event.type === "recv" && event.message.src === src && event.message.dest === node && bodyShown(event) === body
  );
  const asked = journal.filter(({ type, message }) =>
    type === "recv" && message.dest === src && isClientName(message.src) && message.body.type === "add"
  );
  const alike = asked.filter(({ message }) => new RegExp(`[:,[]${message.body.delta}[,}\\]]`).test(body));
  const expected = alike.length > 0 ? alike.length : asked.length;
  return got.length === Number(count) && expected === Number(adds) && got.length > expected;
}

function overwrote({ node = "", what, t }: Groups, { run: { journal } }: Told): boolean {
  return journal.some((reply) =>
    reply.type === "send" && reply.message.dest === node && seconds(reply.time) === t &&
    journal.some(({ message }) =>
      message.src === node && message.dest === reply.message.src &&
      message.body.msg_id === reply.message.body.in_reply_to &&
      JSON.stringify(message.body.value ?? null) === what
    )
  );
}

function skipped({ node, key = "", from, t, later, offset }: Groups, { run: { journal } }: Told): boolean {
  const name = String(JSON.parse(key));
  return journal.some((reply) => {
    if (reply.type !== "send" || reply.message.src !== node || seconds(reply.time) !== t) return false;
    const msgs = (reply.message.body.msgs ?? {}) as Readonly<Record<string, readonly (readonly [number, unknown])[]>>;
    const offsets = (msgs[name] ?? []).map(([at]) => at);
    const asked = journal.find(({ type, message }) =>
      type === "recv" && message.src === reply.message.dest && message.body.msg_id === reply.message.body.in_reply_to
    )?.message.body.offsets as Readonly<Record<string, number>> | undefined;
    return asked?.[name] === Number(from) && offsets.includes(Number(later)) && !offsets.includes(Number(offset));
  });
}

function nothingHappened({ node = "" }: Groups, told: Told): boolean {
  const times = lackTimes(told, node);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  return !told.run.history.some(({ process, f, time, value }) =>
    process === "nemesis" && f === "kill" && names(value, node) && time >= from && time <= to
  );
}

function exchanged({ a = "", b = "", count = "" }: Groups, told: Told): boolean {
  const limits = [...lackTimes(told, a), ...lackTimes(told, b)];
  const number = count === "no message" ? 0 : Number.parseInt(count);
  return limits.some((limit) =>
    told.run.journal.filter(({ type, time, message: { src, dest } }) =>
      type === "recv" && time <= limit && [a, b].includes(src) && [a, b].includes(dest)
    ).length === number
  );
}

function printed({ node = "", list = "" }: Groups, { run: { lastLogLines } }: Told): boolean {
  const lines = lastLogLines[node] ?? [];
  const quoted: readonly string[] = JSON.parse(`[${list}]`);
  return quoted.every((text) => lines.some((line) => line.includes(text.replace(/\.\.\. \(\d+ characters\)$/, ""))));
}
