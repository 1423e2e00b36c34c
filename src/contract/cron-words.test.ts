import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cronWords } from './cron-words.ts';

describe('schedules', () => {
  it('says plain patterns in words and leaves the others as they are', () => {
    assert.deepEqual(
      [
        '* * * * *',
        '*/30 * * * *',
        '17 * * * *',
        '17 4 * * *',
        '5 3 * * 1',
        '0 0 1 * *',
        '0 9-17 * * *',
        'rubbish',
      ].map(cronWords),
      [
        'Every minute',
        'Every 30 minutes',
        'Every hour at :17',
        'Every day at 04:17',
        'Every Monday at 03:05',
        null,
        null,
        null,
      ],
    );
  });
});
