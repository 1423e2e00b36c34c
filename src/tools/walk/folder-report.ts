import type { WalkedFile } from './folder-digest.ts';

/** A name that is left out, and why. */
export interface Skip {
  readonly name: string;
  readonly code: string;
  /** Nobody asked for it to be left out: it cannot be read. */
  readonly isError: boolean;
  /** Nothing is known of what lies below a folder or an unknown thing (link, unreadable). */
  readonly type: 'file' | 'folder' | 'unknown';
}

/**
 * One folder as the walk met it, or a part of one that is very large. Paths are relative to the root,
 * `/`-separated, '' = the root.
 */
export interface FolderReport {
  readonly path: string;
  /** Changes whenever an entry of the folder was added, removed or touched; null when it could not be read. */
  readonly digest: string | null;
  /** The digest is the known one: `files` is empty. */
  readonly isSame: boolean;
  /** Files of this part, also when they are not listed. */
  readonly count: number;
  readonly files: readonly WalkedFile[];
  /** What the rules leave out; said with every walk. */
  readonly skipped: readonly Skip[];
  readonly part: 'whole' | 'first' | 'middle' | 'last';
  /** Why the folder was not entered: it could not be read, or a `.nomedia` lies in it. */
  readonly refusal: { readonly code: string; readonly message: string; readonly isError: boolean } | null;
}

/** Entries of the import log that a report leads to: its files, what is skipped, and the folder itself when it is refused. */
export function entriesOf(report: FolderReport): number {
  return report.count + report.skipped.length + (report.refusal ? 1 : 0);
}
