/**
 * Stand-ins for `assertThrows` and `assertRejects` of `@std/assert`.
 *
 * @module
 */
import { AssertionError } from "./assertion_error.ts";

/** Any class of errors, abstract ones included. */
type ErrorClass<E extends Error> = abstract new (...args: never[]) => E;

/** Fails unless `fn` throws; returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Fails unless `fn` throws an error of the class whose message includes the text; returns the error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  classOrMsg?: ErrorClass<E> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const note = typeof classOrMsg === "string" ? classOrMsg : msg;
  let thrown: unknown;
  try {
    fn();
  } catch (error) {
    thrown = error;
    if (typeof classOrMsg === "function") checkError(error, classOrMsg, { msgIncludes, note, verb: "thrown" });
    return thrown;
  }
  throw new AssertionError(`Expected function to throw${suffix(note)}`);
}

/** Fails unless the promise that `fn` returns rejects; resolves to the reason. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Fails unless the promise rejects with an error of the class whose message includes the text. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorClass<E> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const note = typeof classOrMsg === "string" ? classOrMsg : msg;
  const promise = callForPromise(fn, note);
  try {
    await promise;
  } catch (error) {
    if (typeof classOrMsg === "function") checkError(error, classOrMsg, { msgIncludes, note, verb: "rejected" });
    return error;
  }
  throw new AssertionError(`Expected function to reject${suffix(note)}`);
}

/** A function that throws at once, or returns no promise, does not reject. */
function callForPromise(fn: () => PromiseLike<unknown>, note: string | undefined): PromiseLike<unknown> {
  const complaint = `Function throws when expected to reject${suffix(note)}`;
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (error) {
    throw new AssertionError(complaint, { cause: error });
  }
  if (typeof promise?.then !== "function") throw new AssertionError(complaint);
  return promise;
}

interface ErrorExpectation {
  readonly msgIncludes: string | undefined;
  readonly note: string | undefined;
  readonly verb: "thrown" | "rejected";
}

function checkError<E extends Error>(error: unknown, errorClass: ErrorClass<E>, expectation: ErrorExpectation): void {
  const { msgIncludes, note, verb } = expectation;
  if (!(error instanceof Error)) throw new AssertionError(`A non-Error object was ${verb}${suffix(note)}`);
  if (!(error instanceof errorClass)) {
    throw new AssertionError(
      `Expected error to be instance of "${errorClass.name}", but was "${error.constructor.name}"${suffix(note)}`,
      { cause: error },
    );
  }
  if (msgIncludes && !error.message.includes(msgIncludes)) {
    throw new AssertionError(
      `Expected error message to include ${JSON.stringify(msgIncludes)}, but got ${JSON.stringify(error.message)}${
        suffix(note)
      }`,
      { cause: error },
    );
  }
}

function suffix(msg: string | undefined): string {
  return msg ? `: ${msg}` : ".";
}
