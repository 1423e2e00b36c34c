import { newId } from '../../base/ids.ts';
import { addTraces, type TraceInput } from '../../catalogue/traces/add-trace.ts';
import type { Tx } from '../../db/database.ts';
import type { ImportItemTable } from '../../db/tables/import.ts';
import type { EarlierLine, EarlierLines } from './earlier-lines.ts';

type Outcome = ImportItemTable['outcome'];

export interface LogLine {
  /** Relative to the walked folder; a folder's own line ends with a slash. */
  readonly path: string;
  readonly outcome: Outcome;
  readonly code?: string | null;
  readonly message?: string | null;
  readonly assetId?: string | null;
  readonly sizeBytes?: number | null;
  /** What was tried; kept also when there is no asset. */
  readonly trace?: readonly TraceInput[];
}

/** Lines of a transaction, to be counted once it has committed. */
export interface WrittenLines {
  readonly lines: readonly LogLine[];
  /** The lines that these paths had before. */
  readonly before: ReadonlyMap<string, EarlierLine>;
}

/** Outcomes by which an asset came to be, or to be here. */
const TAKEN_IN: ReadonlySet<Outcome> = new Set(['imported', 'changed', 'moved']);

/** Longest message kept, characters. */
const MESSAGE_MAX = 500;

/**
 * The import log of one session: a line a file, and the counts by outcome.
 * Unchanged files are counted, not listed: they are the catalogue as it stands.
 */
export class ImportLog {
  readonly #session: { id: string; attempt: number };
  readonly #earlier: EarlierLines;
  readonly #counts = new Map<Outcome, number>();
  #pending: LogLine[] = [];
  #met = 0;
  #expected = 0;
  #done = 0;
  #bytes = 0;
  #isAllFound = false;
  #walkedAtMs: number | null = null;

  constructor(session: { id: string; attempt: number }, earlier: EarlierLines) {
    this.#session = session;
    this.#earlier = earlier;
    for (const [outcome, { lines, bytes }] of earlier.counts) this.#count(outcome, bytes, lines);
  }

  /** Files that are known to be there, done or not. */
  get found(): number {
    return Math.max(this.#met, this.#expected, this.#done);
  }

  get done(): number {
    return this.#done;
  }

  get earlier(): EarlierLines {
    return this.#earlier;
  }

  /** What the walk expects; `isAll`: it has met everything. */
  expect(entries: number, isAll: boolean): void {
    this.#expected = entries;
    this.#isAllFound = isAll;
  }

  addMet(count: number): void {
    this.#met += count;
  }

  /** Files as the catalogue knows them. */
  addUnchanged(count: number): void {
    if (count > 0) this.#count('unchanged', 0, count);
  }

  /** A line that is written with the next `writePending`. */
  add(line: LogLine): void {
    this.#pending.push(line);
  }

  /** Writes the lines that wait; they wait on until `addWritten`. */
  async writePending(tx: Tx, nowMs: number): Promise<WrittenLines> {
    return await this.write(tx, this.#pending.slice(), nowMs);
  }

  /** Writes lines with their traces; a line of an earlier try of the same file is replaced, unless it took the file in. */
  async write(tx: Tx, all: readonly LogLine[], nowMs: number): Promise<WrittenLines> {
    const before = await this.#earlier.among(
      all.map((line) => line.path),
      tx,
    );
    const said = all.filter((line) => !staysSaid(before.get(line.path), line));
    const lines = [...new Map(said.map((line) => [line.path, line])).values()]; // a statement takes one line of a path
    const ids = new Map<string, string>();
    for (let at = 0; at < lines.length; at += 500) {
      const rows = lines.slice(at, at + 500).map((line) => this.#row(line, nowMs));
      for (const row of rows) ids.set(row.path, row.id);
      await insertItems(tx, rows);
    }
    if (before.size > 0) await this.#findIds(tx, [...before.keys()], ids);
    await addTraces(
      tx,
      { atMs: nowMs, attempt: this.#session.attempt },
      lines.flatMap((line) =>
        line.trace === undefined
          ? []
          : [{ assetId: line.assetId ?? null, itemId: ids.get(line.path) ?? null, steps: line.trace }],
      ),
    );
    return { lines: all, before };
  }

  /** Counts lines whose transaction has committed. */
  addWritten({ lines, before }: WrittenLines): void {
    const written = new Set(lines);
    this.#pending = this.#pending.filter((line) => !written.has(line));
    for (const line of lines) {
      const earlier = before.get(line.path);
      if (staysSaid(earlier, line)) continue;
      if (earlier) this.#count(earlier.outcome, 0, -1);
      this.#count(line.outcome, earlier ? 0 : (line.sizeBytes ?? 0));
    }
  }

  /** The session's row as it stands. */
  async save(tx: Tx, nowMs: number): Promise<void> {
    if (this.#isAllFound) this.#walkedAtMs ??= nowMs;
    await tx
      .updateTable('import_session')
      .set({
        found: this.found,
        hashed: this.#done,
        bytes: this.#bytes,
        counts: JSON.stringify(this.counts()),
        walk_done: this.#isAllFound ? 1 : 0,
        walked_at_ms: this.#walkedAtMs,
      })
      .where('id', '=', this.#session.id)
      .execute();
  }

  counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].filter(([, count]) => count > 0));
  }

  #count(outcome: Outcome, bytes: number, times = 1): void {
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + times);
    this.#done += times;
    // of what is no media, the first bytes are read at most: an image of a disk is no part of an import
    if (outcome !== 'skipped' && outcome !== 'error') this.#bytes += bytes;
  }

  #row(line: LogLine, nowMs: number): ImportItemTable {
    return {
      id: newId('ii', nowMs),
      session_id: this.#session.id,
      path: line.path,
      outcome: line.outcome,
      code: line.code ?? null,
      message: line.message?.slice(0, MESSAGE_MAX) ?? null,
      asset_id: line.assetId ?? null,
      size_bytes: line.sizeBytes ?? null,
      at_ms: nowMs,
    };
  }

  /** A replaced line keeps its id. */
  async #findIds(tx: Tx, paths: readonly string[], ids: Map<string, string>): Promise<void> {
    for (let at = 0; at < paths.length; at += 500) {
      const rows = await tx
        .selectFrom('import_item')
        .select(['id', 'path'])
        .where('session_id', '=', this.#session.id)
        .where('path', 'in', paths.slice(at, at + 500))
        .execute();
      for (const row of rows) ids.set(row.path, row.id);
    }
  }
}

/** An earlier try took the file in, so its bytes are known now: to this session they are no duplicate of anything. */
function staysSaid(earlier: EarlierLine | undefined, { outcome, assetId }: LogLine): boolean {
  const isTakenIn = earlier !== undefined && TAKEN_IN.has(earlier.outcome) && earlier.assetId === assetId;
  return isTakenIn && (outcome === 'duplicate' || outcome === 'unchanged');
}

async function insertItems(tx: Tx, rows: readonly ImportItemTable[]): Promise<void> {
  await tx
    .insertInto('import_item')
    .values(rows)
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
