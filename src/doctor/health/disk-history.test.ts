import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { HealthView } from '../../contract/health.ts';
import { notRunHere } from '../../../test/fixtures/not-run-here.ts';
import { mayMount, smallDisk } from '../../../test/fixtures/small-disk.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { DiskHistory, fullInDays } from './disk-history.ts';

const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;

describe('DiskHistory', () => {
  it('forecasts when a volume is full from the pace of the last days, and keeps what it knows', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'disk.json');
    const lookAt = async (day: number): Promise<HealthView['forecast']> =>
      await new DiskHistory(file).forecast(
        new Map([['disk', { freeBytes: (100 - 10 * day) * GIB, totalBytes: 200 * GIB }]]),
        1e12 + day * DAY_MS,
      );
    assert.equal((await lookAt(0))[0]?.fullInDays, null);
    await lookAt(1);
    const [told] = await lookAt(2);
    assert.equal(told?.history.length, 3);
    assert.ok(Math.abs((told?.fullInDays ?? 0) - 8) < 0.01, 'ten GiB a day, eighty left');
    assert.equal(
      fullInDays([[0, 5]], { nowMs: DAY_MS, freeBytes: 5 }),
      null,
      'a volume that does not shrink never fills',
    );
  });

  it('leaves no empty file on a disk that is full', async (test) => {
    if (!mayMount()) return notRunHere(test, 'the right to mount a small volume (root on Linux)');
    await using folder = await tempFolder();
    using _disk = smallDisk(folder.path, 64);
    writeFileSync(join(folder.path, 'filler'), Buffer.alloc(64 * 1_024));
    const rooms = new Map([['disk', { freeBytes: 0, totalBytes: GIB }]]);
    await new DiskHistory(join(folder.path, 'disk.json')).forecast(rooms, 1e12);
    assert.deepEqual(readdirSync(folder.path), ['filler']);
  });
});
