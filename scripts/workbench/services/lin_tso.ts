/**
 * The service `lin-tso`: a timestamp oracle. It hands out 0, 1, 2 and so on, each once.
 *
 * @module
 */
import type { Service, ServiceReply, ServiceRequest } from "./service.ts";

/** A linearizable source of increasing integers. */
export class LinTso implements Service {
  readonly name = "lin-tso";
  #next = 0;

  handle({ body }: ServiceRequest): ServiceReply | undefined {
    if (body.type !== "ts") return undefined;
    return { body: { type: "ts_ok", ts: this.#next++ } };
  }
}
