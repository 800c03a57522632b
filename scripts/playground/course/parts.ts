/// <reference lib="dom" />
/**
 * Pieces that several views of the course are made of.
 *
 * @module
 */
import { button, byId, element } from "../elements.ts";
import type { RunVerdict } from "../desk.ts";
import type { RunOutcome } from "./outcome.ts";
import { fragmentOf, type Route } from "./routes.ts";

/** What a view may ask of the course. */
export interface Course {
  /** Shows another place. */
  goTo(route: Route): void;
  /** Gives the editor the whole width again. */
  close(): void;
}

/** Figures that are worth a column, in order. */
const SHOWN_FIGURES: Readonly<Record<string, string>> = {
  "msgs-per-op": "msgs/op",
  "stable-latency.median": "median ms",
  "stable-latency.max": "max ms",
};

/** A text of the course, rendered when the page was built: it is the project's own and has no script. */
export function markup(html: string, tag: "div" | "p" | "span" = "div"): HTMLElement {
  const room = element(tag, { class: "prose" });
  room.innerHTML = html;
  return room;
}

/** A link within the course. */
export function placeLink(text: string, route: Route, attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  return element("a", { href: fragmentOf(route), ...attributes }, text);
}

/** A row of buttons. */
export function buttons(...made: HTMLElement[]): HTMLElement {
  return element("p", { class: "buttons" }, ...made);
}

/** The head of a view: where one can go from here, and its title, which gets the focus. */
export function viewHead(course: Course, title: string, links: readonly HTMLElement[]): HTMLElement[] {
  const nav = element("nav", { "aria-label": "Course", class: "course-nav" }, ...links);
  nav.append(button("Close", () => course.close()));
  return [nav, element("h2", { tabindex: "-1", id: "lesson-title" }, title)];
}

/** A part that opens at a click. */
export function folded(summary: string, ...content: (Node | string)[]): HTMLDetailsElement {
  return element("details", {}, element("summary", {}, summary), ...content);
}

/** A program as text. */
export function program(source: string): HTMLElement {
  return element("pre", {}, element("code", {}, source));
}

/** What the course measured, as a line: `valid: 2.12 msgs/op`. */
export function outcomeLine(outcome: Pick<RunOutcome, "valid" | "figures">, failures: readonly string[]): string {
  const { word } = toneOf(outcome.valid, failures);
  const figures = figureLine(outcome.figures);
  return [word, figures].filter((part) => part !== "").join("; ");
}

/** The figures of a run in a line, without those that are nothing. */
export function figureLine(figures: Readonly<Record<string, string>>): string {
  return Object.entries(SHOWN_FIGURES).flatMap(([name, unit]) => {
    const text = figures[name];
    if (text === undefined || Number(text) === 0) return [];
    return [unit.endsWith("ms") ? `${unit.split(" ")[0]} ${text} ms` : `${text} ${unit}`];
  }).join(", ");
}

/** How a verdict is said, and in which colour. */
export function toneOf(
  valid: RunVerdict["valid"],
  failures: readonly string[],
): { readonly word: string; readonly tone: "good" | "bad" | "unsure" } {
  if (valid === undefined) return { word: "There was no run", tone: "bad" };
  if (valid === "unknown") return { word: `unknown (${failures.join(", ")})`, tone: "unsure" };
  if (valid === false) return { word: `invalid (${failures.join(", ")})`, tone: "bad" };
  return failures.length === 0
    ? { word: "valid", tone: "good" }
    : { word: `valid, but misses: ${failures.join(", ")}`, tone: "unsure" };
}

/** Figures of a verdict by name. */
export function figuresOf({ figures }: RunVerdict): Readonly<Record<string, string>> {
  return Object.fromEntries(figures.map(({ name, text }) => [name, text]));
}

/** On a screen that has no room for editor and lesson side by side, they stand one above the other. */
const SIDE_BY_SIDE = "(min-width: 1100px)";

/** Whether editor and lesson stand side by side. */
export function isWide(): boolean {
  return globalThis.matchMedia(SIDE_BY_SIDE).matches;
}

/** Brings the editor into view, where it is not beside the lesson. */
export function showEditor(): void {
  if (!isWide()) byId("program", HTMLElement).scrollIntoView();
}

/** Brings the report of the last run into view. */
export function showReport(): void {
  byId("outcome", HTMLElement).scrollIntoView();
}

/** The page goes to the report after each run. Who pressed a button of a lesson stays where that was. */
export function stayAt(scrolledTo: number, room: HTMLElement): void {
  globalThis.scrollTo({ top: scrolledTo, behavior: "instant" });
  room.scrollIntoView({ block: "nearest" });
}
