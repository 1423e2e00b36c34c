import type { FileRow } from '../../catalogue/files/file-rows.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { FolderReport } from '../../tools/walk/walk-folder.ts';
import type { Candidate } from './diff-folder.ts';

/** A folder whose files are being read. */
export interface OpenFolder {
  readonly path: string;
  readonly digest: string;
  readonly count: number;
  /** Files that have no outcome yet. */
  pending: number;
  /** False when a file must be looked at again by the next scan whatever the digest says. */
  isClean: boolean;
  /** Sidecars wait for the media beside them. */
  readonly sidecars: { candidate: Candidate; checksum: string; format: string }[];
}

/**
 * Which folders the walk met, what they look like, and which rows have no file any more.
 * Written at the end, when it is sure that the whole root was there.
 */
export class FolderLedger {
  readonly #rootId: string;
  readonly #known: ReadonlyMap<string, string>;
  readonly #visited = new Set<string>();
  /** Folders that were not entered or could not be read: nothing below them is called missing. */
  readonly #closed: string[] = [];
  readonly #gone: FileRow[] = [];
  #finished: OpenFolder[] = [];

  constructor(rootId: string, known: ReadonlyMap<string, string>) {
    this.#rootId = rootId;
    this.#known = known;
  }

  /** Folder → digest of the last complete scan, for the folders at or below `sub`. */
  static async load(db: Database, rootId: string, sub: string): Promise<Map<string, string>> {
    let query = db.selectFrom('scan_folder').select(['path', 'digest']).where('root_id', '=', rootId);
    if (sub !== '')
      query = query.where((eb) =>
        eb.or([eb('path', '=', sub), eb.and([eb('path', '>=', `${sub}/`), eb('path', '<', `${sub}0`)])]),
      );
    return new Map((await query.execute()).map((row) => [row.path, row.digest]));
  }

  visit(report: FolderReport): void {
    this.#visited.add(report.path);
    const prefix = report.path === '' ? '' : `${report.path}/`;
    if (report.error) this.#closed.push(report.path);
    for (const skip of report.skipped) this.#closed.push(skip.name === '' ? report.path : prefix + skip.name);
  }

  isSame(report: FolderReport): boolean {
    return report.digest !== null && this.#known.get(report.path) === report.digest;
  }

  addGone(rows: readonly FileRow[]): void {
    this.#gone.push(...rows);
  }

  /** Folders that were not as the last scan left them. */
  readonly changedFolders: string[] = [];

  finish(folder: OpenFolder): void {
    this.#finished.push(folder);
    this.changedFolders.push(folder.path);
  }

  /** Folders of the last scan that this walk should have met and did not. */
  vanishedFolders(): string[] {
    const isClosed = (path: string): boolean =>
      this.#closed.some((closed) => closed === '' || path === closed || path.startsWith(`${closed}/`));
    return [...this.#known.keys()].filter((path) => !this.#visited.has(path) && !isClosed(path));
  }

  /** Rows whose files are gone: of folders that changed, and of folders that are no more. */
  async goneFiles(db: Database): Promise<FileRow[]> {
    const rows = [...this.#gone];
    for (const folder of this.vanishedFolders()) {
      const found = await db
        .selectFrom('asset_file')
        .selectAll()
        .where('root_id', '=', this.#rootId)
        .where('folder', '=', folder)
        .where('state', '=', 'present')
        .execute();
      rows.push(...found);
    }
    return rows;
  }

  /** Remembers finished folders; one that is not clean gets a digest that nothing equals. */
  async save(tx: Tx): Promise<void> {
    const folders = this.#finished.splice(0);
    for (let at = 0; at < folders.length; at += 500) {
      const rows = folders.slice(at, at + 500).map((folder) => ({
        root_id: this.#rootId,
        path: folder.path,
        digest: folder.isClean ? folder.digest : '',
        files: folder.count,
      }));
      await tx
        .insertInto('scan_folder')
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .columns(['root_id', 'path'])
            .doUpdateSet((row) => ({ digest: row.ref('excluded.digest'), files: row.ref('excluded.files') })),
        )
        .execute();
    }
  }

  async forgetVanished(tx: Tx): Promise<void> {
    const folders = this.vanishedFolders();
    for (let at = 0; at < folders.length; at += 500) {
      await tx
        .deleteFrom('scan_folder')
        .where('root_id', '=', this.#rootId)
        .where('path', 'in', folders.slice(at, at + 500))
        .execute();
    }
  }
}
