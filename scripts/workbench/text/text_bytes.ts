/**
 * Text that is put together from many pieces and needed as bytes.
 *
 * Pieces are encoded some thousand characters at a time: the call for a piece takes longer than its bytes, and one text
 * of all of them would take its length in memory once more.
 *
 * @module
 */

/** Most bytes that a UTF-16 unit takes in UTF-8. */
const BYTES_PER_UNIT = 3;

/** Characters that are encoded together. */
const BATCH_UNITS = 1 << 14;

/** A growing text as UTF-8. */
export class TextBytes {
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  /** What is not encoded yet. */
  #batch = "";

  /** Bytes so far. */
  get length(): number {
    this.#encode();
    return this.#length;
  }

  add(text: string): void {
    this.#batch += text;
    if (this.#batch.length >= BATCH_UNITS) this.#encode();
  }

  /** Gives the bytes, valid until the next `add`, and begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    this.#encode();
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #encode(): void {
    const needed = this.#length + BYTES_PER_UNIT * this.#batch.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(2 * needed);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#length += this.#encoder.encodeInto(this.#batch, this.#bytes.subarray(this.#length)).written;
    this.#batch = "";
  }
}
