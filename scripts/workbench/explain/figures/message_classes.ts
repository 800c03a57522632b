/**
 * Gives every message between servers one class, by what it did. The classes add up to all messages.
 *
 * In this order: a message that never arrived is lost, or under way; one that brought its receiver a value is news; then
 * come repetitions of what was not answered yet, answers that came after their question was repeated or answered,
 * refusals, acknowledgements and answers, and questions. What is left brought only what its receiver had, or nothing
 * that can be followed. Where values cannot be followed, as in counters, what counts is whether a message says
 * something else than the last one of its type on its link.
 *
 * @module
 */
import { type ClassCounts, type MessageAccount, type MessageClass, noMessages } from "../../run_account.ts";
import { arrivalOf, type Knowledge } from "./knowledge.ts";
import { RowMap } from "./row_map.ts";
import type { Cargo, Row, Traffic } from "./traffic.ts";

/** Links that are told one by one. */
const LINKS_TOLD_MAX = 10;

/** Part of the messages of a type that were answered, from which on the type asks. */
const ASKS_MIN = 0.5;

/** A message that carries so much of what its sender knows carries all of it; of fewer values that says nothing. */
const WHOLE_SET_MIN = 0.95;
const WHOLE_SET_VALUES_MIN = 10;

/** Requests that change what a service holds. */
const WRITES: ReadonlySet<string> = new Set(["write", "cas"]);

/** What classes are found from. */
export interface ClassRequest {
  readonly traffic: Traffic;
  readonly knowledge: Knowledge;
  readonly services: ReadonlySet<string>;
  /** How long a node may take to react, in ns. */
  readonly reactionNs: number;
}

/** How a message came to bring only what the receiver had. */
export type KnownKind = keyof MessageAccount["known"];

/** The messages between servers with their classes. */
export interface ClassifiedMessages {
  readonly classes: RowMap<MessageClass>;
  /** Of those of class `known`. */
  readonly knownKinds: RowMap<KnownKind>;
  /** Messages that carried all that their senders knew. */
  readonly wholeSets: ReadonlySet<Row>;
  /** By message that repeats what was not answered yet: what it repeats. */
  readonly repeatOf: ReadonlyMap<Row, Row>;
}

/** Classifies all messages between servers. */
export function classifyMessages(request: ClassRequest): ClassifiedMessages {
  return new Classifier(request).run();
}

/** Counts classes by type and by link. */
export function countClasses(
  { rows, names }: Traffic,
  { classes, knownKinds }: ClassifiedMessages,
): Pick<MessageAccount, "total" | "classes" | "types" | "links" | "otherLinks" | "known"> {
  const all = noMessages();
  const types = new Map<string, Record<MessageClass, number>>();
  const links = new Map<number, Record<MessageClass, number>>();
  const ends = new Map<number, Row>();
  const known: Record<KnownKind, number> = { echoed: 0, repeated: 0, overtaken: 0 };
  for (const row of rows) {
    const messageClass = classes.get(row);
    if (messageClass === undefined) continue;
    all[messageClass]++;
    countsAt(types, row.type)[messageClass]++;
    countsAt(links, row.link)[messageClass]++;
    ends.set(row.link, row);
    const kind = knownKinds.get(row);
    if (kind !== undefined) known[kind]++;
  }
  const byLink = mostFirst(links);
  const others = byLink.slice(LINKS_TOLD_MAX);
  return {
    total: sumOf(all),
    classes: all,
    types: mostFirst(types).map(([type, counts]) => ({ type, classes: counts })),
    links: byLink.slice(0, LINKS_TOLD_MAX).map(([link, counts]) => {
      const { src = -1, dest = -1 } = ends.get(link) ?? {};
      return { src: names[src] ?? "", dest: names[dest] ?? "", classes: counts };
    }),
    otherLinks: { count: others.length, classes: addAll(others.map(([, counts]) => counts)) },
    known,
  };
}

/** Counts with the most messages first. */
function mostFirst<Key>(counts: ReadonlyMap<Key, ClassCounts>): (readonly [Key, ClassCounts])[] {
  const summed = [...counts].map(([key, one]) => ({ key, one, sum: sumOf(one) }));
  return summed.toSorted((a, b) => b.sum - a.sum).map(({ key, one }) => [key, one]);
}

