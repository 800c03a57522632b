/// <reference lib="dom" />
/**
 * Asks the worker that knows TypeScript. It is started with the first question: who only runs programs never loads it.
 *
 * @module
 */
import { FILES } from "../protocol.ts";
import type { Completion, Described, NumberedAnswer, NumberedQuestion, Question, TypeMark } from "./protocol.ts";

/** Answers questions about a program; undefined where TypeScript could not be loaded. */
export class TypesClient {
  #worker: Worker | undefined;
  #nextId = 1;
  readonly #waiting = new Map<number, (answer: NumberedAnswer) => void>();

  /** What is wrong with a program. */
  async check(source: string): Promise<readonly TypeMark[] | undefined> {
    return await this.#ask({ ask: "check", source }) as readonly TypeMark[] | undefined;
  }

  async complete(source: string, position: number): Promise<readonly Completion[] | undefined> {
    return await this.#ask({ ask: "complete", source, position }) as readonly Completion[] | undefined;
  }

  async describe(source: string, position: number): Promise<Described | undefined> {
    return await this.#ask({ ask: "describe", source, position }) as Described | undefined;
  }

  #ask(question: Question): Promise<NumberedAnswer["answer"]> {
    const worker = this.#worker ??= this.#start();
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#waiting.set(id, ({ answer }) => resolve(answer));
      worker.postMessage({ ...question, id } satisfies NumberedQuestion);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL(FILES.types, document.baseURI), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<NumberedAnswer>) => {
      this.#waiting.get(data.id)?.(data);
      this.#waiting.delete(data.id);
    });
    worker.addEventListener("error", () => {
      for (const [id, take] of this.#waiting) take({ id });
      this.#waiting.clear();
    });
    return worker;
  }
}
