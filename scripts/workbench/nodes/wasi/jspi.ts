/**
 * Suspending a program: the JavaScript Promise Integration of WebAssembly, which TypeScript does not know yet.
 *
 * @module
 */

interface PromiseIntegration {
  /** Suspends the program only where the call gives a promise. */
  readonly Suspending: new (call: (...args: number[]) => number | Promise<number>) => WebAssembly.ImportValue;
  promising(exported: WebAssembly.ExportValue): () => Promise<unknown>;
}

/** The two functions; undefined where this Deno or browser has none. */
export function promiseIntegration(): PromiseIntegration | undefined {
  const integration: Partial<PromiseIntegration> = WebAssembly as object;
  const { Suspending, promising } = integration;
  return Suspending === undefined || promising === undefined ? undefined : { Suspending, promising };
}

/** Who can suspend programs. */
export const PROMISE_INTEGRATION_NEEDED =
  "Deno 2.9 or newer, or a browser with WebAssembly JSPI, such as Chrome or Edge from 137 on";
