import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeConfig } from '../../src/config/describe.ts';
import { capEffects } from './cap-effects.ts';
import type { Effects } from './effects.ts';
import { importEffects } from './import-effects.ts';
import { jobEffects } from './job-effects.ts';
import { pictureEffects } from './picture-effects.ts';
import { placeEffects } from './place-effects.ts';
import { queueEffects } from './queue-effects.ts';
import { recordEffects } from './record-effects.ts';
import { serverEffects } from './server-effects.ts';
import { toolEffects } from './tool-effects.ts';

const effects: Effects = {
  ...serverEffects,
  ...placeEffects,
  ...importEffects,
  ...toolEffects,
  ...pictureEffects,
  ...jobEffects,
  ...capEffects,
  ...queueEffects,
  ...recordEffects,
};

/** Requirements that one setting meets. */
const proved: Readonly<Record<string, string>> = {
  'metadata.exiftool': '[I-042] ',
  'metadata.timeoutMs': '[I-042] ',
  'metadata.mode': '[I-043] ',
  'pictures.preview.maxPx': '[I-050] [I-052] ',
  'pictures.preview.quality': '[I-050] [I-052] ',
  'pictures.square.px': '[I-053] ',
  'pictures.square.quality': '[I-053] ',
  'traces.enabled': '[I-058] ',
  'traces.off': '[I-058] [I-W25] ',
  'traces.keepDays': '[I-059] ',
  'jobs.queues.scan': '[I-026] ',
  'jobs.queues.metadata': '[I-026] ',
  'jobs.queues.pictures': '[I-026] ',
  'jobs.queues.enhance': '[I-026] ',
  'jobs.queues.upkeep': '[I-026] ',
  'logs.keepOperationsDays': '[S-330] ',
};

describe('settings', () => {
  it('[M-W22] are proved one by one, without exception', () => {
    const keys = describeConfig().map(({ key }) => key);
    assert.deepEqual(Object.keys(effects).sort(), keys.sort());
    assert.deepEqual(
      Object.keys(proved).filter((key) => !keys.includes(key)),
      [],
    );
  });

  for (const [key, prove] of Object.entries(effects))
    it(`${proved[key] ?? ''}${key} does what it says`, { timeout: 120_000 }, prove);
});
