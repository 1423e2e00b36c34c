import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GAP, HEADER, justify } from './justified-layout.ts';
import { listLayout } from './list-layout.ts';
import { moveFocus } from './move-focus.ts';
import { paceOf, type Pace } from './pace.ts';
import { dayAt, months, shareOf, yearLabels } from './scrubber-scale.ts';
import { coverage, EVERYTHING, isSelected, NOTHING, select, selectedCount, toggle } from './selection.ts';
import { dayOf, jump, readTimeline, type TimelineIndex } from './timeline-index.ts';
import { assetsIn, scrollToShow, visibleRange } from './visible-range.ts';
import { cpuTimeMs } from '../../../../test/fixtures/cpu-time.ts';

function library(
  days: [string, number][],
  aspect: (i: number) => number = (i) => [1.5, 0.667, 1.333, 1.778][i % 4] ?? 1,
): TimelineIndex {
  const total = days.reduce((sum, [, count]) => sum + count, 0);
  const bytes = Array.from({ length: total }, (_, i) => Math.round(128 + 32 * Math.log2(aspect(i))));
  return readTimeline({
    revision: 'r1',
    total,
    days: days.map(([day, count]) => ({ day, count })),
    aspects: btoa(String.fromCharCode(...bytes)),
  });
}

const three = library([
  ['2021-03-02', 3],
  ['2021-03-01', 40],
  ['2019-12-31', 2],
]);

describe('timeline index', () => {
  it('decodes aspects to within two percent and limits extremes', () => {
    const timeline = library([['2021-01-01', 3]], (i) => [1.5, 15, 0.07][i] ?? 1);
    assert.ok(Math.abs((timeline.aspects[0] ?? 0) / 1.5 - 1) < 0.02);
    assert.ok((timeline.aspects[1] ?? 99) < 3.3);
    assert.ok((timeline.aspects[2] ?? 0) > 0.44);
  });
  it('finds the day of an asset', () => {
    assert.deepEqual(
      [0, 2, 3, 42, 43, 44].map((i) => dayOf(three, i)),
      [0, 0, 1, 1, 2, 2],
    );
  });
  it('jumps by day, month and year both ways', () => {
    assert.equal(jump(three, 0, { unit: 'day', step: 1 }), 3);
    assert.equal(jump(three, 0, { unit: 'month', step: 1 }), 43);
    assert.equal(jump(three, 44, { unit: 'year', step: -1 }), 0);
    assert.equal(jump(three, 44, { unit: 'day', step: 1 }), 44);
    assert.equal(jump(three, 20, { unit: 'day', step: -1 }), 0);
  });
});

describe('justified layout', () => {
  it('fills every full row to the edge and keeps gaps', () => {
    const layout = justify(three, { width: 1000, rowHeight: 180 });
    const rows = layout.strips.filter((s) => s.kind === 'pictures' && s.first >= 3 && s.first + s.count < 43);
    assert.ok(rows.length > 2);
    for (const row of rows) {
      const last = row.first + row.count - 1;
      assert.ok(Math.abs((layout.x[last] ?? 0) + (layout.width[last] ?? 0) - 1000) < 0.5);
      for (let i = row.first + 1; i <= last; i++) {
        assert.ok(Math.abs((layout.x[i] ?? 0) - (layout.x[i - 1] ?? 0) - (layout.width[i - 1] ?? 0) - GAP) < 0.01);
      }
      assert.ok(row.height > 120 && row.height < 260, `height ${row.height}`);
    }
  });
  it('places every asset once, in order, without overlap', () => {
    const layout = justify(three, { width: 700, rowHeight: 120 });
    const pictures = layout.strips.filter((s) => s.kind === 'pictures');
    assert.equal(
      pictures.reduce((sum, s) => sum + s.count, 0),
      three.total,
    );
    for (const [i, strip] of layout.strips.entries()) {
      const next = layout.strips[i + 1];
      if (next) assert.ok(next.top >= strip.top + strip.height);
    }
    assert.equal(layout.strips[layout.stripOf[44] ?? 0]?.kind, 'pictures');
  });
  it('puts short days beside each other', () => {
    const sparse = library(Array.from({ length: 12 }, (_, i): [string, number] => [`2020-01-${String(28 - i)}`, 1]));
    const layout = justify(sparse, { width: 1200, rowHeight: 180 });
    assert.ok(layout.strips.length <= 6, `${layout.strips.length} strips`);
    assert.ok((layout.dayX[1] ?? 0) >= (layout.dayWidth[0] ?? 0));
    assert.equal(layout.strips[0]?.height, HEADER);
  });
  it('never makes a picture wider than the page', () => {
    const wide = library([['2020-01-01', 5]], () => 9);
    const layout = justify(wide, { width: 320, rowHeight: 360 });
    assert.ok(layout.width.every((w) => w <= 320.01));
  });
  it('lays 100 000 assets out within 250 ms', () => {
    const big = library(
      Array.from({ length: 4000 }, (_, i): [string, number] => [
        new Date(1.7e12 - i * 86_400_000).toISOString().slice(0, 10),
        25,
      ]),
      () => 1.5,
    );
    const start = cpuTimeMs();
    justify(big, { width: 1400, rowHeight: 180 });
    assert.ok(cpuTimeMs() - start < 250);
  });
});

