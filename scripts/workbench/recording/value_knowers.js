// @ts-check
/**
 * Who can know a value, as the events of a run go by.
 *
 * A number like 17 may stand in a body by chance (a counter, an offset). A message only carries the value 17 if its
 * sender can know it: it got it from a client or in an earlier message. The report's page and explain/ follow values by
 * this rule; JavaScript, because the page holds it as it stands.
 *
 * @module
 */

/**
 * The participants who can know a value so far.
 *
 * @template Participant a name or a number
 */
export class ValueKnowers {
  /** @type {Set<Participant>} */
  #knowers = new Set();
  #trustsClients;
  #awaitsOrigin;

  /**
   * @param {object} options
   * @param {boolean} options.trustsClients whether every client that sends the value knows it: false where a second
   * request may only look alike, as an offset does, or a value that is written again
   * @param {boolean} options.trustsFirst whether the first to send it knows it, whoever it is, as the maker of an id does
   */
  constructor({ trustsClients, trustsFirst }) {
    this.#trustsClients = trustsClients;
    this.#awaitsOrigin = trustsFirst;
  }

  /** Tells whether a message with the value may carry it. @param {Participant} src @param {boolean} isClient */
  canCarry(src, isClient) {
    return this.#awaitsOrigin || (isClient ? this.#trustsClients : this.#knowers.has(src));
  }

  /** Notes that a participant sent the value. @param {Participant} src */
  sent(src) {
    this.#awaitsOrigin = false;
    this.#knowers.add(src);
  }

  /** Notes that the value arrived; true where it was news. @param {Participant} dest @param {boolean} isClient */
  received(dest, isClient) {
    if (isClient || this.#knowers.has(dest)) return false;
    this.#knowers.add(dest);
    return true;
  }
}
