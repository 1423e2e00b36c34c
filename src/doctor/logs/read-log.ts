import { open } from 'node:fs/promises';
import { AppError } from '../../base/errors.ts';
import type { LogFilter, LogLine } from '../../contract/log.ts';
import type { PageAsk } from '../../contract/page.ts';
import { logFiles, type LogFile } from './log-files.ts';
import { matchesLog, mayMatchLog, parseLogLine } from './parse-log-line.ts';

const BLOCK_BYTES = 256 * 1024;
/** Looked through for one page; a rare search goes on by the cursor. */
const SCAN_BYTES = 24 * 1024 * 1024;

/** Lines of the log, newest first, and where to go on. */
export interface LogPage {
  readonly rows: LogLine[];
  readonly next?: string;
  /** Components of the lines that were looked at. */
  readonly components: string[];
  /** Size of all files. */
  readonly bytes: number;
}

/** Reads the log backwards, also across rotated files. @throws bad_request for a cursor that is none */
export async function readLog(folder: string, filter: LogFilter, page: PageAsk): Promise<LogPage> {
  const files = await logFiles(folder);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const rows: LogLine[] = [];
  const components = new Set<string>();
  const full = (next?: string): LogPage => ({
    rows,
    components: [...components].sort(),
    bytes,
    ...(next === undefined ? {} : { next }),
  });
  let scanned = 0;
  for (const { file, end } of from(files, page.cursor)) {
    for await (const { text, at, bytes: size } of linesBackwards(file, end)) {
      scanned += size;
      const component = /"component":"(?<name>[^"]{1,100})"/u.exec(text)?.groups?.['name'];
      if (component !== undefined) components.add(component);
      const line = mayMatchLog(text, filter) ? parseLogLine(text) : undefined;
      if (line && matchesLog(line, filter)) rows.push(line);
      if (rows.length >= page.limit || scanned >= SCAN_BYTES) return full(`${file.inode}-${at}`);
    }
  }
  return full();
}

/** The files from the cursor on, each with the offset where reading begins. A file that was removed since is passed over. */
function from(files: readonly LogFile[], cursor: string | undefined): { file: LogFile; end: number }[] {
  const all = files.map((file) => ({ file, end: file.bytes }));
  if (cursor === undefined) return all;
  const [inode, offset] = cursor.split('-');
  const end = Number(offset);
  if (!Number.isSafeInteger(end) || end < 0) throw new AppError('bad_request', 'The cursor is none of ours');
  const index = files.findIndex((file) => file.inode === inode);
  const [first, ...older] = index === -1 ? [] : all.slice(index);
  return first ? [{ file: first.file, end: Math.min(end, first.end) }, ...older] : [];
}

/** Whole lines before `end`, the last one first, with the offset where each begins. */
async function* linesBackwards(
  file: LogFile,
  end: number,
): AsyncGenerator<{ text: string; at: number; bytes: number }> {
  await using handle = await open(file.path, 'r').catch(() => undefined);
  if (!handle) return;
  let rest: Uint8Array = new Uint8Array();
  for (let to = end; to > 0;) {
    const start = Math.max(0, to - BLOCK_BYTES);
    const block = Buffer.alloc(to - start);
    await handle.read(block, 0, block.length, start);
    const whole = Buffer.concat([block, rest]);
    let lineEnd = whole.length;
    for (let at = whole.lastIndexOf(10, lineEnd - 1); at !== -1; at = at === 0 ? -1 : whole.lastIndexOf(10, at - 1)) {
      if (at + 1 < lineEnd) yield lineOf(whole, { from: at + 1, to: lineEnd, start });
      lineEnd = at;
    }
    rest = whole.subarray(0, lineEnd);
    if (start === 0 && lineEnd > 0) yield lineOf(whole, { from: 0, to: lineEnd, start });
    to = start;
  }
}

function lineOf(
  whole: Buffer,
  part: { from: number; to: number; start: number },
): { text: string; at: number; bytes: number } {
  const { from, to, start } = part;
  return { text: whole.toString('utf8', from, to), at: start + from, bytes: to - from };
}
