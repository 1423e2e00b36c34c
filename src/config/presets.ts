import type { ConfigChange } from './change.ts';

/** Settings that go together, known by a name. Those of one group take the place of each other. */
export interface Preset {
  readonly name: string;
  readonly group: 'size' | 'work';
  readonly summary: string;
  /** `null` = the default. */
  readonly settings: ConfigChange;
}

/** Every preset. Within a group all name the same settings, so that each undoes what another did. */
export const presets: readonly Preset[] = [
  {
    name: 'small',
    group: 'size',
    summary:
      'Up to 2 cores or 2 GiB of memory: one picture at a time, none over 128 megapixels, a short memory for jobs',
    settings: {
      import: { readers: 1 },
      metadata: { processes: 1 },
      pictures: { concurrency: 1, pixelLimitMp: 128 },
      jobs: { caps: { total: 500, perKind: 200 }, keepEnded: 50_000 },
      traces: { keepDays: 3 },
    },
  },
  {
    name: 'medium',
    group: 'size',
    summary: 'About 4 cores and 8 GiB of memory: the defaults',
    settings: {
      import: { readers: null },
      metadata: { processes: null },
      pictures: { concurrency: null, pixelLimitMp: null },
      jobs: { caps: { total: null, perKind: null }, keepEnded: null },
      traces: { keepDays: null },
    },
  },
  {
    name: 'large',
    group: 'size',
    summary:
      'From 8 cores and 16 GiB of memory: more files read at a time, pictures up to 500 megapixels, a long memory for jobs',
    settings: {
      import: { readers: 4 },
      metadata: { processes: 3 },
      pictures: { concurrency: null, pixelLimitMp: 500 },
      jobs: { caps: { total: 10_000, perKind: 2_500 }, keepEnded: 2_000_000 },
      traces: { keepDays: null },
    },
  },
  {
    name: 'scan-only',
    group: 'work',
    summary:
      'Find, identify and describe files; make no previews and thumbnails until another preset lets them be made',
    settings: { jobs: { limits: { pictures: 0 } } },
  },
  {
    name: 'full',
    group: 'work',
    summary: 'All that Supervisor can do: the default',
    settings: { jobs: { limits: { pictures: null } } },
  },
];
