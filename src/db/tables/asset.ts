/** One picture or clip as people see it. Identity is the SHA-256 of its original's bytes. */
export interface AssetTable {
  id: string;
  /** SHA-256, lower-case hex. */
  checksum: string;
  /** 1 + how often the file was changed in place. */
  version: number;
  kind: 'image' | 'video';
  status: 'active' | 'offline' | 'missing' | 'archived' | 'trashed';
  /** Id of a format of `formats/`. */
  format: string;
  mime: string;
  /** The extension, when it does not fit the content. */
  mismatch: string | null;
  name: string;
  size_bytes: number;
  /** Upright. */
  width_px: number | null;
  /** Upright. */
  height_px: number | null;
  orientation: number | null;
  duration_ms: number | null;
  frames: number | null;
  /** Wall-clock capture time as if it were UTC; file time where there is none. The order of the library. */
  sort_ms: number;
  /** `sort_ms` in whole days. */
  sort_day: number;
  captured_source: string | null;
  captured_confidence: 'sure' | 'likely' | 'guess' | null;
  offset_min: number | null;
  camera: string | null;
  rating: number | null;
  lat: number | null;
  lon: number | null;
  /** JSON of contract/asset `AssetFacts`; null until read in full. */
  facts: string | null;
  /** 1 when the file carries AI generation parameters. */
  has_generation: number;
  metadata_state: 'waiting' | 'ready' | 'degraded' | 'failed' | 'none';
  metadata_method: string | null;
  metadata_code: string | null;
  metadata_message: string | null;
  pictures_state: 'waiting' | 'ready' | 'degraded' | 'failed' | 'none';
  pictures_code: string | null;
  pictures_message: string | null;
  /** Key of the recipe and content the pictures were made by; null before. */
  pictures_key: string | null;
  thumbhash: Uint8Array | null;
  /** 64-bit DCT perceptual hash, 16 hex digits. */
  phash64: string | null;
  /** Bytes of the embedded thumbnail in the original: where and how many. */
  embedded_offset: number | null;
  embedded_bytes: number | null;
  /** The asset that is shown instead (live video under its photo, RAW under its JPEG). */
  cover_id: string | null;
  companion_role: 'live-video' | 'raw' | 'motion-video' | null;
  imported_at_ms: number;
  updated_at_ms: number;
}

/** A version of an asset that was replaced by a change of its file. */
export interface AssetVersionTable {
  asset_id: string;
  version: number;
  checksum: string;
  size_bytes: number;
  until_ms: number;
}

/** A concrete file. `path` is relative to its root, `/`-separated. */
export interface AssetFileTable {
  id: string;
  asset_id: string;
  root_id: string;
  path: string;
  /** The folder part of `path`, '' = the root. */
  folder: string;
  role: 'original' | 'sidecar';
  state: 'present' | 'missing' | 'offline' | 'replaced';
  checksum: string;
  size_bytes: number;
  /** Whole milliseconds; with size and inode it tells whether to read again. */
  mtime_ms: number;
  inode: string;
  first_seen_ms: number;
  verified_at_ms: number | null;
  original_path: string;
}

/** Tags as a tool read them, one document a source and reading; only changed ones are added. */
export interface MetadataDocumentTable {
  id: string;
  asset_id: string;
  /** `file`, or `sidecar:<path>`. */
  source: string;
  tool: string;
  read_at_ms: number;
  /** SHA-256 of `tags`. */
  digest: string;
  /** JSON object, keys with their group: `EXIF:Model`. */
  tags: string;
}

export interface DerivativeTable {
  asset_id: string;
  kind: 'preview' | 'square' | 'grid';
  blob_key: string;
  width_px: number;
  height_px: number;
  size_bytes: number;
  route: string;
  made_at_ms: number;
}
