/**
 * Names of the files that nodes' logs go to. Nodes may be called anything; a file must stay in its folder, be seen, and
 * be a file on every system.
 *
 * @module
 */

/** File systems take 255 bytes; the ending and a number must fit as well. */
const LENGTH_MAX = 120;

/** Devices of Windows, which swallow whatever is written to a file of that name, whatever its ending. */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** Gives each node a file name of its own. */
export class LogNames {
  readonly #byNode = new Map<string, string>();
  /** In lower case, since some systems do not tell letters apart by case. */
  readonly #taken = new Set<string>();

  /** The file's name, with its ending: `n1.log` for n1; the same for each call. */
  of(node: string): string {
    const known = this.#byNode.get(node);
    if (known !== undefined) return known;
    const stem = stemOf(node);
    let name = `${stem}.log`;
    for (let number = 2; this.#taken.has(name.toLowerCase()); number++) name = `${stem}~${number}.log`;
    this.#taken.add(name.toLowerCase());
    this.#byNode.set(node, name);
    return name;
  }
}

/** The name with every other character written as in a URL: `a/b` is `a%2Fb`. */
function stemOf(node: string): string {
  const encoded = encodeURIComponent(node.toWellFormed()).replace(/[!'()*~]/g, percent);
  const seen = encoded.replace(/^\./, percent).replace(
    WINDOWS_DEVICE,
    (device) => percent(device[0] ?? "") + device.slice(1),
  );
  return seen === "" ? "%" : seen.slice(0, LENGTH_MAX);
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}
