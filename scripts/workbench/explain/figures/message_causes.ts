/**
 * Why there are so many messages: repetitions, echoes, whole sets told again, acknowledgements alone, questions, refused
 * compare-and-set, and one message per value where several could share one.
 *
 * Each cause has the part of all messages that it explains. A sentence is made only from numbers of the run.
 *
 * @module
 */
import { NS_PER_MS } from "../../clock.ts";
import type { MessageClass } from "../../run_account.ts";
import { grouped } from "../../text/grouped.ts";
import { type CauseFacts, figure, percent, type WeighedCause } from "./causes.ts";
import { ms } from "./latency_paths.ts";
import { middleOf } from "./rhythm.ts";
import type { Row } from "./traffic.ts";

/** Part of the compare-and-set requests that are refused from which on that is no bad luck. */
const REFUSED_MIN = 0.2;

/** An acknowledgement may wait so long for a message to ride on. */
const RIDE_NS = 1000 * NS_PER_MS;

/** Values in a message with news, on average, up to which messages carry them one by one. */
const ALONE_MAX = 1.5;

/** Part of the messages with values that carry all that their senders know, from which on that is the design. */
const WHOLE_SETS_MIN = 0.5;

/** Waiting that costs nothing where no limit says how much there may be. */
const SLACK_MS = 500;

/** Finds what cost messages, the dearest first. */
export function messageCauses(facts: CauseFacts): WeighedCause[] {
  if (facts.messages.total === 0) return [];
  const pure = [
    ...contentionCause(facts),
    ...repetitionCause(facts),
    ...knownCause(facts),
    ...acknowledgementCause(facts),
    ...questionCause(facts),
  ].toSorted((a, b) => b.weight - a.weight);
  return [...pure, ...sharingCause(facts)].toSorted((a, b) => b.weight - a.weight);
}

function perOperation({ messages: { operations } }: CauseFacts, messages: number): string {
  return figure(messages / Math.max(1, operations));
}

function rowsOf({ classified: { classes } }: CauseFacts, ...wanted: readonly MessageClass[]): Row[] {
  return [...classes].flatMap(([row, name]) => wanted.includes(name) ? [row] : []);
}

function contentionCause(facts: CauseFacts): WeighedCause[] {
  const { rounds, messages } = facts;
  if (rounds === undefined) return [];
  const { attempts, refused, messages: cost, key, keyRefused, nodes } = rounds.contention;
  if (refused < REFUSED_MIN * attempts || refused === 0) return [];
  const where = `${keyRefused === refused ? "all" : percent(keyRefused / refused)} of them on the key ${
    JSON.stringify(key)
  }, which ${nodes === 1 ? "one node wants" : `${nodes} nodes want`}`;
  return [{
    cause: "contention",
    weight: cost / messages.total,
    text: `${percent(refused / attempts)} of ${grouped(attempts)} compare-and-set requests failed, ${where}. With ` +
      `their answers and with reading anew they cost ${perOperation(facts, cost)} of ${
        perOperation(facts, messages.total)
      } messages per operation. Give each node keys of its own, or let one node write for all.`,
  }];
}

/** What is sent again before an answer can be there. */
function repetitionCause(facts: CauseFacts): WeighedCause[] {
  const { classified, messages } = facts;
  const pairs = [...classified.repeatOf];
  if (pairs.length === 0) return [];
  const wasteful = pairs.filter(([row]) => classified.classes.get(row) === "retried");
  const intervalNs = middleOf(wasteful.map(([row, before]) => row.sentNs - before.sentNs));
  const ways = wasteful.flatMap(([, { sentNs, receivedNs }]) => receivedNs === undefined ? [] : [receivedNs - sentNs]);
  const roundNs = 2 * middleOf(ways);
  const cost = wasteful.length + messages.classes.late;
  if (wasteful.length === 0 || intervalNs >= roundNs) return [];
  return [{
    cause: "early-repeat",
    weight: cost / messages.total,
    text:
      `${perOperation(facts, cost)} of ${
        perOperation(facts, messages.total)
      } messages per operation repeat what was not ` +
      `answered yet${messages.classes.late > 0 ? ", or answer it too late" : ""}: nodes repeat after ${
        ms(intervalNs)
      }, in the middle, but an answer takes ${ms(roundNs)} there and back. Wait longer than that.`,
  }];
}

