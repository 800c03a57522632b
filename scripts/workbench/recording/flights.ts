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

type OpenFlight = { -readonly [field in keyof Flight]: Flight[field] };

/** Pairs sends with receives and drops, in the order of sending. What ends twice was duplicated by the network. */
export function flightsOf(journal: Journal): Flight[] {
  const flights: OpenFlight[] = [];
  /** By the number of the message, less that of the first one. */
  const flightOf: (OpenFlight | undefined)[] = [];
  let firstId = -1;
  let place = -1;
  let hasCopies = false;
  for (const { type, time, message, reason } of journal) {
    place++;
    if (type === "send") {
      const flight: OpenFlight = {
        message,
        sentNs: time,
        endNs: undefined,
        lostBy: "",
        sendPlace: place,
        endPlace: -1,
        isCopy: false,
      };
      if (firstId < 0) firstId = message.id;
      flightOf[message.id - firstId] = flight;
      flights.push(flight);
      continue;
    }
    let flight = flightOf[message.id - firstId];
    if (flight === undefined || flight.endNs !== undefined) {
      const sentNs: number = flight?.sentNs ?? time;
      const sendPlace: number = (flight?.sendPlace ?? place) + 0.5;
      flight = { message, sentNs, endNs: undefined, lostBy: "", sendPlace, endPlace: -1, isCopy: true };
      flights.push(flight);
      hasCopies = true;
    }
    flight.endNs = time;
    flight.lostBy = type === "drop" ? reason ?? "lost" : "";
    flight.endPlace = place;
  }
  return hasCopies ? flights.sort((a, b) => a.sendPlace - b.sendPlace) : flights;
}
