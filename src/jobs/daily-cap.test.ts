import assert from 'node:assert/strict';
import { it } from 'node:test';
import { dayIn, isCapReached, nextTimeMs } from './daily-cap.ts';

const next = (cron: string, timeZone: string, { at, perDay }: { at: string; perDay: number | null }) => {
  const ranDay = dayIn(timeZone, Date.parse(at));
  const ms = nextTimeMs({ cron, timeZone, perDay, ranDay, ranTimes: 3 }, Date.parse(at));
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

it('[P-012] comes back on the next day of its own zone once it has come back as often as it may', () => {
  assert.equal(
    next('*/10 * * * *', 'Asia/Tokyo', { at: '2026-05-01T14:05:00Z', perDay: 4 }),
    '2026-05-01T14:10:00.000Z',
  );
  assert.equal(
    next('*/10 * * * *', 'Asia/Tokyo', { at: '2026-05-01T14:05:00Z', perDay: null }),
    '2026-05-01T14:10:00.000Z',
  );
  assert.equal(
    next('*/10 * * * *', 'Asia/Tokyo', { at: '2026-05-01T14:05:00Z', perDay: 3 }),
    '2026-05-01T15:00:00.000Z',
  );
  assert.equal(next('17 */6 * * *', 'UTC', { at: '2026-05-01T06:20:00Z', perDay: 3 }), '2026-05-02T00:17:00.000Z');
  assert.equal(next('0 4 * * *', 'UTC', { at: '2026-05-01T06:20:00Z', perDay: 3 }), '2026-05-02T04:00:00.000Z');
  assert.equal(next('', 'UTC', { at: '2026-05-01T06:20:00Z', perDay: null }), undefined);
});

it('[P-012] knows the next day also where clocks are changed, at midnight too', () => {
  assert.equal(
    next('*/30 * * * *', 'Europe/Berlin', { at: '2026-03-28T22:10:00Z', perDay: 3 }),
    '2026-03-28T23:00:00.000Z',
  );
  assert.equal(
    next('*/30 * * * *', 'Europe/Berlin', { at: '2026-10-25T12:00:00Z', perDay: 3 }),
    '2026-10-25T23:00:00.000Z',
  );
  // Cairo goes from 23:59 to 01:00
  assert.equal(
    next('*/30 * * * *', 'Africa/Cairo', { at: '2026-04-23T12:00:00Z', perDay: 3 }),
    '2026-04-23T22:00:00.000Z',
  );
});

it('[P-012] counts from none again when the day is over, and where the clock was wrong', () => {
  const at = Date.parse('2026-05-01T06:20:00Z');
  const reached = (ranDay: string | null) => isCapReached({ timeZone: 'UTC', perDay: 2, ranDay, ranTimes: 2 }, at);
  assert.deepEqual(['2026-05-01', '2026-04-30', '2027-01-01', null].map(reached), [true, false, false, false]);
});
