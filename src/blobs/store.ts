/** Where a blob is found: lower-case path segments separated by `/`, e.g. `pictures/<sha256>-<recipe>.jpg`. */
export type BlobKey = string;

/** Bytes of a blob: in memory, or as they come. */
export type BlobSource = Uint8Array | AsyncIterable<Uint8Array>;

/** A blob that was written to a temp file (see `tempFile`). */
export interface FinishedFile {
  readonly key: BlobKey;
  readonly file: string;
}

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Whole files by key, for everything that can be made again from originals. */
export interface BlobStore {
  /**
   * Atomic: readers see the whole blob or none (temp file, fsync, rename, fsync folder). The last writer wins.
   * @throws blob_key_invalid · disk_full · the signal's reason
   */
  put(key: BlobKey, from: BlobSource, options?: { signal?: AbortSignal }): Promise<{ bytes: number }>;
  /**
   * Takes finished files over, each as `put` would: moved, not copied. When it throws no temp file stays, and some of the
   * blobs may be there. @returns in the same order, what lies there now @throws as `put`
   */
  putFiles(files: readonly FinishedFile[]): Promise<readonly { bytes: number }[]>;
  /** @throws blob_missing */
  get(key: BlobKey, range?: ByteRange): Promise<AsyncIterable<Uint8Array>>;
  /** `modifiedMs`: when its bytes were last written. */
  stat(key: BlobKey): Promise<{ bytes: number; modifiedMs: number } | undefined>;
  /** No error when absent. */
  remove(key: BlobKey): Promise<void>;
  /** Keys below a first segment, e.g. `pictures`, each once, in no order; those that come meanwhile may be among them. */
  list(segment: string): AsyncIterable<BlobKey>;
  /** A path for a new temp file on the store's own volume. */
  tempFile(extension: string): string;
  /** Removes temp files that nobody has written to since; `dryRun` only counts. @returns how many */
  sweepTemps(beforeMs: number, dryRun: boolean): Promise<number>;
}

/** A store whose blobs are files, so that they can be served by the system (ranges, sendfile). */
export interface FileBlobStore extends BlobStore {
  /** Absolute path of a blob, whether it exists or not. @throws blob_key_invalid */
  path(key: BlobKey): string;
}
