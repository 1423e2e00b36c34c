import { closeSync, fstatSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { systemCode } from '../base/errors.ts';

export interface RotationLimits {
  /** A line that would go beyond begins a new file. */
  readonly maxBytes: number;
  /** Files kept, with the current one. */
  readonly keep: number;
}

/** How much is written before looking whether another process has rotated the file. */
const LOOK_EVERY_BYTES = 65_536;
/** Rotating takes milliseconds. */
const LEFT_MS = 10_000;

/**
 * A log file of limited size: `name.log` is the current one, `name.1.log` the one before it. Each line is handed to the
 * system before `write` returns, so a crash of the program loses none. A disk that refuses does not stop the program:
 * the lines lost are counted, and the count is written when it works again.
 */
export class RotatingFile implements Disposable {
  readonly #file: string;
  readonly #limits: RotationLimits;
  /** There while a process rotates. */
  readonly #mark: string;
  #fd: number;
  #bytes: number;
  #untilLook = LOOK_EVERY_BYTES;
  #lost = 0;
  #closed = false;

  constructor(file: string, limits: RotationLimits) {
    this.#file = file;
    this.#limits = limits;
    this.#mark = `${file}.rotating`;
    this.#fd = openSync(file, 'a', 0o600);
    this.#bytes = fstatSync(this.#fd).size;
    this.#removeSurplus();
  }

  write(line: string): void {
    if (this.#closed) return; // its number may belong to another file by now
    const bytes = Buffer.from(line);
    try {
      if (this.#untilLook <= 0) this.#look();
      if (this.#bytes > 0 && this.#bytes + bytes.length > this.#limits.maxBytes) this.#rotate();
      if (this.#lost > 0) this.#confess();
      this.#append(bytes);
    } catch {
      this.#lost++;
    }
  }

  [Symbol.dispose](): void {
    if (!this.#closed) closeSync(this.#fd);
    this.#closed = true;
  }

  #append(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
    this.#bytes += bytes.length;
    this.#untilLook -= bytes.length;
  }

  #confess(): void {
    const lost = this.#lost;
    const time = new Date().toISOString();
    const message = `${lost} lines before this one could not be written`;
    this.#append(Buffer.from(`${JSON.stringify({ level: 'error', time, component: 'log', message, lost })}\n`));
    this.#lost = 0;
  }

  #rotate(): void {
    this.#look(); // another process may have done it already
    if (this.#bytes < this.#limits.maxBytes / 2 || !this.#turn()) return;
    try {
      this.#look();
      if (this.#bytes >= this.#limits.maxBytes / 2) this.#shift();
    } finally {
      rmSync(this.#mark, { force: true });
    }
  }

  /** One process at a time: two at once would move the same file twice. The others go on writing meanwhile. */
  #turn(): boolean {
    try {
      closeSync(openSync(this.#mark, 'wx', 0o600));
      return true;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
      const since = statSync(this.#mark, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
      if (Date.now() - since > LEFT_MS) rmSync(this.#mark, { force: true }); // of one that was killed
      return false;
    }
  }

  #shift(): void {
    rmSync(this.#numbered(this.#limits.keep - 1), { force: true });
    for (let n = this.#limits.keep - 2; n >= 0; n--) renameIfThere(this.#numbered(n), this.#numbered(n + 1));
    if (this.#limits.keep === 1) rmSync(this.#file, { force: true });
    this.#reopen();
  }

  /** Goes on in the current file when another process has moved ours away, and learns its real size. */
  #look(): void {
    this.#untilLook = LOOK_EVERY_BYTES;
    const current = statSync(this.#file, { throwIfNoEntry: false });
    if (current?.ino !== fstatSync(this.#fd).ino) this.#reopen();
    else this.#bytes = current.size;
  }

  #reopen(): void {
    const fd = openSync(this.#file, 'a', 0o600);
    closeSync(this.#fd);
    this.#fd = fd;
    this.#bytes = fstatSync(fd).size;
  }

  /** Files of an earlier, larger `keep`. */
  #removeSurplus(): void {
    const extension = extname(this.#file);
    const stem = `${basename(this.#file, extension)}.`;
    for (const name of readdirSync(dirname(this.#file))) {
      if (!name.startsWith(stem) || !name.endsWith(extension)) continue;
      const number = name.slice(stem.length, -extension.length);
      if (/^\d+$/.test(number) && Number(number) >= this.#limits.keep) {
        rmSync(join(dirname(this.#file), name), { force: true });
      }
    }
  }

  #numbered(n: number): string {
    if (n === 0) return this.#file;
    const extension = extname(this.#file);
    return `${this.#file.slice(0, -extension.length)}.${n}${extension}`;
  }
}

function renameIfThere(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to);
}
