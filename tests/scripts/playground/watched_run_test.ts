import { assertEquals, assertStringIncludes } from "@std/assert";
import { ENOUGH, type RunAnswer, type RunRequest } from "../../../scripts/playground/protocol.ts";
import { PostedBeat } from "../../../scripts/playground/posted_beat.ts";
import { WatchedRun } from "../../../scripts/playground/watched_run.ts";

const REQUEST: RunRequest = {
  task: { kind: "run" },
  ...{ stage: 0, args: [], source: "", programName: "", isChanged: false, command: "" },
};
const ECHO = '{"src":"c1","dest":"n0","body":{"type":"echo","msg_id":4}}';

/** Runs with workers whose programs enter node code so often and then fall silent or answer; gives the last answer. */
async function watch(play: (beat: PostedBeat, post: (answer: RunAnswer) => void) => void) {
  const requests: RunRequest[] = [];
  const { promise, resolve } = Promise.withResolvers<RunAnswer>();
  const run = new WatchedRun(REQUEST, {
    lookMs: 1,
    makeWorker: () => {
      let listen: (event: { readonly data: RunAnswer }) => void = () => {};
      return {
        addEventListener: (type: string, listener: unknown) => {
          if (type === "message") listen = listener as typeof listen;
        },
        postMessage: (request) => {
          if (request === ENOUGH) return;
          requests.push(request);
          const post = (data: RunAnswer) => listen({ data });
          queueMicrotask(() => play(new PostedBeat(post, () => 0, request.tracedFrom), post));
        },
        terminate: () => {},
      };
    },
    onAnswer: resolve,
  });
  const answer = await promise;
  run.end();
  return { answer, requests };
}

Deno.test("a run of the playground that falls silent begins again, and the node code that does not end is told", async () => {
  const { answer, requests } = await watch((beat) => {
    for (let turn = 0; turn < 10; turn++) beat.enter(`n${turn % 2}`, "timer", turn * 1e9);
    beat.enter("n0", ECHO, 12e9);
  });
  assertEquals(requests.map(({ tracedFrom }) => tracedFrom), [undefined, 1]);
  assertStringIncludes(
    answer.kind === "problem" ? answer.text : "",
    'Node "n0" has worked on "echo" of c1 (msg_id 4) since 12.000 s of the run for 5 s of real time',
  );
});

Deno.test("a program of the playground that never finishes loading is told", async () => {
  const { answer, requests } = await watch(() => {});
  assertEquals(requests.length, 1);
  assertStringIncludes(answer.kind === "problem" ? answer.text : "", "The program has been loading for 15 s");
});

Deno.test("a run of the playground that is over may take its time for the report", async () => {
  const { answer } = await watch((beat, post) => {
    beat.enter("n0", "timer", 0);
    post({ kind: "over" });
    setTimeout(() => post({ kind: "problem", text: "the end" }), 60);
  });
  assertEquals(answer, { kind: "problem", text: "the end" });
});
