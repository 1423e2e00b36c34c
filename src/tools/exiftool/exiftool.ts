import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';

/** `fast`: no search for trailers; `fast2`: also no maker notes, nothing behind a PNG's pixels; `full`: everything. */
export type ExifToolMode = 'fast' | 'fast2' | 'full';

/** The tags of one file as a tool read them. */
export interface TagReading {
  /** By group and name (`ExifIFD:Model`), numbers as numbers. Values over 64 KiB are cut and say so. */
  readonly tags: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
  readonly method: 'exiftool' | 'exiftool_fast' | 'fallback';
  /** Name and version. */
  readonly tool: string;
  /** Its share of the command that read it with others, milliseconds; absent where it was read alone. */
  readonly shareMs?: number;
}

/** A picture inside a file. */
export interface EmbeddedPreview {
  /** E.g. `PreviewImage`. */
  readonly tag: string;
  /** The part of the file it stands in, e.g. `SubIFD1`; `group:tag` names it among several of its name. */
  readonly group: string;
  readonly bytes: number;
}

export interface ExifToolOptions {
  /** A program to run instead of the bundled one (`EXIFTOOL_BINARY`). */
  readonly path?: string | undefined;
  readonly mode: ExifToolMode;
  /** Limit for one file, milliseconds. */
  readonly timeoutMs: number;
  /** Processes at once. */
  readonly processes: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Reads tags and embedded previews with ExifTool processes that stay open. Calls that come together are answered by
 * one command. A file that hangs or kills the tool costs only itself: the others of its command are read again.
 */
export interface ExifTool extends AsyncDisposable {
  /**
   * While ExifTool cannot be started the built-in reader answers (`method: 'fallback'`), or metadata_tool_missing is thrown
   * for what that does not know; it is tried again later.
   * @throws metadata_timeout · metadata_failed · metadata_tool_killed · file_missing · permission_denied · path_refused
   */
  readTags(path: string, signal?: AbortSignal): Promise<TagReading>;
  /** @throws metadata_timeout · metadata_failed · metadata_tool_missing · file_missing · path_refused */
  listEmbedded(path: string, signal?: AbortSignal): Promise<readonly EmbeddedPreview[]>;
  /**
   * Writes an embedded preview to a file (replaced when there). `tag`: `PreviewImage`, or with its group.
   * @throws preview_missing, and as `listEmbedded`
   */
  extractEmbedded(request: { path: string; tag: string; toFile: string }, signal?: AbortSignal): Promise<void>;
  /** Starts the tool if needed. @throws metadata_tool_missing when it does not answer within 5 s */
  version(): Promise<string>;
}
