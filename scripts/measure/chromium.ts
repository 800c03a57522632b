/**
 * The browser in which pages are measured.
 *
 * @module
 */
import type { Browser } from "playwright-core";
import { findBrowser, launch } from "../../tests/e2e/browser.ts";
import { UsageError } from "../workbench/usage_error.ts";

/** Starts a Chromium, which whoever asked for it closes. @throws {UsageError} Where there is none. */
export async function launchChromium(): Promise<Browser> {
  const path = findBrowser({ isWhole: true });
  if (path === undefined) throw new UsageError("Cannot measure pages: there is no Chromium, expected it or $CHROME");
  return await launch(path);
}
