/**
 * Stand-ins for `delay` and `pooledMap` of `@std/async`, for networks that do not reach JSR.
 *
 * They look up the global setTimeout when called, as the originals do, so that a simulated run can replace it.
 *
 * @module
 */
/** Options of delay. */
export interface DelayOptions {
  /** Rejects the promise with the signal's reason when aborted. */
  signal?: AbortSignal;
  /** Whether the timer keeps the process alive. Default true. */
  persistent?: boolean;
}

/** Resolves after `ms` milliseconds. */
export function delay(ms: number, options: DelayOptions = {}): Promise<void> {
  const { signal, persistent = true } = options;
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
    if (!persistent) Deno.unrefTimer(timer);
  });
}

/**
 * Maps items with at most `poolLimit` calls under way; results come in the order of the items. After a failure no new
 * call starts, calls under way finish, and the iterator throws an AggregateError with every reason.
 */
export function pooledMap<T, R>(
  poolLimit: number,
  array: Iterable<T> | AsyncIterable<T>,
  iteratorFn: (item: T) => Promise<R>,
): AsyncIterableIterator<R> {
  return mapInOrder(poolLimit, array, iteratorFn);
}

type Settled<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly reason: unknown };

async function* mapInOrder<T, R>(
  poolLimit: number,
  items: Iterable<T> | AsyncIterable<T>,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const reasons: unknown[] = [];
  const results: Promise<Settled<R>>[] = [];
  const running = new Set<Promise<unknown>>();
  let wake: () => void = () => {};
  let fed = false;

  const feed = (async () => {
    for await (const item of items) {
      const result = Promise.resolve().then(() => map(item)).then(
        (value): Settled<R> => ({ ok: true, value }),
        (reason: unknown): Settled<R> => {
          reasons.push(reason);
          return { ok: false, reason };
        },
      );
      results.push(result);
      running.add(result);
      result.then(() => running.delete(result));
      wake();
      if (running.size >= poolLimit) await Promise.race(running);
      if (reasons.length > 0) break;
    }
  })().catch((reason: unknown) => reasons.push(reason)).finally(() => {
    fed = true;
    wake();
  });

  for (let position = 0;; position++) {
    while (position >= results.length && !fed) await new Promise<void>((resolve) => wake = resolve);
    if (position >= results.length) break;
    const settled = await results[position];
    if (settled?.ok) yield settled.value;
  }
  await feed;
  if (reasons.length > 0) {
    throw new AggregateError(reasons, "Cannot complete the mapping as an error was thrown from an item");
  }
}
