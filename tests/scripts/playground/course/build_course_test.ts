import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { buildCourse, lessonText } from "../../../../scripts/playground/course/build_course.ts";
import { HISTORIES, historyText, judgeSmall } from "../../../../scripts/playground/course/histories.ts";
import { fillIn, parseLesson } from "../../../../scripts/playground/course/lesson_text.ts";
import { lessonValue } from "../../../../scripts/playground/course/lesson_values.ts";
import { LESSONS } from "../../../../scripts/playground/course/lessons.ts";
import { excerptOf, puzzleText, replaced } from "../../../../scripts/playground/course/program_text.ts";
import { STAGES } from "../../../../scripts/workbench/stages/stages.ts";
import { topologyOf } from "../../../../scripts/workbench/workloads/topology.ts";

const COURSE = buildCourse();

Deno.test("the course has a lesson for each of the fourteen stages, in order, and twelve puzzles", () => {
  assertEquals(COURSE.lessons.map(({ number }) => number), [...new Set(STAGES.map(({ stage }) => stage))]);
  assertEquals(COURSE.lessons.length, 14);
  assertEquals(COURSE.puzzles.length, 12);
  assertEquals(new Set(COURSE.puzzles.map(({ id }) => id)).size, 12);
});

for (const lesson of LESSONS) {
  Deno.test(`the text of lesson ${lesson.number} has a section for each of its steps, and hints`, () => {
    const { steps, hints } = lessonText(lesson);
    assertEquals([...steps.keys()], lesson.steps.map(({ id }) => id));
    assert(hints.length >= 3, `${hints.length} hints`);
  });

  Deno.test(`lesson ${lesson.number} shows every file of its stage, and no figure that was left open`, () => {
    const data = COURSE.lessons.find(({ id }) => id === lesson.id)!;
    const files = STAGES.filter(({ stage }) => stage === lesson.number).map(({ challenge }) => challenge);
    assertEquals(data.files.map((key) => key.split("~")[0]).sort(), [...new Set(files)].sort());
    for (const file of new Set(files)) assertStringIncludes(data.file, file);
    assert(!JSON.stringify(data).includes("{{"));
  });
}

Deno.test("programs of the course import what a challenge in challenges/ imports", () => {
  const sources = [
    ...COURSE.lessons.flatMap(({ steps }) => steps.map(({ source }) => source)),
    ...COURSE.puzzles.flatMap(({ source, fixed }) => [source, fixed]),
  ];
  for (const source of sources) {
    for (const [, specifier = ""] of source.matchAll(/^import .* from "([^"]+)"/gm)) {
      assertMatch(specifier, /^(\.\.\/lib\/[a-z_]+\.ts|@std\/async\/delay)$/);
    }
  }
});

Deno.test("a puzzle does not say what is broken, and its answer is a line of code", () => {
  for (const { id, source, answerLines } of COURSE.puzzles) {
    assert(!/broken|not broken/i.test(source), id);
    const lines = source.split("\n");
    assert(answerLines.length > 0, id);
    for (const line of answerLines) assertMatch(lines[line - 1] ?? "", /[;{,]$/);
  }
});

Deno.test("the messages that lessons 3b and 3d show as topologies are those of the bench", () => {
  const nodes = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
  const shown = (id: string) => {
    const { messages } = lessonText(LESSONS.find((one) => one.id === id)!);
    const blocks = [...messages.matchAll(/```json\n([^`]*)```/g)].map(([, json = ""]) => JSON.parse(json));
    return blocks.find(({ type }) => type === "topology").topology;
  };
  assertEquals(shown("3b_broadcast"), topologyOf("grid", nodes(5)));
  const large = topologyOf("grid", nodes(25));
  for (const [node, neighbours] of Object.entries(shown("3d_broadcast"))) assertEquals(neighbours, large[node]);
});

Deno.test("every JSON that a lesson shows can be read", () => {
  for (const lesson of LESSONS) {
    for (const [, json = ""] of lessonText(lesson).messages.matchAll(/```json\n([^`]*)```/g)) JSON.parse(json);
  }
});

for (const history of HISTORIES) {
  Deno.test(`the history of ${history.name} is refused at ${history.forbiddenBy}, and at no weaker level`, () => {
    const { valid, findings } = judgeSmall(history, history.forbiddenBy);
    assertEquals([valid, findings], [false, [history.name]]);
    if (history.allowedBy !== undefined) assertEquals(judgeSmall(history, history.allowedBy).valid, true);
  });
}

Deno.test("historyText() says what a transaction wrote, read and how it ended", () => {
  assertEquals(
    historyText(HISTORIES.find(({ name }) => name === "G1a")!),
    "T1: w x 1   -> aborted\nT2: r x 1, w y 1\nT3: r y 1",
  );
});

Deno.test("excerptOf() cuts out a whole declaration and takes its indentation away", () => {
  const text = "const a = 1;\n  function f(): void {\n    if (a) {\n      g();\n    }\n  }\n  h(1, () => 2);\n";
  assertEquals(excerptOf(text, "function f"), "function f(): void {\n  if (a) {\n    g();\n  }\n}");
  assertEquals(excerptOf(text, "h("), "h(1, () => 2);");
  assertThrows(() => excerptOf(text, "function g"), Error, "no line of the program begins so");
});

Deno.test("replaced() refuses a text that does not occur exactly once", () => {
  assertEquals(replaced("a b", [{ find: "b", replace: "$&" }]), "a $&");
  assertThrows(() => replaced("a a", [{ find: "a", replace: "b" }]), Error, "it occurs 2 times");
  assertThrows(() => replaced("a", [{ find: "c", replace: "b" }]), Error, "it occurs 0 times");
});

Deno.test("puzzleText() puts what a program imports from its folder above it", () => {
  const text = puzzleText(new URL("../../../broken/kafka_poll_repeats.ts", import.meta.url).pathname);
  assertMatch(text, /^import \{ program, stdio, type Program \} from "\.\.\/lib\/node\.ts";\n/);
  assertEquals([...text.matchAll(/^import /gm)].length, 1);
  assertStringIncludes(text, "\nfunction logNode(");
});

Deno.test("fillIn() fills places that are broken over two lines", () => {
  assertEquals(fillIn("a {{ b\nc }} d", (place) => `<${place}>`), "a <b c> d");
});

Deno.test("parseLesson() names the heading that is missing", () => {
  assertThrows(() => parseLesson("# A\n\nb\n\n## The task\n\nc\n"), Error, 'expected the heading "Steps"');
});

Deno.test("lessonValue() refuses what was not measured", () => {
  const outcome = { valid: true, findings: [], warnings: [], figures: {}, targets: [], hash: "" } as const;
  const sources = { outcome: () => outcome, source: () => "" };
  assertThrows(() => lessonValue("flood msgs-per-op", sources), Error, 'no figure "msgs-per-op"');
  assertThrows(() => lessonValue("finding flood", sources), Error, "nothing was found");
  assertThrows(() => lessonValue("history G9", sources), Error, 'no history "G9"');
  assertThrows(() => lessonValue("record 1_echo msgs/op", sources), Error, "no record");
  assertEquals(lessonValue("flood verdict", sources), "**valid**");
});
