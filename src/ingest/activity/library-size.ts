import { sql } from 'kysely';
import type { Clock } from '../../base/clock.ts';
import type { Database } from '../../db/database.ts';

interface Counted {
  readonly revision: string;
  readonly assets: number;
  readonly companions: number;
  readonly bytes: number;
  readonly atMs: number;
  readonly costMs: number;
}

/** How many assets there are, and of how many bytes: counted again when the library changed, for a twentieth of the time at most. */
export class LibrarySize {
  readonly #db: Database;
  readonly #clock: Clock;
  #last: Counted | undefined;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** `revision`: of the timeline; the size follows it within 20 × what counting takes. */
  async look(revision: string): Promise<Pick<Counted, 'assets' | 'companions' | 'bytes'>> {
    const atMs = this.#clock.monotonic();
    const last = this.#last;
    if (last && (last.revision === revision || atMs - last.atMs < last.costMs * 20)) return last;
    const found = await sql<{ n: number; companions: number; bytes: number | null }>`
      select count(*) as n, count(cover_id) as companions, sum(size_bytes) as bytes from asset where status not in ('archived', 'trashed')`.execute(
      this.#db,
    );
    const costMs = this.#clock.monotonic() - atMs;
    const { n = 0, companions = 0, bytes = 0 } = found.rows[0] ?? {};
    this.#last = { revision, assets: n, companions, bytes: bytes ?? 0, atMs, costMs };
    return this.#last;
  }
}
