/**
 * How far the reader has come. It is kept in the browser as a text, and that text may be damaged, old, or not there.
 *
 * @module
 */

/** What is known of a lesson. */
export interface LessonProgress {
  /** `own`: a program of the reader's passed; `step`: one that the lesson shows. */
  readonly passedBy: "own" | "step";
  /** The figures of the best run that passed, by name, as they were shown. */
  readonly figures: Readonly<Record<string, string>>;
}

/** What is known of a puzzle. */
export interface PuzzleProgress {
  /** The line was found. */
  readonly isFound: boolean;
  /** A program without the mistake passed. */
  readonly isMended: boolean;
}

/** Everything, by the ids of lessons and puzzles. */
export interface Progress {
  readonly lessons: Readonly<Record<string, LessonProgress>>;
  readonly puzzles: Readonly<Record<string, PuzzleProgress>>;
}

/** The beginning. */
export const NO_PROGRESS: Progress = { lessons: {}, puzzles: {} };

/** By this figure one passed run is better than another: the fewer messages, the better. */
const DECIDING_FIGURE = "msgs-per-op";

/** Reads what was kept. Whatever is not understood is left out. */
export function parseProgress(text: string | undefined): Progress {
  const kept = parseObject(text);
  return {
    lessons: readEntries(kept.lessons, readLesson),
    puzzles: readEntries(kept.puzzles, readPuzzle),
  };
}

/** The text to keep. */
export function progressText(progress: Progress): string {
  return JSON.stringify(progress);
}

/** A lesson was passed. Own programs go before those of the lesson, and fewer messages before more. */
export function withLesson(progress: Progress, id: string, passed: LessonProgress): Progress {
  const known = progress.lessons[id];
  if (known !== undefined && !isBetter(passed, known)) return progress;
  return { ...progress, lessons: { ...progress.lessons, [id]: passed } };
}

/** Something was found out about a puzzle. */
export function withPuzzle(progress: Progress, id: string, news: Partial<PuzzleProgress>): Progress {
  const known = progress.puzzles[id] ?? { isFound: false, isMended: false };
  return { ...progress, puzzles: { ...progress.puzzles, [id]: { ...known, ...news } } };
}

function isBetter(a: LessonProgress, b: LessonProgress): boolean {
  if (a.passedBy !== b.passedBy) return a.passedBy === "own";
  const [x, y] = [a, b].map(({ figures }) => Number(figures[DECIDING_FIGURE] ?? Infinity));
  return (x ?? Infinity) < (y ?? Infinity);
}

function parseObject(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const kept: unknown = JSON.parse(text ?? "{}");
    return isObject(kept) ? kept : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readEntries<T>(kept: unknown, read: (entry: unknown) => T | undefined): Readonly<Record<string, T>> {
  if (!isObject(kept)) return {};
  return Object.fromEntries(
    Object.entries(kept).flatMap(([id, entry]) => {
      const found = read(entry);
      return found === undefined ? [] : [[id, found]];
    }),
  );
}

function readLesson(entry: unknown): LessonProgress | undefined {
  if (!isObject(entry) || (entry.passedBy !== "own" && entry.passedBy !== "step")) return undefined;
  const figures = isObject(entry.figures) ? Object.entries(entry.figures) : [];
  const texts = figures.flatMap(([name, text]) => typeof text === "string" ? [[name, text] as const] : []);
  return { passedBy: entry.passedBy, figures: Object.fromEntries(texts) };
}

function readPuzzle(entry: unknown): PuzzleProgress | undefined {
  return isObject(entry) ? { isFound: entry.isFound === true, isMended: entry.isMended === true } : undefined;
}