function knownCause(facts: CauseFacts): WeighedCause[] {
  const { messages, classified, knowledge } = facts;
  const { known, classes } = messages;
  if (classes.known === 0 || !knowledge.followsValues) return [];
  const weight = classes.known / messages.total;
  const share = `${perOperation(facts, classes.known)} of ${
    perOperation(facts, messages.total)
  } messages per operation brought only what their receiver had`;
  const carrying = facts.traffic.rows.filter(({ isClients, cargo }) => !isClients && cargo !== undefined);
  const whole = carrying.filter((row) => classified.wholeSets.has(row));
  if (whole.length > WHOLE_SETS_MIN * carrying.length) {
    const held = mean(whole.map(({ cargo }) => cargo?.values.length ?? 0));
    const brought = mean(whole.map(({ cargo }) => cargo?.brought ?? 0));
    return [{
      cause: "whole-set",
      weight,
      text:
        `${share}: ${
          percent(whole.length / carrying.length)
        } of the messages with values carry all that their sender ` +
        `knows, ${figure(held)} values on average, of which ${
          figure(brought)
        } were new. Note for each neighbour what it has, ` +
        "send only the rest, and nothing where there is none.",
    }];
  }
  const [kind] = Object.entries(known).toSorted(([, a], [, b]) => b - a);
  const told: Record<string, string> = {
    echoed: `${
      perOperation(facts, known.echoed)
    } went back to the node that the values came from. Leave out the sender of a value when you pass it on.`,
    repeated: `${
      perOperation(facts, known.repeated)
    } told a node again what it had been sent before. Note what it has acknowledged, and send only the rest.`,
    overtaken: `for ${
      perOperation(facts, known.overtaken)
    } another node had been faster. A tree brings each value to each node once; the links that nodes use have circles.`,
  };
  return [{ cause: `known-${kind?.[0] ?? ""}`, weight, text: `${share}: ${told[kind?.[0] ?? ""] ?? ""}` }];
}

/** Acknowledgements, and how many of them could ride on another message. */
function acknowledgementCause(facts: CauseFacts): WeighedCause[] {
  const { messages, services, traffic: { names } } = facts;
  const isService = (participant: number) => services.has(names[participant] ?? "");
  const alone = rowsOf(facts, "acknowledged").filter(({ src, dest }) => !isService(src) && !isService(dest));
  if (alone.length === 0) return [];
  const links = Map.groupBy(facts.classified.classes.keys(), ({ link }) => link);
  const followers = new Map<Row, Row>();
  for (const rows of links.values()) rows.forEach((row, at) => at > 0 && followers.set(rows[at - 1] ?? row, row));
  const riding = alone.filter((row) => (followers.get(row)?.sentNs ?? Infinity) - row.sentNs <= RIDE_NS).length;
  const ride = riding > 0.1 * alone.length
    ? `${percent(riding / alone.length)} of them could ride on another message, which takes the same link within ${
      ms(RIDE_NS)
    }.`
    : "Acknowledge several messages with one, or rely on the next one instead.";
  return [{
    cause: "acknowledgements",
    weight: alone.length / messages.total,
    text: `${perOperation(facts, alone.length)} of ${
      perOperation(facts, messages.total)
    } messages per operation only acknowledge. ${ride} Let a message say how far its sender has received, and answer alone only where none follows.`,
  }];
}

/** Questions among nodes, with the answers that brought nothing. */
function questionCause(facts: CauseFacts): WeighedCause[] {
  const { messages, services, traffic: { names }, classified: { classes } } = facts;
  const asked = rowsOf(facts, "asked").filter(({ dest }) => !services.has(names[dest] ?? ""));
  const answered = asked.filter(({ answer }) => answer !== undefined);
  const empty = answered.filter(({ answer }) => answer !== undefined && classes.get(answer) !== "news");
  if (asked.length === 0) return [];
  return [{
    cause: "questions",
    weight: (asked.length + empty.length) / messages.total,
    text: `${perOperation(facts, asked.length)} of ${
      perOperation(facts, messages.total)
    } messages per operation only ask another node${
      answered.length === 0 ? "" : `, and ${percent(empty.length / answered.length)} of the answers brought nothing new`
    }. Tell news without being asked.`,
  }];
}

/** One message per value, and how many there would be if values waited for each other. */
function sharingCause(facts: CauseFacts): WeighedCause[] {
  const { messages, latency, limits: { maxMs } } = facts;
  const news = rowsOf(facts, "news").filter(({ cargo }) => cargo !== undefined);
  const values = mean(news.map(({ cargo }) => cargo?.brought ?? 0));
  if (news.length === 0 || values > ALONE_MAX) return [];
  const latestMs = Math.max(0, ...(latency?.values ?? []).map(({ latencyNs }) => latencyNs)) / NS_PER_MS;
  const slackMs = maxMs === undefined ? SLACK_MS : maxMs - latestMs;
  if (slackMs < 1) return [];
  const links = Map.groupBy(news, ({ link }) => link);
  let merged = 0;
  for (const rows of links.values()) {
    let openedNs = -Infinity;
    for (const { sentNs } of rows) {
      if (sentNs - openedNs <= slackMs * NS_PER_MS) continue;
      merged++;
      openedNs = sentNs;
    }
  }
  const slack = maxMs === undefined
    ? `If a message waited up to ${SLACK_MS} ms`
    : `The latest value takes ${Math.round(latestMs)} ms of ${maxMs} ms. If a message waited for up to the ${
      Math.floor(slackMs)
    } ms that are left`;
  return [{
    cause: "one-by-one",
    weight: (news.length - merged) / messages.total,
    text: `Messages bring ${figure(values)} new values each, on average. ${slack} for others on its link, ${
      perOperation(facts, merged)
    } per operation would bring what ${perOperation(facts, news.length)} do now.`,
  }];
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}
