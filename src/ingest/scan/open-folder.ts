import type { Candidate } from './diff-folder.ts';

/** A sidecar that was read; it waits for the media beside it. */
export interface ReadSidecar {
  readonly candidate: Candidate;
  readonly checksum: string;
  readonly format: string;
}

/** A media file of the folder that was placed into the managed library. */
export interface PlacedMedia {
  readonly assetId: string;
  /** Relative to the library. */
  readonly path: string;
}

/** A folder whose files are being read. */
export interface OpenFolder {
  readonly path: string;
  readonly digest: string;
  /** Files of it. */
  count: number;
  /** Files that have no outcome yet, and one for each part that has not come. */
  pending: number;
  /** False when a file must be looked at again by the next scan whatever the digest says. */
  isClean: boolean;
  readonly sidecars: ReadSidecar[];
  /** Name and code of files that were read and are nothing to take in. */
  readonly skips: [string, string][];
  /** By name in the source folder; only where files are placed. */
  readonly placed: Map<string, PlacedMedia>;
}

/** A folder without any outcome yet; it is open until its last part came and all its files are done. */
export function openFolder(path: string, digest: string | null): OpenFolder {
  return {
    path,
    digest: digest ?? '',
    count: 0,
    pending: 1,
    isClean: digest !== null,
    sidecars: [],
    skips: [],
    placed: new Map(),
  };
}
