/** What one scan walks, and where its files are recorded. */
export interface ScanPlan {
  readonly sessionId: string;
  /** Root that the files are recorded under. */
  readonly rootId: string;
  /** Folder that is walked, absolute, and where below it to begin. */
  readonly from: string;
  readonly sub: string;
  /** Only this file of that folder; null = all. */
  readonly only: string | null;
  /** Folders below `from` that are storage roots of their own. */
  readonly others: readonly string[];
  /** Folders below `from` that hold what the program makes for itself. */
  readonly own: readonly string[];
  /** Files are copied or moved into the managed library. */
  readonly isPlaced: boolean;
}
