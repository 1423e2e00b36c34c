import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countOf } from '../../../src/contract/count-words.ts';
import { clipLength, duration, steadyEta, timeLeft } from './duration.ts';
import { idParts } from './ids.ts';
import { bytes, count, percent, rate, THIN } from './number.ts';
import { baseName, middleCut, pastedPath, shownName, withoutPaths } from './path.ts';
import { cameraName, coordinates, dimensions, exposure, exposureLine } from './photo.ts';
import { foreignZone, relativeTime, sinceWords, untilWords, zoneName } from './time.ts';

const plain = (text: string): string => text.replaceAll(THIN, ' ');

describe('numbers', () => {
  it('groups thousands with a thin space', () => {
    assert.equal(count(1_234_567), `1${THIN}234${THIN}567`);
    assert.equal(count(999), '999');
  });
  it('says an unknown number as a dash, never as 0 or NaN', () => {
    for (const value of [null, undefined, Number.NaN, Infinity]) assert.equal(count(value), '–');
    assert.equal(bytes(null), '–');
    assert.equal(rate(null), '–');
  });
  it('writes sizes in decimal units with three significant digits', () => {
    assert.deepEqual(
      [0, 812, 1000, 3_418_000, 999_600, 128e9].map((n) => plain(bytes(n))),
      ['0 B', '812 B', '1.00 kB', '3.42 MB', '1.00 MB', '128 GB'],
    );
  });
  it('counts nouns in singular and plural', () => {
    assert.equal(countOf(1, 'photo'), '1 photo');
    assert.equal(countOf(2, 'copy', 'copies'), '2 copies');
  });
  it('never says 100 % before all is done', () => {
    assert.equal(plain(percent(99_999, 100_000)), '99 %');
    assert.equal(plain(percent(1, 100_000)), '1 %');
    assert.equal(plain(percent(5, 5)), '100 %');
    assert.equal(percent(0, 0), '–');
  });
  it('gives slow rates by the minute', () => {
    assert.equal(rate(17.4), '17/s');
    assert.equal(rate(2.345), '2.3/s');
    assert.equal(rate(0.2), '12/min');
  });
});

describe('durations', () => {
  it('uses the words people use', () => {
    assert.deepEqual(
      [850, 4200, 45_000, 7 * 60_000, 7_800_000, 273_600_000].map((ms) => plain(duration(ms))),
      ['850 ms', '4.2 s', '45 s', '7 min', '2 h 10 min', '3 d 4 h'],
    );
  });
  it('writes clip lengths like a player', () => {
    assert.deepEqual([7_000, 725_000, 3_753_000].map(clipLength), ['0:07', '12:05', '1:02:33']);
  });
  it('says the time left coarsely', () => {
    assert.equal(timeLeft(3_000), 'a few seconds left');
    assert.equal(plain(timeLeft(31_000) ?? ''), '40 s left');
    assert.equal(timeLeft(null), null);
  });
  it('lets an ETA jump by at most a third', () => {
    assert.equal(steadyEta(90_000, 900_000), 120_000);
    assert.equal(steadyEta(90_000, 10_000), 60_000);
    assert.equal(steadyEta(90_000, 85_000), 85_000);
    assert.equal(steadyEta(null, 5), 5);
  });
});

describe('times', () => {
  const now = Date.UTC(2026, 0, 10, 12);
  it('is relative for seven days only', () => {
    assert.equal(relativeTime('2026-01-10T11:59:40Z', now), 'just now');
    assert.equal(plain(relativeTime('2026-01-10T11:56:00Z', now)), '4 min ago');
    assert.equal(relativeTime('2026-01-09T11:00:00Z', now), 'yesterday');
    assert.match(relativeTime('2025-12-01T11:00:00Z', now), /2025/);
    assert.equal(relativeTime('rubbish', now), '–');
  });
  it('counts ahead to what comes, and up from what has begun', () => {
    assert.equal(plain(untilWords('2026-01-10T12:00:40Z', now)), 'in 40 s');
    assert.equal(untilWords('2026-01-10T11:00:00Z', now), 'now');
    assert.equal(plain(sinceWords('2026-01-10T11:59:18Z', now)), '42 s');
    assert.equal(sinceWords('rubbish', now), '–');
  });
  it('names zones, and only those that differ from the viewer', () => {
    assert.equal(zoneName(-210), 'UTC−3:30');
    assert.equal(zoneName(120), 'UTC+2');
    const here = -new Date(Date.UTC(2019, 4, 4, 12)).getTimezoneOffset();
    assert.equal(foreignZone('2019-05-04T12:00:00', here), null);
    assert.equal(foreignZone('2019-05-04T12:00:00', here + 60), zoneName(here + 60));
  });
});

