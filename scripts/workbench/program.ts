/**
 * What the bench is called on this machine, for help texts and for command lines that a person can repeat.
 *
 * @module
 */

/** How the bench was started. */
export interface Start {
  /** Deno.mainModule. */
  readonly mainModule: string;
  /** True in a binary of `deno compile`. */
  readonly isStandalone: boolean;
  /** Path of the running executable. */
  readonly execPath: string;
  /** What a launcher, such as that of the npm package, calls itself. */
  readonly launcher?: string | undefined;
}

/** Set by launchers that start the bench for a person. */
const LAUNCHER = "GLOMERS_LAUNCHER";

/** A file of a package on JSR, as Deno names it once it is loaded. */
const JSR_FILE = /^https?:\/\/[^/]+\/(@[\w-]+\/[\w-]+)\/([^/]+)\//;

/** Names the command by which the bench was started. */
export function programOf({ mainModule, isStandalone, execPath, launcher }: Start): string {
  if (launcher !== undefined && launcher !== "") return launcher;
  if (isStandalone) return (execPath.split(/[/\\]/).at(-1) ?? execPath).replace(/\.exe$/, "");
  const [, name, version] = JSR_FILE.exec(mainModule) ?? [];
  if (name !== undefined) return `deno run -A jsr:${name}@${version}/bench`;
  if (/^(https?|jsr):/.test(mainModule)) return `deno run -A ${mainModule}`;
  return "deno task workbench";
}

/** The command of this process. */
export const PROGRAM = typeof Deno === "undefined" ? "deno task workbench" : programOf({
  mainModule: Deno.mainModule,
  isStandalone: Deno.build.standalone,
  execPath: Deno.execPath(),
  launcher: Deno.env.get(LAUNCHER),
});
