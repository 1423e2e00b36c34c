import type { Format } from '../../formats/format.ts';

/** A sidecar of an asset, as read. */
export type SidecarReading =
  | { readonly kind: 'xmp'; readonly tags: Readonly<Record<string, unknown>> }
  /** The text of the file, at most 1 MiB. */
  | { readonly kind: 'takeout-json' | 'prompt-txt'; readonly name: string; readonly text: string };

/** What a look into a clip told; undefined = the file does not say. */
export interface ProbedVideo {
  readonly durationMs: number | undefined;
  /** Upright. */
  readonly widthPx: number | undefined;
  readonly heightPx: number | undefined;
  readonly fps: number | undefined;
  readonly videoCodec: string | undefined;
  readonly audioCodec: string | undefined;
  readonly creationTags: Readonly<Record<string, string>>;
}

/** All that facts are made from. Pure data: the same input gives the same facts. */
export interface FactInput {
  /** By group and name, as the tool read them. */
  readonly tags: Readonly<Record<string, unknown>>;
  readonly format: Format;
  /** File name with extension. */
  readonly name: string;
  /** Folder relative to its root, `/`-separated; '' for the root itself. */
  readonly folder: string;
  readonly mtimeMs: number;
  readonly nowMs: number;
  readonly sidecars: readonly SidecarReading[];
  readonly video?: ProbedVideo | undefined;
  /** Upright size as the first bytes told it, pixels. */
  readonly seen?: { readonly widthPx: number | null; readonly heightPx: number | null } | undefined;
}
