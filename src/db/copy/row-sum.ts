import { createHash } from 'node:crypto';

const WORDS = 4;

/** A checksum of rows that does not depend on their order, the same for both databases. */
export class RowSum {
  #count = 0;
  readonly #sums = new BigUint64Array(WORDS);

  get count(): number {
    return this.#count;
  }

  /** Columns count by name, in any order. */
  add(row: Readonly<Record<string, unknown>>): void {
    const fields = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
    const text = JSON.stringify(fields, (_, value: unknown) => storedAs(value));
    const digest = createHash('sha256').update(text).digest();
    for (let word = 0; word < WORDS; word++) {
      this.#sums[word] = (this.#sums[word] ?? 0n) + digest.readBigUInt64LE(word * 8);
    }
    this.#count += 1;
  }

  toString(): string {
    return `${this.#count} rows ${this.#sums.map((sum) => sum).join('.')}`;
  }
}

/** Bytes by their digits, texts without what PostgreSQL does not hold. */
function storedAs(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return typeof value === 'string' ? value.replaceAll('\0', '') : value;
}
