import assert from 'node:assert/strict';
import { it } from 'node:test';
import { closedNow, type RunWindow, windowText } from './run-window.ts';

const at = (text: string): number => Date.parse(text);
const stored = (window: Partial<RunWindow>): string =>
  JSON.stringify({ hours: null, timeZone: 'Europe/Berlin', whenIdle: false, ...window });

it('is open within its hours, also over midnight, and else says when they begin', () => {
  const night = stored({ hours: '22:00-06:00' });
  const look = (text: string): unknown => closedNow(night, { atMs: at(text), browsedAtMs: undefined });
  assert.equal(look('2026-01-10T21:00:00Z'), null);
  assert.equal(look('2026-01-10T04:59:59Z'), null);
  assert.deepEqual(look('2026-01-10T05:00:00Z'), { why: 'hours', untilMs: at('2026-01-10T21:00:00Z') });
  assert.deepEqual(look('2026-07-10T19:59:30Z'), { why: 'hours', untilMs: at('2026-07-10T20:00:00Z') });
  const day = stored({ hours: '08:00-12:00' });
  assert.deepEqual(closedNow(day, { atMs: at('2026-01-10T11:00:00Z'), browsedAtMs: undefined }), {
    why: 'hours',
    untilMs: at('2026-01-11T07:00:00Z'),
  });
});

it('says when its hours begin also where the clocks are changed before, in either direction', () => {
  const opens = (hours: string, timeZone: string, now: string): string | null => {
    const closed = closedNow(stored({ hours, timeZone }), { atMs: at(now), browsedAtMs: undefined });
    return closed?.untilMs ? new Date(closed.untilMs).toISOString() : null;
  };
  assert.equal(opens('04:00-06:00', 'Europe/Berlin', '2026-03-28T23:00:00Z'), '2026-03-29T02:00:00.000Z');
  assert.equal(opens('04:00-06:00', 'Europe/Berlin', '2026-10-24T22:00:00Z'), '2026-10-25T03:00:00.000Z');
  assert.equal(opens('04:00-06:00', 'Australia/Lord_Howe', '2026-10-03T14:00:00Z'), '2026-10-03T17:00:00.000Z');
  assert.equal(opens('04:00-06:00', 'Australia/Lord_Howe', '2026-04-04T13:30:00Z'), '2026-04-04T17:30:00.000Z');
  // there is no 02:30 on this day: it begins when the clocks have passed it
  const early = opens('02:30-04:00', 'Europe/Berlin', '2026-03-28T23:00:00Z');
  assert.equal(closedNow(stored({ hours: '02:30-04:00' }), { atMs: at(early ?? ''), browsedAtMs: undefined }), null);
});

it('rests until a minute after somebody last looked at the library', () => {
  const idle = stored({ whenIdle: true });
  assert.deepEqual(closedNow(idle, { atMs: 100_000, browsedAtMs: 60_000 }), { why: 'busy', untilMs: 120_000 });
  assert.equal(closedNow(idle, { atMs: 120_000, browsedAtMs: 60_000 }), null);
  assert.equal(closedNow(idle, { atMs: 120_000, browsedAtMs: undefined }), null);
  assert.equal(closedNow(idle, { atMs: 120_000, browsedAtMs: 86_400_000 }), null, 'the clock was set back a day');
  assert.equal(closedNow(null, { atMs: 0, browsedAtMs: 0 }), null);
});

it('says a window in words', () => {
  const both = windowText(stored({ hours: '22:00-06:00', whenIdle: true }));
  assert.equal(both, '22:00-06:00 Europe/Berlin, while nobody uses the library');
  assert.equal(windowText(stored({})), null);
  const off = stored({ isOff: true, hours: '00:00-23:59' });
  assert.equal(windowText(off), 'at no time');
  assert.deepEqual(closedNow(off, { atMs: at('2026-01-10T12:00:00Z'), browsedAtMs: undefined }), {
    why: 'off',
    untilMs: null,
  });
});
