import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeConfig } from '../../src/config/describe.ts';
import { capEffects } from './cap-effects.ts';
import type { Effects } from './effects.ts';
import { importEffects } from './import-effects.ts';
import { jobEffects } from './job-effects.ts';
import { pictureEffects } from './picture-effects.ts';
import { placeEffects } from './place-effects.ts';
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
  ...recordEffects,
};

describe('settings', () => {
  it('are proved one by one, without exception', () => {
    const keys = describeConfig().map(({ key }) => key);
    assert.deepEqual(Object.keys(effects).sort(), keys.sort());
  });

  for (const [key, prove] of Object.entries(effects)) it(`${key} does what it says`, { timeout: 30_000 }, prove);
});
