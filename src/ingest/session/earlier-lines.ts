import { folderOf } from '../../catalogue/files/file-rows.ts';
import type { Database } from '../../db/database.ts';
import type { ImportItemTable } from '../../db/tables/import.ts';

type Outcome = ImportItemTable['outcome'];

/** What is known of a line that an earlier try wrote. */
export interface EarlierLine {
  readonly outcome: Outcome;
  readonly assetId: string | null;
}

const PAGE = 10_000;

/**
 * The lines that earlier tries of a session have written: a resumed session counts nothing twice.
 * Holds one number a folder, not the lines.
 */
export class EarlierLines {
  readonly #db: Database;
  readonly #sessionId: string;
  readonly #folders = new Map<string, number>();
  readonly #refusedFolders = new Set<string>();
  /** Lines and bytes by outcome. */
  readonly counts = new Map<Outcome, { lines: number; bytes: number }>();

  private constructor(db: Database, sessionId: string) {
    this.#db = db;
    this.#sessionId = sessionId;
  }

  static async load(db: Database, sessionId: string): Promise<EarlierLines> {
    const earlier = new EarlierLines(db, sessionId);
    for (let after = ''; ;) {
      const rows = await db
        .selectFrom('import_item')
        .select(['path', 'outcome', 'size_bytes'])
        .where('session_id', '=', sessionId)
        .where('path', '>', after)
        .orderBy('path')
        .limit(PAGE)
        .execute();
      for (const row of rows) earlier.#add(row);
      const last = rows.at(-1);
      if (!last) return earlier;
      after = last.path;
    }
  }

  get isEmpty(): boolean {
    return this.counts.size === 0;
  }

  /** Lines of files that lie in this folder. */
  countIn(folder: string): number {
    return this.#folders.get(folder) ?? 0;
  }

  /** The folder itself has a line (its path with a slash at the end): it could not be entered. */
  hasFolder(path: string): boolean {
    return this.#refusedFolders.has(path);
  }

  /** The lines that these paths have. */
  async among(paths: readonly string[], db: Database = this.#db): Promise<Map<string, EarlierLine>> {
    const found = new Map<string, EarlierLine>();
    if (this.isEmpty) return found;
    for (let at = 0; at < paths.length; at += 500) {
      const rows = await db
        .selectFrom('import_item')
        .select(['path', 'outcome', 'asset_id'])
        .where('session_id', '=', this.#sessionId)
        .where('path', 'in', paths.slice(at, at + 500))
        .execute();
      for (const row of rows) found.set(row.path, { outcome: row.outcome, assetId: row.asset_id });
    }
    return found;
  }

  #add(row: { path: string; outcome: Outcome; size_bytes: number | null }): void {
    const count = this.counts.get(row.outcome) ?? { lines: 0, bytes: 0 };
    count.lines += 1;
    count.bytes += row.size_bytes ?? 0;
    this.counts.set(row.outcome, count);
    if (row.path.endsWith('/')) this.#refusedFolders.add(row.path);
    else this.#folders.set(folderOf(row.path), this.countIn(folderOf(row.path)) + 1);
  }
}
