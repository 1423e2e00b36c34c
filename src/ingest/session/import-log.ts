import { newId } from '../../base/ids.ts';
import type { Tx } from '../../db/database.ts';
import type { ImportItemTable } from '../../db/tables/import.ts';

type Outcome = ImportItemTable['outcome'];

export interface LogLine {
  readonly path: string;
  readonly outcome: Outcome;
  readonly code?: string | null;
  readonly message?: string | null;
  readonly assetId?: string | null;
  readonly sizeBytes?: number | null;
}

/** Longest message kept, characters. */
const MESSAGE_MAX = 500;

/**
 * The import log of one session: a line a file, and the counts by outcome.
 * Unchanged files are counted, not listed: they are the catalogue as it stands. A resumed session takes its counts from its lines.
 */
export class ImportLog {
  readonly #sessionId: string;
  readonly #counts: Map<Outcome, number>;
  /** Paths with a line of an earlier try; empty for a session that runs through. */
  readonly #earlier: Map<string, Outcome>;
  #found = 0;
  #done = 0;
  #bytes = 0;
  #walkDone = false;

  constructor(sessionId: string, earlier: readonly { path: string; outcome: Outcome; size_bytes: number | null }[]) {
    this.#sessionId = sessionId;
    this.#earlier = new Map(earlier.map((line) => [line.path, line.outcome]));
    this.#counts = new Map();
    for (const line of earlier) this.#count(line.outcome, line.size_bytes ?? 0);
  }

  get found(): number {
    return this.#found;
  }

  get done(): number {
    return this.#done;
  }

  /** Files met by the walk that have no line of an earlier try. */
  addFound(count: number): void {
    this.#found += count;
  }

  endWalk(): void {
    this.#walkDone = true;
  }

  /** Files as the catalogue knows them; those that this session itself brought in earlier are not counted again. */
  addUnchanged(count: number): void {
    this.#count('unchanged', 0, count);
  }

  wasLogged(path: string): boolean {
    return this.#earlier.has(path);
  }

  /** Writes lines; a line of an earlier try of the same file is replaced. @returns their ids */
  async write(tx: Tx, lines: readonly LogLine[], nowMs: number): Promise<readonly string[]> {
    const rows = lines.map((line) => ({
      id: newId('ii', nowMs),
      session_id: this.#sessionId,
      path: line.path,
      outcome: line.outcome,
      code: line.code ?? null,
      message: line.message?.slice(0, MESSAGE_MAX) ?? null,
      asset_id: line.assetId ?? null,
      size_bytes: line.sizeBytes ?? null,
      at_ms: nowMs,
    }));
    for (let at = 0; at < rows.length; at += 500) {
      await tx
        .insertInto('import_item')
        .values(rows.slice(at, at + 500))
        .onConflict((conflict) =>
          conflict.columns(['session_id', 'path']).doUpdateSet((row) => ({
            outcome: row.ref('excluded.outcome'),
            code: row.ref('excluded.code'),
            message: row.ref('excluded.message'),
            asset_id: row.ref('excluded.asset_id'),
            size_bytes: row.ref('excluded.size_bytes'),
            at_ms: row.ref('excluded.at_ms'),
          })),
        )
        .execute();
    }
    return rows.map((row) => row.id);
  }

  /** Counts lines whose transaction has committed. */
  addWritten(lines: readonly LogLine[]): void {
    for (const line of lines) {
      const before = this.#earlier.get(line.path);
      if (before === undefined) this.#count(line.outcome, line.sizeBytes ?? 0);
      else {
        this.#count(before, 0, -1);
        this.#count(line.outcome, 0);
        this.#earlier.set(line.path, line.outcome);
      }
    }
  }

  /** The session's row as it stands. */
  async save(tx: Tx): Promise<void> {
    await tx
      .updateTable('import_session')
      .set({
        found: Math.max(this.#found, this.#done),
        hashed: this.#done,
        bytes: this.#bytes,
        counts: JSON.stringify(this.counts()),
        walk_done: this.#walkDone ? 1 : 0,
      })
      .where('id', '=', this.#sessionId)
      .execute();
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  #count(outcome: Outcome, bytes: number, times = 1): void {
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + times);
    this.#done += times;
    this.#bytes += bytes;
  }
}