/** All messages of all classes. */
export function sumOf(counts: ClassCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function addAll(all: readonly ClassCounts[]): ClassCounts {
  const sum = noMessages();
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) sum[name as MessageClass] += count;
  }
  return sum;
}

function countsAt<Key>(counts: Map<Key, Record<MessageClass, number>>, name: Key): Record<MessageClass, number> {
  let found = counts.get(name);
  if (found === undefined) counts.set(name, found = noMessages());
  return found;
}

/** The last rows of one type that went over a link. */
class LinkMemory {
  readonly ofContent = new Map<string, Row>();
  /** By the number of the value. */
  readonly ofValue: (Row | undefined)[] = [];
  last: Row | undefined;
}

/** What is known of a type of messages. */
interface TypeCounts {
  sent: number;
  /** Messages that its receiver reacted to by sending values back. */
  answered: number;
  news: number;
  /** By the number of the link. */
  readonly links: (LinkMemory | undefined)[];
}

class Classifier {
  readonly #request: ClassRequest;
  readonly #knownKinds: RowMap<KnownKind>;
  readonly #wholeSets = new Set<Row>();
  readonly #types = new Map<string, TypeCounts>();
  /** Rows that say again what was not answered yet, and the other way round, by what each was repeated first. */
  readonly #repeatOf = new Map<Row, Row>();
  readonly #repeatedBy = new Map<Row, Row>();

  constructor(request: ClassRequest) {
    this.#request = request;
    this.#knownKinds = new RowMap(request.traffic.rows);
  }

