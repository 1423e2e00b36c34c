import type { Format } from '../format.ts';
import { RAW_PREVIEWS } from '../raw-previews.ts';

const base = { kind: 'image', decoder: 'raw', isRaw: true, embedded: RAW_PREVIEWS } as const;

/** GoPro's RAW is a DNG by its tags; only the extension tells. */
export const gpr: Format = {
  ...base,
  id: 'gpr',
  label: 'GoPro GPR',
  mime: 'image/x-gopro-gpr',
  extensions: ['gpr'],
  matches: ({ tiff, extension }) => tiff?.isDng === true && extension === 'gpr',
};

export const dng: Format = {
  ...base,
  id: 'dng',
  label: 'Adobe DNG',
  mime: 'image/x-adobe-dng',
  extensions: ['dng'],
  matches: ({ tiff }) => tiff?.isDng === true,
};
