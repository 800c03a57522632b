/// <reference lib="dom" />
/**
 * The worker that answers questions about types. TypeScript itself comes compressed, whatever the web host does, and is
 * fetched when the first question comes.
 *
 * @module
 */
import { FILES } from "../protocol.ts";
import type { NumberedAnswer, NumberedQuestion, TypesModule } from "./protocol.ts";

/** The part of a worker's global scope in use. */
interface WorkerScope {
  postMessage(answer: NumberedAnswer): void;
  addEventListener(type: "message", listener: (event: MessageEvent<NumberedQuestion>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;

let types: Promise<TypesModule> | undefined;

scope.addEventListener("message", ({ data: question }) => {
  types ??= load();
  types.then(
    ({ answer }) => scope.postMessage({ id: question.id, answer: answer(question) }),
  ).catch((error) => {
    scope.postMessage({ id: question.id, problem: error instanceof Error ? error.message : String(error) });
  });
});

async function load(): Promise<TypesModule> {
  const response = await fetch(new URL(FILES.typesModule, import.meta.url));
  if (!response.ok || response.body === null) throw new Error(`Cannot fetch ${FILES.typesModule}: ${response.status}`);
  const text = await new Response(response.body.pipeThrough(new DecompressionStream("deflate-raw"))).text();
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
