/**
 * Events of a journal as a block: columns of kinds, times and messages, and each message's ends and body once.
 *
 * A message that was sent in another block stands in this one as well, so that a block can be read alone.
 *
 * @module
 */
import { Columns, packColumns, packNumbers, packTexts } from "../columns.ts";
import type { BlockForm } from "../record_list.ts";
import type { ListTable } from "../list_table.ts";
import type { JournalEvent } from "./journal.ts";
import { type BodyText, type Message, SentMessage, splitBodyOf, type StoredText } from "./message.ts";

/** What an event is and, for a drop, why. */
type EventKind = Pick<JournalEvent, "type" | "reason">;

const SEND: EventKind = { type: "send" };
const KINDS: readonly EventKind[] = [
  SEND,
  { type: "recv" },
  { type: "drop" },
  { type: "drop", reason: "partition" },
  { type: "drop", reason: "loss" },
  { type: "drop", reason: "node-down" },
  { type: "drop", reason: "closed" },
];

const KIND_OF: ReadonlyMap<string, number> = new Map(KINDS.map((kind, place) => [kindName(kind), place]));

/** What a block says before its columns. */
interface BlockFields {
  readonly firstId: number;
  readonly firstNs: number;
  /** Names of participants. */
  readonly names: readonly string[];
}

/** Reads and writes blocks of events. */
export const EVENT_FORM: BlockForm<JournalEvent> = { pack, unpack };

function pack(events: readonly JournalEvent[], lists: ListTable): Uint8Array {
  const messages = new MessageColumns();
  const kinds: number[] = [];
  const gaps: number[] = [];
  const messagesBack: number[] = [];
  const firstNs = events[0]?.time ?? 0;
  let lastNs = firstNs;
  for (const event of events) {
    kinds.push(KIND_OF.get(kindName(event)) ?? 0);
    gaps.push(event.time - lastNs);
    lastNs = event.time;
    messagesBack.push(messages.take(event.message, lists));
  }
  const fields: BlockFields = { firstId: events[0]?.id ?? 0, firstNs, names: [...messages.names.keys()] };
  const numbers = [kinds, gaps, messagesBack, messages.ids, messages.sources, messages.destinations];
  return packColumns({ ...fields }, [...numbers.map((column) => packNumbers(column)), packTexts(messages.texts)]);
}

/** The messages of a block, each once. */
class MessageColumns {
  readonly names = new Map<string, number>();
  /** Each as the distance from the one before it. */
  readonly ids: number[] = [];
  readonly sources: number[] = [];
  readonly destinations: number[] = [];
  readonly texts: string[] = [];
  readonly #placeOf = new Map<number, number>();
  #lastId = 0;

  /** Returns how many messages ago this one was taken; 0 where it was not, and is now. */
  take(message: Message, lists: ListTable): number {
    const place = this.#placeOf.get(message.id);
    if (place !== undefined) return this.#placeOf.size - place;
    this.#placeOf.set(message.id, this.#placeOf.size);
    this.ids.push(message.id - this.#lastId);
    this.#lastId = message.id;
    this.sources.push(this.#numberOf(message.src));
    this.destinations.push(this.#numberOf(message.dest));
    const text = splitBodyOf(message);
    this.texts.push(typeof text === "string" ? text : lists.textOf(text));
    return 0;
  }

  #numberOf(name: string): number {
    const known = this.names.get(name);
    if (known === undefined) this.names.set(name, this.names.size);
    return known ?? this.names.size - 1;
  }
}

function unpack(bytes: Uint8Array, lists: ListTable): readonly JournalEvent[] {
  const columns = new Columns(bytes);
  const { firstId, firstNs } = columns.fields as unknown as BlockFields;
  const [kinds, gaps, messagesBack] = [columns.numbers(0), columns.numbers(1), columns.numbers(2)];
  const stored = messagesOf(columns, lists);
  const events: JournalEvent[] = [];
  let [timeNs, count] = [firstNs, 0];
  for (let place = 0; place < kinds.length; place++) {
    timeNs += gaps[place] ?? 0;
    const back = messagesBack[place] ?? 0;
    const message = stored[back === 0 ? count++ : count - back];
    if (message === undefined) throw new RangeError(`Cannot read a journal: event ${firstId + place} has no message`);
    const { type, reason } = KINDS[kinds[place] ?? 0] ?? SEND;
    const [id, time] = [firstId + place, timeNs];
    events.push(reason === undefined ? { id, time, type, message } : { id, time, type, message, reason });
  }
  return events;
}

function messagesOf(columns: Columns, lists: ListTable): Message[] {
  const { names } = columns.fields as unknown as BlockFields;
  const [ids, sources, destinations] = [columns.numbers(3), columns.numbers(4), columns.numbers(5)];
  const texts = new BlockTexts(columns, lists);
  let id = 0;
  return Array.from(ids, (step, place) => {
    id += step;
    const [src, dest] = [names[sources[place] ?? 0] ?? "", names[destinations[place] ?? 0] ?? ""];
    return SentMessage.stored({ id, src, dest }, texts.at(place));
  });
}

/** The bodies of a block, whose texts are taken apart when the first of them is read. */
class BlockTexts {
  readonly #columns: Columns;
  readonly #lists: ListTable;
  #texts: readonly string[] | undefined;

  constructor(columns: Columns, lists: ListTable) {
    this.#columns = columns;
    this.#lists = lists;
  }

  at(place: number): StoredText {
    return { read: () => this.#read(place) };
  }

  #read(place: number): BodyText {
    this.#texts ??= this.#columns.texts(6);
    const text = this.#texts[place] ?? "";
    return this.#lists.split(text) ?? text;
  }
}

function kindName({ type, reason }: EventKind): string {
  return reason === undefined ? type : `${type} ${reason}`;
}
