import type { LogFields } from '../base/log.ts';

const QUIET_MS = 30_000;
/** Pairs remembered; a program has few workers and few codes. */
const MOST = 1_000;

interface Said {
  readonly atMs: number;
  /** Lines left out since. */
  held: number;
}

/**
 * Keeps a worker that fails in a loop from filling the log: a line with the same worker and code comes at most every
 * 30 s and then says how many were left out. Lines about a job are never left out.
 */
export class LogThrottle {
  readonly #said = new Map<string, Said>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** The fields to write, or undefined when the line is left out. */
  admit(fields: LogFields): LogFields | undefined {
    const { worker, code, job } = fields;
    if (typeof worker !== 'string' || typeof code !== 'string' || job !== undefined) return fields;
    const key = `${worker} ${code}`;
    const atMs = this.#nowMs();
    const said = this.#said.get(key);
    if (said && atMs - said.atMs < QUIET_MS) {
      said.held++;
      return undefined;
    }
    if (this.#said.size >= MOST) this.#said.clear();
    this.#said.set(key, { atMs, held: 0 });
    return said && said.held > 0 ? { ...fields, leftOut: said.held } : fields;
  }
}
