import type { FolderReport } from './folder-report.ts';

/** What a walk looks at. */
export interface WalkOptions {
  /** Absolute, resolved. */
  readonly root: string;
  /** Where to begin, relative to the root. */
  readonly sub: string;
  readonly ignore: readonly string[];
  readonly followLinks: boolean;
  /** Only this file of the first folder, nothing below it; null = everything. */
  readonly only: string | null;
  /** Folders that are storage roots of their own. */
  readonly others: readonly string[];
  /** Folders that hold what the program makes for itself. */
  readonly own: readonly string[];
  /** Folder → digest of the last complete scan. */
  readonly known: ReadonlyMap<string, string>;
  /** Told at once of what was met, long before it is read; `isAll`: the number is final. */
  onFound?(entries: number, isAll: boolean): void;
}

/** What a thread is started with. */
export interface WalkOrder extends Omit<WalkOptions, 'known' | 'onFound'> {
  readonly known: readonly (readonly [string, string])[];
  /** [0] 1 = stop; [1] messages of reports that were taken. */
  readonly shared: SharedArrayBuffer;
}

/** To a thread: look into folders, the last one first and what lies in it before the others; or count what is to come. */
export type WalkAsk =
  | { readonly type: 'look'; readonly stack: string[]; readonly maxFiles: number }
  | { readonly type: 'count'; readonly stack: readonly string[] };

/** From a thread. Each look ends with `looked`, each count with `counted`. */
export type WalkMessage =
  | { readonly type: 'reports'; readonly reports: FolderReport[] }
  /** The end of a look, with the folders that it leaves to others. */
  | { readonly type: 'looked'; readonly stack: string[] }
  | { readonly type: 'counted'; readonly entries: number };
