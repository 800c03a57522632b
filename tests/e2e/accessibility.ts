/**
 * Looks for what axe-core finds wrong with a page for people who do not see it, or do not use a mouse.
 *
 * @module
 */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** How a page is looked at. */
export interface Look {
  readonly scheme: "light" | "dark";
  readonly width: number;
}

/** Light and dark, on a desktop and on a phone. */
export const EVERY_LOOK: readonly Look[] = [
  { scheme: "light", width: 1440 },
  { scheme: "dark", width: 1440 },
  { scheme: "light", width: 390 },
  { scheme: "dark", width: 390 },
];

/** Each scheme and each width once, for a page whose colours and sizes are those of one that is looked at in all four. */
export const TWO_LOOKS: readonly Look[] = EVERY_LOOK.filter((_, look) => look === 0 || look === 3);

/** Rules whose answer depends on colours; a width shows or covers other texts. */
const RULES_OF_COLOURS = ["color-contrast", "link-in-text-block"];
/** Rules whose answer depends on room, which is the same in light and dark. */
const RULES_OF_ROOM = ["target-size", "scrollable-region-focusable"];

/** What axe finds on the page in each of the looks: one line for each element that breaks a rule. */
export async function accessibilityProblems(page: Page, looks: readonly Look[]): Promise<string[]> {
  const problems: string[] = [];
  const widths = new Set<number>();
  // The page's own policy forbids scripts; what the debugger evaluates is not subject to it.
  await page.evaluate(axe.source);
  for (const [position, { scheme, width }] of looks.entries()) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    // `color-contrast` and others judge what is drawn, so the page has to have been laid out anew.
    await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
    // All other rules say the same in every look, and are asked once.
    const rules = widths.has(width) ? RULES_OF_COLOURS : [...RULES_OF_COLOURS, ...RULES_OF_ROOM];
    const options = {
      // The frame of a report is a page of its own without axe: it would be waited for, and answer nothing.
      iframes: false,
      resultTypes: ["violations"],
      ...(position === 0 ? {} : { runOnly: rules }),
    };
    widths.add(width);
    const found = await page.evaluate<string[]>(
      `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations.flatMap(({ id, impact, nodes }) =>
        nodes.map(({ target }) => id + " (" + impact + "): " + target.join(" "))))`,
    );
    problems.push(...found.map((problem) => `${scheme}, ${width} px: ${problem}`));
  }
  return problems;
}
