import type { Sample } from './sample.ts';

/** Which decoder opens a format. `raw`: embedded previews first, rendering second; `none`: never a picture. */
export type Decoder = 'sharp' | 'magick' | 'raw' | 'video' | 'none';

/** One file format as data: how to know it, what it is called, which routes lead to its pictures. */
export interface Format {
  /** Stable, lower case; stored in the catalogue. */
  readonly id: string;
  readonly label: string;
  readonly kind: 'image' | 'video' | 'sidecar';
  readonly mime: string;
  /** Lower case, without dot, the usual one first. Any other extension is a mismatch. */
  readonly extensions: readonly string[];
  readonly decoder: Decoder;
  /** ExifTool names of the embedded previews, best first. */
  readonly embedded: readonly string[];
  readonly isRaw: boolean;
  /** Decided by content; the extension only breaks ties between TIFF-based RAW files and between text sidecars. */
  matches(sample: Sample): boolean;
}
