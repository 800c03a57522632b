/**
 * What is known of each link, a pair of sender and receiver.
 *
 * @module
 */

/** By sender and receiver; names are not put together for each message. */
export class LinkTable<T> {
  readonly #bySender = new Map<string, Map<string, T>>();
  readonly #make: (src: string, dest: string) => T;

  /** @param make Makes what is known of a link at first. */
  constructor(make: (src: string, dest: string) => T) {
    this.#make = make;
  }

  of(src: string, dest: string): T {
    let links = this.#bySender.get(src);
    if (links === undefined) this.#bySender.set(src, links = new Map());
    let link = links.get(dest);
    if (link === undefined) links.set(dest, link = this.#make(src, dest));
    return link;
  }
}
