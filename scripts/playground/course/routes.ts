/**
 * The places of the course as fragments of the page's address.
 *
 * @module
 */

/** What the room beside the editor shows. */
export type Route =
  | { readonly view: "contents" }
  | { readonly view: "summary" }
  | { readonly view: "lesson"; readonly id: string }
  | { readonly view: "puzzle"; readonly id: string };

/** Reads a fragment; undefined where it is none of the course's. */
export function readRoute(fragment: string): Route | undefined {
  const [, name = "", id = ""] = /^#([a-z]+)(?:=(\w+))?$/.exec(fragment) ?? [];
  if (name === "course" && id === "") return { view: "contents" };
  if (name === "course" && id === "summary") return { view: "summary" };
  return (name === "lesson" || name === "puzzle") && id !== "" ? { view: name, id } : undefined;
}

/** The fragment of a place. */
export function fragmentOf(route: Route): string {
  if (route.view === "contents") return "#course";
  return route.view === "summary" ? "#course=summary" : `#${route.view}=${route.id}`;
}
