import type { FileRow, FileStat } from '../../catalogue/files/file-rows.ts';
import type { FolderReport } from '../../tools/walk/walk-folder.ts';

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
  readonly unchanged: number;
  /** Rows that were missing and are there again as they were. */
  readonly returned: readonly FileRow[];
  /** Rows whose files are not there any more. */
  readonly gone: readonly FileRow[];
  readonly candidates: readonly Candidate[];
}

/** Compares a folder with what the catalogue knows of it; size, time and inode must all agree for "unchanged". */
export function diffFolder(report: FolderReport, known: ReadonlyMap<string, FileRow>): FolderDiff {
  const prefix = report.path === '' ? '' : `${report.path}/`;
  const there = new Set(report.skipped.map((skip) => prefix + skip.name));
  const returned: FileRow[] = [];
  const candidates: Candidate[] = [];
  let unchanged = 0;
  for (const file of report.files) {
    const path = prefix + file.name;
    there.add(path);
    const row = known.get(path);
    const isSame =
      row !== undefined &&
      row.size_bytes === file.sizeBytes &&
      row.mtime_ms === file.mtimeMs &&
      row.inode === file.inode;
    if (!isSame) {
      candidates.push({
        path,
        name: file.name,
        stat: { sizeBytes: file.sizeBytes, mtimeMs: file.mtimeMs, inode: file.inode },
        row,
      });
    } else if (row.state === 'present') unchanged += 1;
    else returned.push(row);
  }
  const gone = [...known.values()].filter((row) => row.state === 'present' && !there.has(row.path));
  return { unchanged, returned, gone, candidates };
}
