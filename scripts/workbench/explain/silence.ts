/**
 * Nodes that answer nothing, too little, or too late.
 *
 * @module
 */
import { count, enumerate } from "../checkers/wording.ts";
import { excerpt } from "../text/excerpt.ts";
import type { Operation } from "../history.ts";
import type { JournalEvent } from "../net/journal.ts";
import { idText, isClient, type Message } from "../net/message.ts";
import { moment, type RunFacts, typeOf } from "./run_facts.ts";

/** Lines of a log that are told, and characters of one. */
const LINES_TOLD = 3;
const LINE_LENGTH_MAX = 200;

/** A place in a stack as JavaScript writes it, perhaps behind a time and a name. */
const STACK_LINE = /\s{2,}at .*:\d+:\d+\)?$/;

/** Late answers that are told one by one. */
const LATE_TOLD_MAX = 2;

/** Tells how many requests each node got and how many it answered, and of answers that came too late. */
export function tellSilence(facts: RunFacts): string[] {
  const counts = facts.nodes.map((node) => {
    const received = facts.journal.filter(({ type, message: { src, dest } }) =>
      type === "recv" && dest === node && isClient(src)
    );
    const replies = facts.journal.filter(({ type, message: { src, dest } }) =>
      type === "send" && src === node && isClient(dest)
    );
    const types = [...new Set(replies.map(({ message }) => typeOf(message)))];
    return `${node} received ${count(received.length, "request")} of clients and sent ${
      count(replies.length, "answer")
    }${types.length === 0 ? "" : `: ${enumerate(types)}`}`;
  });
  return [...counts, ...tellLateAnswers(facts), ...tellUnansweredTypes(facts.journal)];
}

/** Answers that were sent after their client had given up. */
function tellLateAnswers(facts: RunFacts): string[] {
  const late = facts.lateAnswers();
  const told = late.slice(0, LATE_TOLD_MAX).map(({ request, reply }) => {
    const afterS = moment(reply.sentNs - request.sentNs);
    return `The ${typeOf(reply.message)} that ${reply.message.src} sent at ${moment(reply.sentNs)} came too late: ` +
      `${afterS} after the ${typeOf(request.message)} that it answers, when ${reply.message.dest} had given up`;
  });
  const more = late.length - told.length;
  return more > 0 ? [...told, `${count(more, "more answer")} came too late as well`] : told;
}

/** Requests of clients that no node ever answered, by their types. */
function tellUnansweredTypes(journal: readonly JournalEvent[]): string[] {
  const replies = new Set<string>();
  const received: Message[] = [];
  for (const { type, message } of journal) {
    const { src, dest, body } = message;
    if (type === "send" && isClient(dest)) replies.add(`${src} ${dest} ${idText(body.in_reply_to)}`);
    if (type === "recv" && isClient(src)) received.push(message);
  }
  const isAnswered = ({ src, dest, body }: Message) => replies.has(`${dest} ${src} ${idText(body.msg_id)}`);
  const byType = Map.groupBy(received, ({ body }) => body.type);
  return [...byType.values()].filter((requests) => !requests.some(isAnswered)).map((requests) => {
    const type = requests[0] === undefined ? "" : typeOf(requests[0]);
    return requests.length === 1
      ? `The only request of type ${type} was not answered`
      : `None of ${requests.length} requests of type ${type} was answered`;
  });
}

/** Where to find the place of an exception, of which an error reply has the text alone. */
export function tellLog({ history, lastLogLines }: RunFacts): string[] {
  const crashed = history.find(isCrash);
  if (crashed === undefined) return [];
  const printed = lastLogLines.get(crashed.node ?? "") ?? [];
  if (printed.length === 0) return ['What nodes print when they fail with "crash" is shown by --log-stderr'];
  const told = lastComplaint(printed).map((line) => JSON.stringify(excerpt(line.trim(), LINE_LENGTH_MAX)));
  return [`${crashed.node} printed last on stderr: ${told.join(", ")}`];
}

function isCrash({ error, exception }: Operation): boolean {
  if (Array.isArray(error) && error[0] === "crash") return true;
  return typeof exception === "object" && exception !== null && "class" in exception && exception.class === "crash";
}

/** True for a place in a stack. */
export function isStackLine(line: string): boolean {
  return STACK_LINE.test(line);
}

/** The last line that is no part of a stack, with the first lines of the stack below it; else the last lines. */
function lastComplaint(lines: readonly string[]): readonly string[] {
  const start = lines.findLastIndex((line) => !isStackLine(line));
  return start < 0 || start === lines.length - 1 ? lines.slice(-LINES_TOLD) : lines.slice(start, start + LINES_TOLD);
}
