import type { FileRow, FileStat } from '../../catalogue/files/file-rows.ts';
import type { FolderReport } from '../../tools/walk/folder-report.ts';

/** A file that has to be read: new, or not as the catalogue remembers it. */
export interface Candidate {
  /** Relative to the walked root. */
  readonly path: string;
  readonly name: string;
  readonly stat: FileStat;
  /** What the catalogue knew of this path. */
  readonly row: FileRow | undefined;
}

export interface FolderDiff {
  /** Paths of files that are as the catalogue remembers them. */
  readonly unchanged: readonly string[];
  /** Rows that were missing and are there again as they were. */
  readonly returned: readonly FileRow[];
  readonly candidates: readonly Candidate[];
}

/** Compares files with what the catalogue knows of them; size, time and inode must all agree for "unchanged". */
export function diffFolder(report: FolderReport, known: ReadonlyMap<string, FileRow>): FolderDiff {
  const prefix = report.path === '' ? '' : `${report.path}/`;
  const returned: FileRow[] = [];
  const candidates: Candidate[] = [];
  const unchanged: string[] = [];
  for (const { name, sizeBytes, mtimeMs, inode } of report.files) {
    const path = prefix + name;
    const row = known.get(path);
    const isSame = row !== undefined && row.size_bytes === sizeBytes && row.mtime_ms === mtimeMs && row.inode === inode;
    if (!isSame) candidates.push({ path, name, stat: { sizeBytes, mtimeMs, inode }, row });
    else if (row.state === 'present') unchanged.push(path);
    else returned.push(row);
  }
  return { unchanged, returned, candidates };
}

/** Another file lies at a known path: not the one that was recorded, written to. */
export function isReplacement({ row, stat }: Candidate): boolean {
  return row !== undefined && row.inode !== stat.inode;
}