describe('what is typed into the field of the jobs page', () => {
  it('is an asset, import, job or worker by its id, and else an error code', () => {
    const id = '0'.repeat(26);
    assert.deepEqual(
      [`as_${id}`, `is_${id}`, `jb_${id}`, `wo_${id}`, 'disk_full', 'as_short'].map(
        (text) => Object.keys(idParts(text))[0],
      ),
      ['asset', 'session', 'job', 'worker', 'code', 'code'],
    );
  });
});

describe('paths', () => {
  it('cuts in the middle and keeps the file name', () => {
    assert.equal(middleCut('/photos/2019/lisbon/trip/DSCF1234.RAF', 24), '/photos/20…/DSCF1234.RAF');
    assert.equal(middleCut('short', 24), 'short');
    assert.equal(middleCut(`/${'x'.repeat(300)}`, 20).length, 20);
  });
  it('[M-W32] shows hostile names as one line of text', () => {
    assert.equal(shownName('a\nb\u202Egpj.exe'), 'a␊b�gpj.exe');
    assert.equal(shownName('<img src=x>'), '<img src=x>');
  });
  it('[S-304] shortens full paths in error texts', () => {
    assert.equal(withoutPaths("EACCES: cannot open '/home/ann/private/a.jpg'"), "EACCES: cannot open '…/a.jpg'");
    assert.equal(withoutPaths('C:\\Users\\ann\\b.png is broken'), '…/b.png is broken');
    assert.equal(withoutPaths('1/250 s and and/or stay'), '1/250 s and and/or stay');
  });
  it('understands a path as it was pasted', () => {
    assert.equal(pastedPath(' "/photos/my trip" '), '/photos/my trip');
    assert.equal(pastedPath('file:///photos/my%20trip'), '/photos/my trip');
    assert.equal(pastedPath('file:///C:/My%20Photos'), 'C:/My Photos');
    assert.equal(pastedPath("/photos/it's"), "/photos/it's");
    assert.equal(pastedPath('file:///100%'), 'file:///100%');
  });
  it('finds the last part of a path', () => {
    assert.equal(baseName('/photos/2019/'), '2019');
    assert.equal(baseName('/'), '/');
  });
});

describe('photographic facts', () => {
  it('writes exposures as photographers do', () => {
    assert.deepEqual(
      [0.004, 0.5, 30, 1 / 3].map((s) => plain(exposure(s))),
      ['1/250 s', '0.5 s', '30 s', '0.333 s'],
    );
  });
  it('does not name the make twice', () => {
    assert.equal(cameraName('Canon', 'Canon EOS R5'), 'Canon EOS R5');
    assert.equal(cameraName('FUJIFILM', 'X-T5'), 'FUJIFILM X-T5');
    assert.equal(cameraName('NIKON CORPORATION', 'NIKON Z 6'), 'NIKON Z 6');
    assert.equal(cameraName(null, null), null);
  });
  it('leaves out what is not known from the line', () => {
    const facts = { cameraMake: null, cameraModel: 'X-T5', focalMm: 23, fNumber: null, exposureS: 0.004, iso: 400 };
    assert.equal(plain(exposureLine(facts)), 'X-T5 · 23 mm · 1/250 s · ISO 400');
  });
  it('writes places and sizes', () => {
    assert.equal(plain(coordinates(38.7223, -9.1393)), '38.7223° N, 9.1393° W');
    assert.equal(plain(dimensions(6000, 4000)), '6000 × 4000 · 24 MP');
    assert.equal(dimensions(16, 16), '16 × 16');
  });
});
