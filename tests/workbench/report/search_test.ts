import { assertEquals } from "@std/assert";
import type { Operation } from "../../../scripts/workbench/history.ts";
import { textOf } from "../../../scripts/workbench/report/client/run.js";
import { CallTexts } from "../../../scripts/workbench/report/client/search.js";
import type { Run } from "../../../scripts/workbench/report/client/run.js";
import { PAGE_LIMITS } from "../../../scripts/workbench/report/encode/encode_run.ts";
import { Random } from "../../../scripts/workbench/random.ts";
import { decoded, inputOf } from "./decode.ts";
import { RunRecorder } from "./synthetic_runs.ts";

/** Reads whose lists grow, shrink and change in the middle, so that most are stored as differences. */
function runWithLists(limits = PAGE_LIMITS): Run {
  const random = new Random(3);
  const history: Operation[] = [];
  let values: (number | string)[] = [];
  for (let read = 0; read < 60; read++) {
    const from = random.integer(0, values.length);
    const added = read % 7 === 0 ? [`text ${read}`] : [read * 37, read * 53];
    values = [...values.slice(0, from), ...added, ...values.slice(from + (read % 5 === 0 ? 2 : 0))];
    const operation = { process: read % 4, f: "read" } as const;
    const [index, time] = [2 * read, read * 1e6];
    history.push({ ...operation, index, time, type: "invoke", value: null });
    history.push({ ...operation, index: index + 1, time: time + 1, type: "ok", value: values });
  }
  history.push({ index: 120, time: 70e6, process: 9, type: "invoke", f: "broadcast", value: "a, b" });
  history.push({ index: 121, time: 71e6, process: 9, type: "info", f: "broadcast", value: "a, b", error: ["timeout"] });
  return decoded(inputOf(new RunRecorder(), { history }), limits);
}

/** All steps of a search, one after the other. */
function search(texts: CallTexts, query: string): number[] {
  const steps = texts.callsWith(query);
  for (let step = steps.next();; step = steps.next()) {
    if (step.done === true) return [...step.value];
  }
}

/** What a search over the whole texts finds. */
function plainSearch({ calls, ...run }: Run, query: string): number[] {
  return Array.from(calls.index, (index, row) => {
    const texts = [calls.value, calls.result, calls.error].map((column) => textOf({ calls, ...run }, column[row]));
    return [String(index), `p${calls.process[row]}`, ...texts].some((text) => text.includes(query)) ? 1 : 0;
  });
}

Deno.test("callsWith() finds what a search through the whole texts finds, within and across elements", () => {
  const run = runWithLists();
  const texts = new CallTexts(run);
  assertEquals(run.payload.lists.some(([base]) => base !== -1), true, "lists are stored as differences");
  for (
    const query of [
      "0",
      "37",
      "111",
      "53",
      "text 7",
      "text",
      "p3",
      "p9",
      "12",
      "timeout",
      "a, b",
      "zz",
      "37,53",
      "[0",
      '"text 7",',
    ]
  ) {
    assertEquals(search(texts, query), plainSearch(run, query), query);
  }
});

Deno.test("callsWith() finds what is shown of lists that are cut", () => {
  const run = runWithLists({ ...PAGE_LIMITS, listElements: 200 });
  const texts = new CallTexts(run);
  const { lists } = run.payload;
  const bases = new Set(lists.filter((list) => String(list.at(-1)).includes("more")).map(([base]) => base === -1));
  assertEquals(bases, new Set([true, false]), "lists are cut that are stored whole, and as differences");
  for (const query of ["0", "37,53", "[0", "text 7", "more", ' more"]', '",', ",37", "1"]) {
    assertEquals(search(texts, query), plainSearch(run, query), query);
  }
});

Deno.test("callsWith() pauses often enough for a page to be drawn", () => {
  const texts = new CallTexts(runWithLists());
  for (const query of ["37", "37,53", "],["]) assertEquals(texts.callsWith(query).next().done, false, query);
});

Deno.test("prepare() lets a search find the same, also one that began in between", () => {
  const run = runWithLists();
  const texts = new CallTexts(run);
  const preparing = texts.prepare();
  preparing.next();
  assertEquals(search(texts, "37"), plainSearch(run, "37"));
  while (preparing.next().done !== true);
  for (const query of ["37", "37,53", "p3"]) assertEquals(search(texts, query), plainSearch(run, query), query);
});
