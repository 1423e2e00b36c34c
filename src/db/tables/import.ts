/** A folder that holds originals, on a volume known by its own identity. */
export interface StorageRootTable {
  id: string;
  name: string;
  path: string;
  /** Identity of the file system (UUID or device facts), so that an empty mount point is not taken for the root. */
  volume: string;
  state: 'online' | 'offline';
  /** 1 for the managed library. */
  managed: number;
  scans: number;
  created_at_ms: number;
  last_scan_at_ms: number | null;
}

export interface ImportSessionTable {
  id: string;
  root_id: string;
  job_id: string | null;
  folder: string;
  /** Folder relative to the root; '' = the root itself. */
  subpath: string;
  mode: 'in-place' | 'copy' | 'move';
  state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  code: string | null;
  message: string | null;
  started_at_ms: number;
  ended_at_ms: number | null;
  walk_done: number;
  found: number;
  hashed: number;
  bytes: number;
  /** JSON: outcome → count. */
  counts: string;
  /** When its scan first ran. */
  began_at_ms: number | null;
  /** When the walk had met all files. */
  walked_at_ms: number | null;
  /** JSON: how it went, phase by phase; null = not kept yet. */
  report: string | null;
}

export interface ImportItemTable {
  id: string;
  session_id: string;
  path: string;
  outcome: 'imported' | 'unchanged' | 'duplicate' | 'changed' | 'moved' | 'companion' | 'skipped' | 'error';
  code: string | null;
  message: string | null;
  asset_id: string | null;
  size_bytes: number | null;
  at_ms: number;
}

export interface ImportTraceTable {
  asset_id: string | null;
  item_id: string | null;
  at_ms: number;
  type: string;
  step: number;
  method: string;
  ok: number;
  code: string | null;
  detail: string | null;
  duration_us: number;
  tool: string | null;
  attempt: number;
  /** Of the picture that came of it. */
  bytes: number | null;
  width_px: number | null;
  height_px: number | null;
}

/** A folder as the last complete scan left it: the next one passes over it when its digest is the same. */
export interface ScanFolderTable {
  root_id: string;
  path: string;
  digest: string;
  /** Files of it, known or skipped. */
  files: number;
  /** JSON list of [name, code]: files that were read and skipped; null = none. */
  skips: string | null;
}
