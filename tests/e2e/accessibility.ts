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
export const LOOKS: readonly Look[] = [
  { scheme: "light", width: 1440 },
  { scheme: "dark", width: 1440 },
  { scheme: "light", width: 390 },
  { scheme: "dark", width: 390 },
];

/** Rules whose answer depends on colours or room; all others say the same in every look, and are asked once. */
const RULES_OF_LOOKS = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"];

/** What axe finds on the page in each of the looks: one line for each element that breaks a rule. */
export async function accessibilityProblems(page: Page, looks: readonly Look[] = LOOKS): Promise<string[]> {
  const problems: string[] = [];
  // The page's own policy forbids scripts; what the debugger evaluates is not subject to it.
  await page.evaluate(axe.source);
  for (const [position, { scheme, width }] of looks.entries()) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    // `color-contrast` and others judge what is drawn, so the page has to have been laid out anew.
    await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
    // The frame of a report is a page of its own without axe: it would be waited for, and answer nothing.
    const rules = { iframes: false, ...(position === 0 ? {} : { runOnly: RULES_OF_LOOKS }) };
    const found = await page.evaluate<string[]>(
      `axe.run(${JSON.stringify(rules)}).then(({ violations }) => violations.flatMap(({ id, impact, nodes }) =>
        nodes.map(({ target }) => id + " (" + impact + "): " + target.join(" "))))`,
    );
    problems.push(...found.map((problem) => `${scheme}, ${width} px: ${problem}`));
  }
  return problems;
}