describe('list layout', () => {
  it('gives each asset a line of its own below its day', () => {
    const layout = listLayout(three, 800);
    assert.deepEqual(
      layout.strips.slice(0, 5).map((s) => s.kind),
      ['days', 'pictures', 'pictures', 'pictures', 'days'],
    );
    assert.equal(layout.strips.length, three.total + three.days.length);
    assert.equal(layout.strips[layout.stripOf[44] ?? 0]?.first, 44);
    assert.equal(moveFocus({ layout, total: three.total, pagePx: 400 }, 2, 'down'), 3);
  });
});

describe('visible range', () => {
  const days = Array.from({ length: 800 }, (_, i): [string, number] => [
    new Date(1.7e12 - i * 86_400_000).toISOString().slice(0, 10),
    25,
  ]);
  const layout = justify(library(days), { width: 1380, rowHeight: 120 });
  it('[S-028] bounds what is rendered however large the library is', () => {
    for (const top of [0, 5_000, layout.height / 2, layout.height - 800]) {
      const range = visibleRange(layout, { top, height: 820 });
      const { first, end } = assetsIn(layout, range.from, range.to);
      assert.ok(end - first <= 170, `${end - first} tiles`);
      assert.ok(range.from <= range.seenFrom && range.to >= range.seenTo);
    }
  });
  it('scrolls no further than it must', () => {
    assert.equal(scrollToShow({ top: 100, height: 50 }, { top: 0, height: 500 }, 40), 0);
    assert.equal(scrollToShow({ top: 600, height: 100 }, { top: 0, height: 500 }, 40), 208);
    assert.equal(scrollToShow({ top: 100, height: 50 }, { top: 400, height: 500 }, 40), 60);
  });
});

describe('pace', () => {
  const moved = (screens: number, ms: number, was: Pace = 'calm') =>
    paceOf({ screens: 0, atMs: 0 }, { screens, atMs: ms }, was);
  it('tells a flick and a travel through years from reading, either way', () => {
    assert.deepEqual([moved(0.05, 16), moved(-0.15, 16), moved(0.75, 16)], ['calm', 'flick', 'travel']);
  });
  it('takes no jump for a flick, and lets no late frame end one', () => {
    assert.deepEqual([moved(40, 400), moved(9, 200), moved(9, 200, 'travel')], ['calm', 'calm', 'travel']);
  });
});

describe('focus', () => {
  const from = { layout: justify(three, { width: 1000, rowHeight: 180 }), total: three.total, pagePx: 500 };
  it('moves to the picture below and comes back', () => {
    const below = moveFocus(from, 4, 'down');
    assert.ok(below > 4);
    assert.equal(from.layout.stripOf[moveFocus(from, below, 'up')], from.layout.stripOf[4]);
  });
  it('stops at both ends', () => {
    assert.equal(moveFocus(from, 0, 'left'), 0);
    assert.equal(moveFocus(from, 0, 'up'), 0);
    assert.equal(moveFocus(from, 44, 'right'), 44);
    assert.equal(moveFocus(from, 44, 'page-down'), 44);
    assert.equal(moveFocus(from, 20, 'home'), 0);
  });
});

describe('selection', () => {
  it('counts all of the query, not of the screen', () => {
    assert.equal(selectedCount(EVERYTHING, 20_000), 20_000);
    const but = toggle(EVERYTHING, 'a');
    assert.equal(selectedCount(but, 20_000), 19_999);
    assert.equal(isSelected(but, 'a'), false);
    assert.equal(isSelected(toggle(but, 'a'), 'a'), true);
  });
  it('adds and removes ranges', () => {
    const some = select(NOTHING, ['a', 'b', 'c'], true);
    assert.equal(selectedCount(select(some, ['b'], false), 9), 2);
  });
  it('knows whether a day is wholly chosen', () => {
    const some = select(NOTHING, ['a'], true);
    assert.equal(coverage(some, ['a', 'b']), 'some');
    assert.equal(coverage(some, ['a']), 'all');
    assert.equal(coverage(some, ['b', undefined]), 'none');
    assert.equal(coverage(EVERYTHING, ['b', undefined]), 'all');
  });
});

describe('scrubber', () => {
  const layout = justify(three, { width: 1000, rowHeight: 180 });
  it('places months by the height of their rows', () => {
    const all = months(three, layout);
    assert.deepEqual(
      all.map((m) => [m.day.slice(0, 7), m.count]),
      [
        ['2021-03', 43],
        ['2019-12', 2],
      ],
    );
    assert.equal(all[0]?.from, 0);
    assert.equal(all.at(-1)?.to, 1);
    assert.equal(all[0]?.density, 1);
  });
  it('leaves out year names that have no room', () => {
    const all = months(three, layout);
    assert.deepEqual(
      yearLabels(all, 0.01).map((l) => l.year),
      ['2021', '2019'],
    );
    assert.equal(yearLabels(all, 2).length, 1);
  });
  it('names the day under the pointer', () => {
    assert.equal(dayAt(three, layout, 0), '2021-03-02');
    assert.equal(dayAt(three, layout, 0.999), '2019-12-31');
  });
  it('ends with the last screen', () => {
    assert.equal(shareOf(9_000, 10_000, 1_000), 1);
    assert.equal(shareOf(0, 500, 1_000), 0);
  });
});
