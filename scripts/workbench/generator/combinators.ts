/**
 * Combinators that make generators out of generators: stagger, timeLimit, phases, parallel, onThreads, eachThread,
 * limit, only, sleep. Meanings follow jepsen.generator.
 *
 * @module
 */
import type { Operation } from "../history.ts";
import type { Random } from "../random.ts";
import { DONE, type Generator, type GeneratorContext, type GeneratorStep, WAIT } from "./generator.ts";

/**
 * Spaces operations: the first is due at once, each further one uniformly in [0, 2 * period) after the one before.
 * Operations that no free thread could take slip, and the schedule slips with them. Where only the bench was late, it
 * catches up, so that its own load never lowers the rate that a node is tested with.
 */
export function stagger(periodNs: number, random: Random, inner: Generator): Generator {
  let dueNs: number | undefined;
  let hasWaited = false;
  return {
    next(context) {
      dueNs ??= context.timeNs;
      if (context.timeNs < dueNs) return { kind: "wait", untilNs: dueNs };
      const step = inner.next(context);
      if (step.kind === "operation") {
        dueNs = (hasWaited ? context.timeNs : dueNs) + Math.floor(random.float() * 2 * periodNs);
        hasWaited = false;
      } else {
        hasWaited = true;
      }
      return step;
    },
    update: (operation, thread) => inner.update?.(operation, thread),
  };
}

/** Ends `inner` when `durationNs` have passed since its first operation. */
export function timeLimit(durationNs: number, inner: Generator): Generator {
  let endNs: number | undefined;
  return {
    next(context) {
      if (endNs !== undefined && context.timeNs >= endNs) return DONE;
      const step = inner.next(context);
      if (step.kind === "operation") endNs ??= context.timeNs + durationNs;
      if (step.kind !== "wait" || endNs === undefined) return step;
      return { kind: "wait", untilNs: Math.min(endNs, step.untilNs ?? endNs) };
    },
    update: (operation, thread) => inner.update?.(operation, thread),
  };
}

/** Ends after `count` operations. */
export function limit(count: number, inner: Generator): Generator {
  let left = count;
  return {
    next(context) {
      if (left === 0) return DONE;
      const step = inner.next(context);
      if (step.kind === "operation") left--;
      return step;
    },
    update: (operation, thread) => inner.update?.(operation, thread),
  };
}

/** Leaves out all operations but those at `positions`, counted from 1; ends after the last of them. */
export function only(positions: readonly number[], inner: Generator): Generator {
  const kept = new Set(positions);
  const last = Math.max(0, ...positions);
  let given = 0;
  return {
    next(context) {
      while (given < last) {
        const step = inner.next(context);
        if (step.kind !== "operation" || kept.has(++given)) return step;
      }
      return DONE;
    },
    update: (operation, thread) => inner.update?.(operation, thread),
  };
}

/** Runs generators one after another; each starts when all threads are free again. */
export function phases(...generators: readonly Generator[]): Generator {
  let current = 0;
  return {
    next(context) {
      while (current < generators.length) {
        const step = (generators[current] as Generator).next(context);
        if (step.kind !== "done") return step;
        if (context.freeThreads.length < context.threads.length) return WAIT;
        current++;
      }
      return DONE;
    },
    update: (operation, thread) => generators[current]?.update?.(operation, thread),
  };
}

/** Does nothing for a while, then is done. */
export function sleep(durationNs: number): Generator {
  let endNs: number | undefined;
  return {
    next(context) {
      endNs ??= context.timeNs + durationNs;
      return context.timeNs >= endNs ? DONE : { kind: "wait", untilNs: endNs };
    },
  };
}

/** Runs generators side by side over the same threads: the first that has an operation for now gives it. */
export function parallel(...generators: readonly Generator[]): Generator {
  return {
    next(context) {
      const steps: GeneratorStep[] = [];
      for (const generator of generators) {
        const step = generator.next(context);
        if (step.kind === "operation") return step;
        steps.push(step);
      }
      return mergeWaits(steps);
    },
    update(operation, thread) {
      for (const generator of generators) generator.update?.(operation, thread);
    },
  };
}

/** Restricts a generator to the threads that `includes` accepts; it hears of their operations only. */
export function onThreads(includes: (thread: number) => boolean, inner: Generator): Generator {
  return {
    next: (context) => inner.next(restrict(context, includes)),
    update(operation: Operation, thread: number) {
      if (includes(thread)) inner.update?.(operation, thread);
    },
  };
}

/** Gives every thread its own generator, made at the first question; it knows of no other thread. */
export function eachThread(make: (thread: number) => Generator): Generator {
  let generators: Map<number, Generator> | undefined;
  return {
    next(context) {
      generators ??= new Map(context.threads.map((thread) => [thread, make(thread)]));
      const steps: GeneratorStep[] = [];
      const free = new Set(context.freeThreads);
      for (const thread of [...free, ...context.threads.filter((other) => !free.has(other))]) {
        const threads = [thread];
        const own = { ...context, threads, freeThreads: free.has(thread) ? threads : [] };
        const step = generators.get(thread)?.next(own) ?? DONE;
        if (step.kind === "operation") return step;
        steps.push(step);
      }
      return mergeWaits(steps);
    },
    update(operation, thread) {
      generators?.get(thread)?.update?.(operation, thread);
    },
  };
}

/** The earliest wait; done only when all are. */
export function mergeWaits(steps: readonly GeneratorStep[]): GeneratorStep {
  if (steps.every((step) => step.kind === "done")) return DONE;
  let untilNs: number | undefined;
  for (const step of steps) {
    if (step.kind === "wait" && step.untilNs !== undefined) untilNs = Math.min(untilNs ?? Infinity, step.untilNs);
  }
  return untilNs === undefined ? WAIT : { kind: "wait", untilNs };
}

function restrict(context: GeneratorContext, includes: (thread: number) => boolean): GeneratorContext {
  return {
    timeNs: context.timeNs,
    random: context.random,
    processOf: (thread) => context.processOf(thread),
    freeThreads: context.freeThreads.filter(includes),
    threads: context.threads.filter(includes),
  };
}
