/**
 * Finds a Chromium for the tests of pages, installs one where that is possible, and opens pages that must not complain.
 *
 * @module
 */
import { type Browser, chromium, type Page } from "playwright-core";

/** Where Chromium usually is. The variable CHROME comes first. */
const USUAL_PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** An installation may take so long; without one the tests are skipped. */
const INSTALL_TIME_LIMIT_MS = 150_000;

/** Set in the environment once an installation was tried. */
const TRIED = "GOSSIP_GLOMERS_BROWSER_TRIED";

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

/** The path of a Chromium, or undefined where none can be had; then a line on stderr says what to do. */
export async function findBrowser(): Promise<string | undefined> {
  const present = installedBrowser();
  if (present !== undefined) return present;
  // Test files are modules of their own, but of one process: one attempt and one line of advice serve all of them.
  if (Deno.env.get(TRIED) !== undefined) return undefined;
  Deno.env.set(TRIED, "yes");
  await installBrowser();
  const installed = installedBrowser();
  if (installed === undefined) {
    const advice = "Tests of pages are skipped: no Chromium was found and none could be installed. " +
      "Install it (Debian: apt-get install chromium) or set CHROME to its path\n";
    Deno.stderr.writeSync(new TextEncoder().encode(advice));
  }
  return installed;
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

function installedBrowser(): string | undefined {
  return [Deno.env.get("CHROME") ?? "", ...USUAL_PATHS].find((path) => {
    try {
      return path !== "" && Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

/** Installs Debian's package where this is a Debian and we are root. */
async function installBrowser(): Promise<void> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return;
  const script = "command -v apt-get && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium";
  try {
    await new Deno.Command("sh", {
      args: ["-c", script],
      env: { DEBIAN_FRONTEND: "noninteractive" },
      stdout: "null",
      stderr: "null",
      signal: AbortSignal.timeout(INSTALL_TIME_LIMIT_MS),
    }).output();
  } catch {
    // No shell, no permission or no network: the caller looks for the browser and says what is missing.
  }
}
