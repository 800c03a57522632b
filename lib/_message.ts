/**
 * Messages as they travel, and the one place where a line becomes a message.
 *
 * @module
 */

/** A body whose type is not known any closer. */
export type Body = {
  /** The type of the message. */
  readonly type: string;
  /** The number that a reply names. Requests have one, other messages need none. */
  readonly msg_id?: number;
  /** The number of the request that this replies to. */
  readonly in_reply_to?: number;
  /** The fields of the type. */
  readonly [field: string]: unknown;
};

/** A message from `src` to `dest`. */
export interface Message<B extends { readonly type: string } = Body> {
  /** Who sent it. */
  readonly src: string;
  /** Whom it is for. */
  readonly dest: string;
  /** What it says. */
  readonly body: B;
}

/** Reads a message from a line, or tells what is wrong with the line. */
export function parseMessage(line: string): Message | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "not JSON";
  }
  if (!isRecord(value)) return "not an object";
  if (typeof value.src !== "string") return '"src" is not a string';
  if (typeof value.dest !== "string") return '"dest" is not a string';
  const body = value.body;
  if (!isRecord(body)) return '"body" is not an object';
  if (typeof body.type !== "string") return '"body.type" is not a string';
  if (body.msg_id !== undefined && !Number.isInteger(body.msg_id)) return '"body.msg_id" is not an integer';
  return value as unknown as Message;
}

/** Neither null nor an array. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
