/** What the walk knows of a file without opening it. */
export interface WalkedFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Whole milliseconds. */
  readonly mtimeMs: number;
  readonly inode: string;
}

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * A 64-bit digest of a folder's files (names, sizes, times, inodes) and of the names it leaves out, order included.
 * Two FNV-1a lanes: it only has to notice a change, and runs once a file on every rescan.
 */
export class FolderDigest {
  #a = OFFSET;
  #b = OFFSET ^ 0x5bd1e995;

  /** A name that is left out: its coming and going is a change. */
  addName(name: string): void {
    this.#text(name);
  }

  addFile(file: WalkedFile): void {
    this.#text(file.name);
    this.#number(file.sizeBytes);
    this.#number(file.mtimeMs);
    this.#text(file.inode);
  }

  /** 16 hex digits. */
  toString(): string {
    return (this.#a >>> 0).toString(16).padStart(8, '0') + (this.#b >>> 0).toString(16).padStart(8, '0');
  }

  #text(text: string): void {
    for (let i = 0; i < text.length; i++) this.#mix(text.charCodeAt(i));
    this.#mix(0xffff);
  }

  #number(value: number): void {
    this.#mix(value >>> 0);
    this.#mix(Math.floor(value / 0x1_0000_0000));
  }

  #mix(value: number): void {
    this.#a = Math.imul(this.#a ^ value, PRIME);
    this.#b = Math.imul(this.#b ^ (value + 0x9e37), PRIME) + (this.#a >>> 15);
  }
}
