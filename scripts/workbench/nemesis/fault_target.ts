/**
 * What a run offers so that faults can be done to it.
 *
 * @module
 */

/** The run, as the nemesis sees it. Each call takes effect at once. */
export interface FaultTarget {
  readonly nodes: readonly string[];
  /** Sets which senders each receiver (node or service) hears no more; replaces all that was set before. */
  setDrops(drops: Drops): void;
  killNode(node: string): void;
  /** Starts a killed node again, with `init`; a node that is up is left alone. */
  restartNode(node: string): void;
  pauseNode(node: string): void;
  resumeNode(node: string): void;
  /** Moves the clock that the node sees by an offset in ns; 0 takes the skew away. */
  skewClock(node: string, offsetNs: number): void;
  /** Multiplies the latency of messages sent from now on; 1 is normal. */
  scaleLatency(factor: number): void;
  /** Changes the probability of loss; undefined goes back to the option of the run. */
  setLoss(probability: number | undefined): void;
  setDuplication(probability: number | undefined): void;
  /** Changes the largest extra latency of a message in ms; undefined goes back to the option of the run. */
  setJitter(jitterMs: number | undefined): void;
  holdLink(src: string, dest: string): void;
  releaseLink(src: string, dest: string): void;
}

/** Receiver to the senders whose messages it never gets. */
export type Drops = ReadonlyMap<string, ReadonlySet<string>>;