  run(): ClassifiedMessages {
    const between = this.#request.traffic.rows.filter(({ isClients }) => !isClients);
    for (const row of between) this.#compare(row);
    const classes = new RowMap<MessageClass>(this.#request.traffic.rows);
    for (const row of between) {
      const deed = this.#classOf(row);
      classes.set(row, deed);
      if (deed !== "known") this.#knownKinds.delete(row);
      this.#memoryOf(row).last = row;
    }
    return { classes, knownKinds: this.#knownKinds, wholeSets: this.#wholeSets, repeatOf: this.#repeatOf };
  }

  /** Compares a row with those before it. */
  #compare(row: Row): void {
    const { cargo } = row;
    const type = this.#countsOf(row);
    type.sent++;
    if ((cargo?.brought ?? 0) > 0) type.news++;
    if (cargo !== undefined && row.heard !== undefined && this.#isReaction(row) && !this.#carries(row.heard)) {
      this.#countsOf(row.heard).answered++;
    }
    const before = this.#saidBefore(row);
    if (before === undefined || row.isReply || this.#isAnswered(before, row)) return;
    this.#repeatOf.set(row, before);
    if (!this.#repeatedBy.has(before)) this.#repeatedBy.set(before, row);
  }

  /** Whether a row, or what it repeats, was answered before another row was sent. */
  #isAnswered(before: Row, row: Row): boolean {
    for (let one: Row | undefined = before; one !== undefined; one = this.#repeatOf.get(one)) {
      if (isAnswered(one, row)) return true;
    }
    return false;
  }

  /** The last row that said the same over the same link; a state that is told again and again repeats nothing. */
  #saidBefore(row: Row): Row | undefined {
    const { ofContent, ofValue } = this.#memoryOf(row);
    const { cargo } = row;
    const same = ofContent.get(row.content);
    ofContent.set(row.content, row);
    if (cargo === undefined) return same;
    const first = ofValue[cargo.values[0] ?? -1];
    let isRepeated = true;
    for (const value of cargo.values) {
      if (ofValue[value] === undefined) isRepeated = false;
      ofValue[value] = row;
    }
    this.#knownKinds.set(row, isRepeated ? "repeated" : this.#isEcho(row, cargo) ? "echoed" : "overtaken");
    const isWhole = cargo.known >= WHOLE_SET_VALUES_MIN && cargo.values.length >= WHOLE_SET_MIN * cargo.known;
    if (isWhole) this.#wholeSets.add(row);
    if (isWhole && !row.isRequest) return undefined;
    return same ?? (isRepeated ? first : undefined);
  }

  /** Whether all of a row's values had come to its sender from its receiver. */
  #isEcho(row: Row, { values }: Cargo): boolean {
    return values.every((value) => arrivalOf(this.#request.knowledge, row.src, value)?.src === row.dest);
  }

  #classOf(row: Row): MessageClass {
    if (row.receivedNs === undefined) return row.lostBy === "" ? "under-way" : "lost";
    if ((row.cargo?.brought ?? 0) > 0) return "news";
    if (this.#repeatOf.has(row)) return "retried";
    return row.isReply ? this.#classOfReply(row) : this.#isRefused(row) ? "refused" : this.#classOfMessage(row);
  }

  #classOfReply(row: Row): MessageClass {
    const { request } = row;
    if (request !== undefined) {
      const repeated = this.#repeatedBy.get(request);
      if (request.answer !== row || (repeated !== undefined && repeated.sentNs < (row.receivedNs ?? 0))) return "late";
      if (this.#isRefused(request)) return "refused";
    }
    if (row.code === undefined && this.#saysOther(row)) return "news";
    const carried = row.cargo?.values ?? [];
    const asked = new Set(request === undefined ? [] : request.cargo?.values);
    return carried.every((value) => asked.has(value)) ? "acknowledged" : "known";
  }

  #classOfMessage(row: Row): MessageClass {
    if (this.#isService(row.dest)) {
      if (!WRITES.has(row.type)) return "asked";
      return this.#saysNew(row) ? "news" : "known";
    }
    if (this.#carries(row)) {
      const answers = this.#countsOf(row).news === 0 && this.#knownKinds.get(row) === "echoed";
      return answers ? "acknowledged" : "known";
    }
    if (!this.#request.knowledge.followsValues && !row.isEmpty) return this.#saysOther(row) ? "news" : "known";
    if (row.isRequest) return "asked";
    const { heard } = row;
    if (heard !== undefined && this.#carries(heard)) {
      const last = this.#memoryOf(row).last;
      if (this.#isReaction(row)) return "acknowledged";
      if (!this.#asks(row) && (heard.receivedNs ?? 0) > (last?.sentNs ?? -Infinity)) return "acknowledged";
    }
    return this.#asks(row) ? "asked" : "other";
  }

  /** Whether, where values cannot be followed, a row says something else than the last of its type on its link. */
  #saysOther(row: Row): boolean {
    return !this.#request.knowledge.followsValues && !row.isEmpty && this.#saysNew(row);
  }

  #saysNew(row: Row): boolean {
    return this.#memoryOf(row).last?.content !== row.content;
  }

  /** Services answer questions for what is not there with an error as well. */
  #isRefused({ answer, dest, type }: Row): boolean {
    return answer?.code !== undefined && (WRITES.has(type) || !this.#isService(dest));
  }

  #asks(row: Row): boolean {
    const { sent, answered } = this.#countsOf(row);
    return answered >= ASKS_MIN * sent;
  }

  #isReaction({ sentNs, heard }: Row): boolean {
    return sentNs - (heard?.receivedNs ?? -Infinity) <= this.#request.reactionNs;
  }

  #carries(row: Row): boolean {
    return row.cargo !== undefined;
  }

  #isService(participant: number): boolean {
    return this.#request.services.has(this.#request.traffic.names[participant] ?? "");
  }

  #memoryOf(row: Row): LinkMemory {
    const { links } = this.#countsOf(row);
    return links[row.link] ??= new LinkMemory();
  }

  #countsOf({ type }: Row): TypeCounts {
    let found = this.#types.get(type);
    if (found === undefined) this.#types.set(type, found = { sent: 0, answered: 0, news: 0, links: [] });
    return found;
  }
}

/** Whether the receiver of a row had answered it, or said anything since it had it, when another row was sent. */
function isAnswered(before: Row, row: Row): boolean {
  if ((before.answer?.receivedNs ?? Infinity) <= row.sentNs) return true;
  return before.receivedNs !== undefined && (row.heard?.sentNs ?? -Infinity) >= before.receivedNs;
}
