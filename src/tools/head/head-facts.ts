/** What the first bytes of a file tell: enough for the first screen and its order, until all tags are read. */
export interface HeadFacts {
  /** Upright. */
  readonly widthPx: number | null;
  /** Upright. */
  readonly heightPx: number | null;
  /** EXIF orientation, as the file says. */
  readonly orientation: number | null;
  /** Capture time as the wall clock said, ISO 8601 without zone. */
  readonly local: string | null;
  /** Minutes east of UTC. */
  readonly offsetMin: number | null;
  /** The tag `local` was read from. */
  readonly tag: string | null;
  /** All times as they are written, by ExifTool's names of their tags: what a capture time is judged from. */
  readonly times: Readonly<Record<string, string>>;
  readonly make: string | null;
  readonly model: string | null;
  /** -1 to 5. */
  readonly rating: number | null;
  /** The EXIF thumbnail (JPEG): where it lies in the file. */
  readonly embedded: { readonly offset: number; readonly bytes: number } | null;
  /** True when the first bytes carry AI generation parameters. */
  readonly hasGeneration: boolean;
}

/** Nothing known. */
export const noHeadFacts: HeadFacts = {
  widthPx: null,
  heightPx: null,
  orientation: null,
  local: null,
  offsetMin: null,
  tag: null,
  times: {},
  make: null,
  model: null,
  rating: null,
  embedded: null,
  hasGeneration: false,
};
