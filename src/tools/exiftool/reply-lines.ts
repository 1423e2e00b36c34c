/** A line of ExifTool's JSON is one tag. Longer ones are cut while they arrive, so that a bomb costs no memory here. */
const MAX_LINE_BYTES = 256 * 1024;
/** What is kept of a line that is too long. */
const KEPT_BYTES = 60 * 1024;
const NEWLINE = 0x0a;

/** Collects the reply to one command line by line, up to the line that ends it. */
export class ReplyLines {
  readonly #end: string;
  readonly #kept: Buffer[] = [];
  #line: Buffer[] = [];
  #lineBytes = 0;
  #tail = '';
  /** Bytes held. */
  bytes = 0;

  /** `end`: the whole last line, e.g. `{ready7}`. */
  constructor(end: string) {
    this.#end = end;
  }

  /** @returns the reply without its last line when that has come */
  push(chunk: Buffer): string | undefined {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.#add(chunk.subarray(from, at + 1));
      from = at + 1;
      if (this.#endLine()) return Buffer.concat(this.#kept).toString('utf8');
    }
    this.#add(chunk.subarray(from));
    return undefined;
  }

  #add(part: Buffer): void {
    if (part.length === 0) return;
    if (this.#lineBytes < MAX_LINE_BYTES) {
      this.#line.push(part);
      this.bytes += part.length;
    }
    this.#lineBytes += part.length;
    this.#tail = (this.#tail + part.subarray(-4).toString('latin1')).slice(-4);
  }

  /** @returns true when the line was the last */
  #endLine(): boolean {
    const line = Buffer.concat(this.#line);
    const isLong = this.#lineBytes >= MAX_LINE_BYTES;
    if (!isLong && line.length < 64 && line.toString('latin1').trimEnd() === this.#end) return true;
    this.#kept.push(isLong ? Buffer.from(cutLine(line, this.#lineBytes, /,\s*$/.test(this.#tail))) : line);
    this.bytes += (isLong ? KEPT_BYTES : line.length) - this.#line.reduce((sum, part) => sum + part.length, 0);
    this.#line = [];
    this.#lineBytes = 0;
    this.#tail = '';
    return false;
  }
}

/** A tag whose value was too long, as valid JSON again: a text keeps its beginning, a list or structure nothing. */
function cutLine(line: Buffer, bytes: number, hasComma: boolean): string {
  const start = line
    .subarray(0, KEPT_BYTES)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  const [key = '""'] = /^\s*"(?:[^"\\]|\\.)*": /.exec(start) ?? [];
  const value = start.slice(key.length);
  // An escape cut in its middle would not parse.
  const text = value.startsWith('"')
    ? value
        .slice(1)
        .replace(/\\u[0-9a-fA-F]{0,3}$/, '')
        .replace(/(?<!\\)((?:\\\\)*)\\$/, '$1')
    : '';
  return `${key}"${text} [cut: ${bytes} bytes]"${hasComma ? ',' : ''}\n`;
}
