/**
 * The service `lin-kv`: one linearizable map. Requests take effect one by one in the order of their arrival.
 *
 * @module
 */
import type { Json } from "../history.ts";
import { answerKvRequest, canonicalKey } from "./kv_request.ts";
import type { Service, ServiceReply, ServiceRequest } from "./service.ts";

/** A linearizable key-value store. */
export class LinKv implements Service {
  readonly name = "lin-kv";
  readonly #values = new Map<string, Json>();

  handle({ body }: ServiceRequest): ServiceReply | undefined {
    const key = canonicalKey(body);
    const answer = answerKvRequest(body, this.#values.get(key));
    if (answer === undefined) return undefined;
    if (answer.stored !== undefined) this.#values.set(key, answer.stored);
    return { body: answer.reply };
  }
}
