import { z } from 'zod';
import { LYING, type FileRow } from '../../catalogue/files/file-rows.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { ScanFolderTable } from '../../db/tables/import.ts';
import type { FolderReport } from '../../tools/walk/folder-report.ts';
import type { OpenFolder } from './open-folder.ts';

const Skips = z.array(z.tuple([z.string(), z.string()]));

/**
 * Which folders the walk met, what they look like, and which rows have no file any more.
 * What is gone is written at the end, when it is sure that the whole root was there.
 */
export class FolderLedger {
  readonly #db: Database;
  /** Null where files are placed elsewhere: then nothing is remembered of the folders they came from. */
  readonly #rootId: string | null;
  /** Folder → digest of the last complete scan. */
  readonly known: ReadonlyMap<string, string>;
  /** Folder → JSON of its skips; only those that have some. */
  readonly #skips: ReadonlyMap<string, string>;
  readonly #visited = new Set<string>();
  /** Folders that were not entered or could not be read: nothing below them is called missing. */
  readonly #closed = new Set<string>();
  readonly #gone: Pick<FileRow, 'id' | 'path'>[] = [];
  #finished: OpenFolder[] = [];
  readonly #changed = new Set<string>();

  constructor(
    db: Database,
    rootId: string | null,
    folders: readonly Pick<ScanFolderTable, 'path' | 'digest' | 'skips'>[],
  ) {
    this.#db = db;
    this.#rootId = rootId;
    this.known = new Map(folders.map((folder) => [folder.path, folder.digest]));
    this.#skips = new Map(folders.flatMap(({ path, skips }) => (skips === null ? [] : [[path, skips]])));
  }

  /** The ledger of the folders at or below `sub`, as the last scan left them. */
  static async load(db: Database, rootId: string, sub: string): Promise<FolderLedger> {
    let query = db.selectFrom('scan_folder').select(['path', 'digest', 'skips']).where('root_id', '=', rootId);
    if (sub !== '')
      query = query.where((eb) =>
        eb.or([eb('path', '=', sub), eb.and([eb('path', '>=', `${sub}/`), eb('path', '<', `${sub}0`)])]),
      );
    return new FolderLedger(db, rootId, await query.execute());
  }

  visit(report: FolderReport): void {
    this.#visited.add(report.path);
    if (report.refusal) this.#closed.add(report.path);
    const prefix = report.path === '' ? '' : `${report.path}/`;
    for (const skip of report.skipped) if (skip.type !== 'file') this.#closed.add(prefix + skip.name);
  }

  /** Files of an unchanged folder that were read once and skipped, with their codes. */
  skipsOf(path: string): readonly (readonly [string, string])[] {
    const json = this.#skips.get(path);
    return json === undefined ? [] : Skips.parse(JSON.parse(json));
  }

  addGone(rows: readonly Pick<FileRow, 'id' | 'path'>[]): void {
    this.#gone.push(...rows);
  }

  /** Folders that were not as the last scan left them. */
  get changedFolders(): string[] {
    return [...this.#changed];
  }

  finish(folder: OpenFolder): void {
    this.#finished.push(folder);
    this.#changed.add(folder.path);
  }

  /** Files that are gone: of folders that changed, and of folders that are no more. */
  async goneFiles(): Promise<Pick<FileRow, 'id' | 'path'>[]> {
    const rows = [...this.#gone];
    const rootId = this.#rootId;
    if (rootId === null) return rows;
    for (const folder of this.#vanishedFolders()) {
      const found = await this.#db
        .selectFrom('asset_file')
        .select(['id', 'path'])
        .where('root_id', '=', rootId)
        .where('folder', '=', folder)
        .where('state', 'in', LYING)
        .execute();
      for (const row of found) rows.push(row);
    }
    return rows;
  }

  /** Remembers finished folders; one that is not clean gets a digest that nothing equals. */
  async save(tx: Tx): Promise<void> {
    const folders = this.#finished.splice(0);
    const rootId = this.#rootId;
    if (rootId === null) return;
    for (let at = 0; at < folders.length; at += 500) {
      const rows = folders.slice(at, at + 500).map((folder) => ({
        root_id: rootId,
        path: folder.path,
        digest: folder.isClean ? folder.digest : '',
        files: folder.count,
        skips: folder.skips.length === 0 ? null : JSON.stringify(folder.skips),
      }));
      await tx
        .insertInto('scan_folder')
        .values(rows)
        .onConflict((conflict) =>
          conflict.columns(['root_id', 'path']).doUpdateSet((row) => ({
            digest: row.ref('excluded.digest'),
            files: row.ref('excluded.files'),
            skips: row.ref('excluded.skips'),
          })),
        )
        .execute();
    }
  }

  async forgetVanished(tx: Tx): Promise<void> {
    const folders = this.#vanishedFolders();
    const rootId = this.#rootId;
    if (rootId === null) return;
    for (let at = 0; at < folders.length; at += 500) {
      await tx
        .deleteFrom('scan_folder')
        .where('root_id', '=', rootId)
        .where('path', 'in', folders.slice(at, at + 500))
        .execute();
    }
  }

  /** Folders of the last scan that this walk should have met and did not. */
  #vanishedFolders(): string[] {
    return [...this.known.keys()].filter((path) => !this.#visited.has(path) && !this.#isClosed(path));
  }

  #isClosed(path: string): boolean {
    if (this.#closed.has('')) return true;
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
      if (this.#closed.has(path.slice(0, end))) return true;
    return false;
  }
}
