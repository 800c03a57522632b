/**
 * The journal message by message: when each was sent, and what became of it.
 *
 * @module
 */
import type { Journal } from "../net/journal.ts";
import type { Message } from "../net/message.ts";

/** One delivery of a message, done or failed. */
export interface Flight {
  readonly message: Message;
  readonly sentNs: number;
  /** When it was received or lost; undefined where neither happened before the end. */
  readonly endNs: number | undefined;
  /** Empty where the message was received. */
  readonly lostBy: string;
  /** Places in the journal; a second delivery is taken as sent right after the first. */
  readonly sendPlace: number;
  readonly endPlace: number;
  /** True for the second delivery of a message that the network duplicated. */
  readonly isCopy: boolean;
}

/** Pairs sends with receives and drops, in the order of sending. What ends twice was duplicated by the network. */
export function flightsOf(journal: Journal): Flight[] {
  const flights: Flight[] = [];
  const positionOf = new Map<number, number>();
  let place = -1;
  for (const { type, time, message, reason } of journal) {
    place++;
    if (type === "send") {
      positionOf.set(message.id, flights.length);
      flights.push({
        message,
        sentNs: time,
        endNs: undefined,
        lostBy: "",
        sendPlace: place,
        endPlace: -1,
        isCopy: false,
      });
      continue;
    }
    const position = positionOf.get(message.id) ?? -1;
    const first = flights[position];
    const end = { endNs: time, lostBy: type === "drop" ? reason ?? "lost" : "", endPlace: place };
    if (first !== undefined && first.endNs === undefined) {
      flights[position] = { ...first, ...end };
    } else {
      const sendPlace = (first?.sendPlace ?? place) + 0.5;
      flights.push({ message, sentNs: first?.sentNs ?? time, sendPlace, isCopy: true, ...end });
    }
  }
  return flights.sort((a, b) => a.sendPlace - b.sendPlace);
}
