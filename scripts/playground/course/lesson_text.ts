/**
 * The texts of lessons and puzzles: Markdown with a fixed order of headings, and places where what was measured is put.
 *
 * A place in a sentence is `{{flood msgs-per-op}}`; `lesson_values.ts` says which there are. A text on a line of its own may
 * be one as well, such as `{{code flood function learn}}`.
 *
 * @module
 */

/** A text with a heading over it. */
export interface Section {
  readonly heading: string;
  readonly text: string;
}

/** The text of a lesson. */
export interface LessonText {
  readonly title: string;
  /** What it is about, in a sentence or two. */
  readonly motto: string;
  readonly task: string;
  readonly messages: string;
  /** By the id of the step. */
  readonly steps: ReadonlyMap<string, Section>;
  readonly hints: readonly string[];
  /** What the file of this project does. */
  readonly file: string;
}

/** The text of a puzzle. */
export interface PuzzleText {
  readonly title: string;
  /** What the program is for, and how the failing run looks. */
  readonly symptom: string;
  readonly hints: readonly string[];
  readonly answer: string;
}

const PLACE = /\{\{([^{}]+)\}\}/g;

/** Reads the text of a lesson. @throws {Error} Where a heading is missing. */
export function parseLesson(markdown: string): LessonText {
  const [title, motto, sections] = parsePage(markdown);
  const steps = new Map(
    cut(sectionOf(sections, "Steps"), 3).sections.map(({ heading, text }) => {
      const [, id = "", name = ""] = /^(\w+): (.*)$/.exec(heading) ?? [];
      if (id === "") throw new Error(`Cannot read the heading "${heading}": expected "### step_id: Its title"`);
      return [id, { heading: name, text }];
    }),
  );
  return {
    title,
    motto,
    task: sectionOf(sections, "The task"),
    messages: sectionOf(sections, "What a message looks like"),
    steps,
    hints: listItems(sectionOf(sections, "Hints")),
    file: sectionOf(sections, "The file of this project"),
  };
}

/** Reads the text of a puzzle. @throws {Error} Where a heading is missing. */
export function parsePuzzle(markdown: string): PuzzleText {
  const [title, symptom, sections] = parsePage(markdown);
  return { title, symptom, hints: listItems(sectionOf(sections, "Hints")), answer: sectionOf(sections, "The answer") };
}

/** Puts values into their places. @param valueOf Gives the value for what stands between the braces. */
export function fillIn(text: string, valueOf: (place: string) => string): string {
  return text.replaceAll(PLACE, (_, place: string) => valueOf(place.trim().replaceAll(/\s+/g, " ")));
}

function parsePage(markdown: string): readonly [title: string, motto: string, sections: readonly Section[]] {
  const { sections: [page] } = cut(markdown, 1);
  if (page === undefined) throw new Error("Cannot read a text of the course: it has no title, expected # Title");
  const { before, sections } = cut(page.text, 2);
  return [page.heading, before, sections];
}

/** Cuts a text at its headings of one depth. */
function cut(markdown: string, depth: number): { readonly before: string; readonly sections: readonly Section[] } {
  const [before = "", ...rest] = markdown.split(new RegExp(`^#{${depth}} (.*)\n`, "m"));
  const sections: Section[] = [];
  for (let index = 0; index < rest.length; index += 2) {
    sections.push({ heading: rest[index] ?? "", text: (rest[index + 1] ?? "").trim() });
  }
  return { before: before.trim(), sections };
}

function sectionOf(sections: readonly Section[], heading: string): string {
  const found = sections.find((section) => section.heading === heading);
  if (found === undefined) throw new Error(`Cannot read a text of the course: expected the heading "${heading}"`);
  return found.text;
}

/** The items of a list, each without its dash. */
function listItems(markdown: string): readonly string[] {
  return markdown.split(/^- /m).map((item) => item.replaceAll(/\n {2}/g, "\n").trim()).filter((item) => item !== "");
}
