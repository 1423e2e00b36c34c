import type { JobId } from '../../../contract/ids.ts';
import type { Once, Statement } from '../../../db/rows-of-each.ts';

/** Rows as pg-boss takes them. */
type Found = readonly object[];

/** A fetch of one lane whose statement is done with others, before it is known what is picked. */
export class GuessedFetch implements Once {
  readonly lane: string;
  readonly statement: Statement;
  found?: Found;
  readonly #jobsOf: (found: Found) => Promise<readonly JobId[]>;

  constructor(lane: string, statement: Statement, jobsOf: (found: Found) => Promise<readonly JobId[]>) {
    this.lane = lane;
    this.statement = statement;
    this.#jobsOf = jobsOf;
  }

  /** The jobs that it gave, when it is done. */
  jobs(): Promise<readonly JobId[]> {
    return this.#jobsOf(this.found ?? []);
  }
}
