/**
 * Finds a Chromium for the tests of pages, and opens pages that must not complain. Nothing is installed here: where there
 * is none, these tests are skipped and a line says so (`.ci/run` brings one first).
 *
 * @module
 */
import { type Browser, chromium, type Page } from "playwright-core";

/** Chromium without windows. Pages are the same there, and one opens with less than half the processor time. */
const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";

/** Where a whole Chromium usually is. The variable CHROME comes first. */
const USUAL_PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Set in the environment once the advice was given: test files are modules of their own, but of one process. */
const ADVISED = "GOSSIP_GLOMERS_BROWSER_ADVISED";

const LAUNCH_TIME_LIMIT_MS = 30_000;

/** Far beyond what any page takes, for machines with one busy core. */
const READY_TIME_LIMIT_MS = 120_000;

/** Keeps Chromium from reaching for the network, and lets it run as root in a container. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * The path of a Chromium, or undefined where there is none; then one line on stderr says what to do.
 *
 * @param isWhole Whether it should be what readers have, for figures and pictures, instead of the headless shell.
 */
export function findBrowser({ isWhole = false } = {}): string | undefined {
  const paths = isWhole ? [...USUAL_PATHS, HEADLESS_SHELL] : [HEADLESS_SHELL, ...USUAL_PATHS];
  const found = [Deno.env.get("CHROME") ?? "", ...paths].find(isFile);
  if (found === undefined && Deno.env.get(ADVISED) === undefined) {
    Deno.env.set(ADVISED, "yes");
    const advice = "SKIPPED, since no Chromium was found: the tests of pages. Install it (Debian: apt-get install " +
      "chromium-headless-shell), or set the variable CHROME to its path\n";
    Deno.stderr.writeSync(new TextEncoder().encode(advice));
  }
  return found;
}

/** Launches the browser. */
export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ARGUMENTS, timeout: LAUNCH_TIME_LIMIT_MS });
}

/** A page that is open, and everything that went wrong in it so far. */
export interface OpenPage {
  readonly page: Page;
  /** Errors of scripts, messages on the console, and requests other than for the page itself. */
  readonly complaints: string[];
  /** From the request to the moment at which the page's script was done, in milliseconds. */
  readonly openedMs: number;
}

/** Opens a page and waits until its script says that it is ready. */
export async function open(browser: Browser, url: string, size = { width: 1280, height: 900 }): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: size });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== url && !/^(data|blob):/.test(request.url())) complaints.push(`request: ${request.url()}`);
  });
  const startMs = performance.now();
  await page.goto(url);
  await page.waitForSelector('html[data-ready="yes"]', { timeout: READY_TIME_LIMIT_MS });
  return { page, complaints, openedMs: Math.round(performance.now() - startMs) };
}

function isFile(path: string): boolean {
  try {
    return path !== "" && Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
