/**
 * A client of the logs: knows where to go on with each of its keys, and commits what it has polled.
 *
 * As in the original, a newly assigned key starts at offset 0: the committed offset is fetched and not used. Positions
 * advance before the commit, also where the commit then fails.
 *
 * @module
 */
import { laterOffset, type Offset, offsetToJson } from "../../checkers/kafka/offset.ts";
import type { Json, Operation } from "../../history.ts";
import type { ClientOperation, WorkloadClient } from "../workload.ts";
import { highestOffset } from "./seen_offsets.ts";

/** One client. */
export class LogClient implements WorkloadClient {
  /** By assigned key: the next offset to ask for. */
  #positions = new Map<string, Offset>();

  invoke(operation: Operation): ClientOperation {
    switch (operation.f) {
      case "send":
        return this.#send(operation);
      case "poll":
        return this.#poll();
      case "assign":
        return this.#assign(operation);
      default:
        return crash();
    }
  }

  *#send({ value }: Operation): ClientOperation {
    // The value is what LogOperations made.
    const [[f, key, message]] = value as readonly [readonly [string, string, Json]];
    const { offset = null } = yield { type: "send", key, msg: message };
    return { type: "ok", value: [[f, key, [offset, message]]] };
  }

  *#poll(): ClientOperation {
    const reply = yield { type: "poll", offsets: toJson(this.#positions) };
    // The reply matches the schema of poll_ok.
    const polled = reply.msgs as Readonly<Record<string, Json>>;
    const processed = new Map<string, Offset>();
    for (const [key, pairs] of Object.entries(polled)) {
      const highest = highestOffset(pairs);
      this.#advance(key, highest === undefined ? 0 : laterOffset(0, following(highest)));
      if (highest !== undefined) processed.set(key, laterOffset(0, highest));
    }
    if (processed.size > 0) yield { type: "commit_offsets", offsets: toJson(processed) };
    return { type: "ok", value: [["poll", polled]] };
  }

  *#assign(operation: Operation): ClientOperation {
    const keys = operation.value as readonly string[];
    if (operation["seek-to-beginning"] === true) {
      this.#positions = new Map(keys.map((key) => [key, 0]));
      return { type: "ok", value: keys };
    }
    const reply = yield { type: "list_committed_offsets", keys };
    this.#positions = new Map(keys.map((key) => [key, this.#positions.get(key) ?? 0]));
    return { type: "ok", value: keys, committed: reply.offsets as Readonly<Record<string, Json>> };
  }

  #advance(key: string, position: Offset): void {
    this.#positions.set(key, laterOffset(this.#positions.get(key) ?? position, position));
  }
}

// deno-lint-ignore require-yield -- a crash sends nothing: it only ends the process, and with it the client.
function* crash(): ClientOperation {
  return { type: "info", value: null };
}

function following(offset: Offset): Offset {
  return typeof offset === "number" ? offset + 1 : offset + 1n;
}

function toJson(offsets: ReadonlyMap<string, Offset>): { readonly [key: string]: Json } {
  const json: Record<string, Json> = {};
  offsets.forEach((offset, key) => json[key] = offsetToJson(offset));
  return json;
}
