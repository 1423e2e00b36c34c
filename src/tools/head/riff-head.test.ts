import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readAviHead } from './riff-head.ts';

/** The beginning of an AVI of 320 × 240 whose camera wrote this date. */
function avi(date: string): Buffer {
  const head = Buffer.alloc(72);
  head.write('RIFF    AVI LIST    hdrlavih', 0, 'latin1');
  head.writeUInt32LE(320, 64);
  head.writeUInt32LE(240, 68);
  const text = Buffer.from(`IDIT....${date}\n\0`, 'latin1');
  text.writeUInt32LE(text.length - 8, 4);
  return Buffer.concat([head, text, Buffer.from('LIST    movi')]);
}

it('reads the date of an AVI as cameras write it, each in its own way', () => {
  const dates: readonly (readonly [string, string | undefined])[] = [
    ['Mon Mar 10 15:04:43 2003', '2003-03-10T15:04:43'],
    ['THU DEC  4 09:01:02 2008', '2008-12-04T09:01:02'],
    ['2002-12-16  15:35:01', '2002-12-16T15:35:01'],
    ['2005/11/28/ 09:19', '2005-11-28T09:19:00'],
    ['2001/ 1/27  1:42PM', '2001-01-27T13:42:00'],
    ['2001/ 1/27 12:42PM', '2001-01-27T12:42:00'],
    ['Mon Mrz 10 15:04:43 2003', undefined],
    ['Mon Feb 30 15:04:43 2003', undefined],
    ['', undefined],
  ];
  for (const [date, local] of dates) {
    const facts = readAviHead(avi(date));
    assert.deepEqual([facts.widthPx, facts.heightPx, facts.local], [320, 240, local], date);
    assert.deepEqual(Object.keys(facts.times ?? {}), local === undefined ? [] : ['RIFF:DateTimeOriginal'], date);
  }
});
