import { type FileHandle, open } from 'node:fs/promises';
import type { LogFilter, LogLine } from '../../contract/log.ts';
import { type LogFile, logFiles } from './log-files.ts';
import { matchesLog, mayMatchLog, parseLogLine } from './parse-log-line.ts';

/** Read at one look; the next look goes on. */
const LOOK_BYTES = 1024 * 1024;

/** Follows the log of a folder from now on, into the new file when it is rotated. */
export class LogTail implements AsyncDisposable {
  readonly #folder: string;
  #handle: FileHandle | undefined;
  #inode = '';
  #offset = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Lines written since the last look that match. The first look only finds the end. */
  async look(filter: LogFilter): Promise<LogLine[]> {
    const [current] = await logFiles(this.#folder);
    if (!current) return [];
    if (this.#handle === undefined) {
      await this.#open(current, current.bytes);
      return [];
    }
    const texts = await this.#read();
    if (current.inode !== this.#inode && texts.length === 0) {
      await this.#open(current, 0);
      texts.push(...(await this.#read()));
    }
    return texts.flatMap((text) => {
      const line = mayMatchLog(text, filter) ? parseLogLine(text) : undefined;
      return line && matchesLog(line, filter) ? [line] : [];
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #open(file: LogFile, offset: number): Promise<void> {
    await this.#handle?.close();
    this.#handle = await open(file.path, 'r');
    this.#inode = file.inode;
    this.#offset = offset;
    this.#rest = Buffer.alloc(0);
  }

  /** Whole lines from where it stands; the half of one is kept for the next look. */
  async #read(): Promise<string[]> {
    const block = Buffer.alloc(LOOK_BYTES);
    const { bytesRead = 0 } = (await this.#handle?.read(block, 0, block.length, this.#offset)) ?? {};
    this.#offset += bytesRead;
    const whole = Buffer.concat([this.#rest, block.subarray(0, bytesRead)]);
    const end = whole.lastIndexOf(10) + 1;
    this.#rest = whole.subarray(end);
    return whole
      .toString('utf8', 0, end)
      .split('\n')
      .filter((text) => text !== '');
  }
}
