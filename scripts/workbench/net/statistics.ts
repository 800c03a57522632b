/**
 * Message statistics of a run, after Maelstrom's net checker: the figures that Fly.io's targets refer to.
 *
 * Everything in the journal counts, setup traffic included. Lost messages were sent, so they count as sent and as
 * messages; our own `drop` events do not count. `clients` are messages from or to a client, `servers` all others.
 *
 * @module
 */
import { shortestFloat32 } from "../checkers/float32.ts";
import type { History } from "../history.ts";
import type { Verdict } from "../verdict.ts";
import type { Journal, JournalEvent } from "./journal.ts";
import { isClient } from "./message.ts";

/** Counts of one group of messages. */
export interface MessageCounts {
  readonly "send-count": number;
  readonly "recv-count": number;
  /** Different messages among both. */
  readonly "msg-count": number;
  /** Messages per operation as a 32-bit float; absent for clients, and where there are no operations. */
  readonly "msgs-per-op"?: number;
  readonly [field: string]: number;
}

/** The section `net` of the results. Never invalid. */
export interface NetStatistics extends Verdict {
  readonly valid: true;
  readonly all: MessageCounts;
  readonly clients: MessageCounts;
  readonly servers: MessageCounts;
}

/** Counts the messages of a run and relates them to the operations that clients invoked. */
export function netStatistics(journal: Journal, history: History): NetStatistics {
  const clients = new Tally();
  const servers = new Tally();
  for (const event of journal) {
    if (event.type === "drop") continue;
    const { src, dest } = event.message;
    (isClient(src) || isClient(dest) ? clients : servers).count(event);
  }
  const operationCount = history.reduce(
    (total, { process, type }) => total + (process !== "nemesis" && type === "invoke" ? 1 : 0),
    0,
  );
  const all = {
    "send-count": clients.sent + servers.sent,
    "recv-count": clients.received + servers.received,
    "msg-count": clients.messages + servers.messages,
  };
  return {
    valid: true,
    all: perOperation(all, operationCount),
    clients: clients.toCounts(),
    servers: perOperation(servers.toCounts(), operationCount),
  };
}

function perOperation(counts: MessageCounts, operationCount: number): MessageCounts {
  if (operationCount === 0) return counts;
  return { ...counts, "msgs-per-op": shortestFloat32(counts["msg-count"] / operationCount) };
}

/** Counts the events of one group. Every message is in one group only, as its ends decide. */
class Tally {
  sent = 0;
  received = 0;
  messages = 0;
  readonly #ids = new NumberSet();

  count({ type, message }: JournalEvent): void {
    if (type === "send") this.sent++;
    else this.received++;
    if (this.#ids.add(message.id)) this.messages++;
  }

  toCounts(): MessageCounts {
    return { "send-count": this.sent, "recv-count": this.received, "msg-count": this.messages };
  }
}

/** Numbers in one page of a NumberSet. */
const PAGE_LENGTH = 1 << 12;

/** A set of numbers that lie close together, which a Set could not hold beyond 2^24 of them. */
class NumberSet {
  readonly #pages = new Map<number, Uint8Array<ArrayBuffer>>();
  /** The page of the last number, which is most often that of the next one. */
  #page = new Uint8Array();
  #firstOfPage = NaN;

  /** Adds a number; returns false where it was there. */
  add(number: number): boolean {
    const place = number - this.#firstOfPage;
    if (!(place >= 0 && place < PAGE_LENGTH)) {
      this.#turnTo(Math.floor(number / PAGE_LENGTH));
      return this.add(number);
    }
    const isNew = this.#page[place] === 0;
    this.#page[place] = 1;
    return isNew;
  }

  #turnTo(pageNumber: number): void {
    this.#page = this.#pages.get(pageNumber) ?? new Uint8Array(PAGE_LENGTH);
    this.#pages.set(pageNumber, this.#page);
    this.#firstOfPage = pageNumber * PAGE_LENGTH;
  }
}
