import type { TimelineIndex } from './timeline-index.ts';

/** Gap between pictures, px. */
export const GAP = 2;
/** Height of the line with a day's name, px. */
export const HEADER = 40;
/** Space between days that share a line, px. */
const DAY_GAP = 16;
/** A day that shares a line still needs room for its name, px. */
const DAY_MIN = 150;
/** A last row is stretched to the edge only when that makes it at most this much higher. */
const STRETCH = 1.25;

/** One horizontal strip: the names of days, or a row of pictures. `first` counts days or assets. */
export interface Strip {
  readonly kind: 'days' | 'pictures';
  readonly first: number;
  readonly count: number;
  readonly top: number;
  readonly height: number;
}

/** Every strip and every picture's place. Exact before a single picture is loaded. */
export interface Layout {
  readonly strips: readonly Strip[];
  /** Top of each strip, for binary search. */
  readonly tops: Float64Array;
  readonly height: number;
  /** Left edge and width of each asset, px; its height is its strip's. */
  readonly x: Float32Array;
  readonly width: Float32Array;
  /** Left edge and width of each day's name, px. */
  readonly dayX: Float32Array;
  readonly dayWidth: Float32Array;
  /** Elements that draw one asset. */
  readonly tileNodes: number;
  /** Strip of each asset. */
  readonly stripOf: Uint32Array;
}

interface Space {
  /** Width to fill, px. */
  readonly width: number;
  /** Wanted height of a row, px. */
  readonly rowHeight: number;
}

/** Rows of equal height inside a row, filled from edge to edge, day by day; short days share a line. */
export function justify(timeline: TimelineIndex, space: Space): Layout {
  const builder = new Builder(timeline, { width: space.width, rowHeight: Math.min(space.rowHeight, space.width) });
  for (let day = 0; day < timeline.days.length; day++) builder.addDay(day);
  return builder.finish();
}

class Builder {
  readonly #strips: Strip[] = [];
  readonly #timeline: TimelineIndex;
  readonly #space: Space;
  readonly #places: Pick<Layout, 'x' | 'width' | 'dayX' | 'dayWidth' | 'stripOf'>;
  #top = 0;
  /** Short days that wait for company on one line: [first, end) and where the next would begin. */
  #line = { first: 0, end: 0, x: 0 };

  constructor(timeline: TimelineIndex, space: Space) {
    this.#timeline = timeline;
    this.#space = space;
    this.#places = {
      x: new Float32Array(timeline.total),
      width: new Float32Array(timeline.total),
      dayX: new Float32Array(timeline.days.length),
      dayWidth: new Float32Array(timeline.days.length),
      stripOf: new Uint32Array(timeline.total),
    };
  }

  addDay(day: number): void {
    const [from, to] = this.#range(day);
    const natural = this.#natural(from, to, this.#space.rowHeight);
    if (natural * STRETCH >= this.#space.width) {
      this.#flushLine(true);
      this.#addLongDay(day);
      return;
    }
    const width = Math.max(natural, Math.min(DAY_MIN, this.#space.width));
    if (this.#line.end > this.#line.first && this.#line.x + width > this.#space.width) this.#flushLine(true);
    if (this.#line.end === this.#line.first) this.#line = { first: day, end: day, x: 0 };
    this.#line.end = day + 1;
    this.#line.x += width + DAY_GAP;
  }

  finish(): Layout {
    this.#flushLine();
    const strips = this.#strips;
    return { ...this.#places, tileNodes: 2, strips, tops: Float64Array.from(strips, (s) => s.top), height: this.#top };
  }

  #range(day: number): [number, number] {
    return [this.#timeline.dayStart[day] ?? 0, this.#timeline.dayStart[day + 1] ?? 0];
  }

  #natural(from: number, to: number, height: number): number {
    let width = (to - from - 1) * GAP;
    for (let i = from; i < to; i++) width += (this.#timeline.aspects[i] ?? 1) * height;
    return width;
  }

  /** Ends the line of short days. `isFull`: another day did not fit, so it may be stretched to the edge. */
  #flushLine(isFull = false): void {
    const { first, end } = this.#line;
    if (end === first) return;
    const height = isFull ? this.#stretched() : this.#space.rowHeight;
    let x = 0;
    for (let day = first; day < end; day++) {
      const [from, to] = this.#range(day);
      const width = Math.max(this.#natural(from, to, height), Math.min(DAY_MIN, this.#space.width));
      this.#places.dayX[day] = x;
      this.#places.dayWidth[day] = width;
      this.#place({ from, to, x, height });
      x += width + DAY_GAP;
    }
    this.#push({ kind: 'days', first, count: end - first, height: HEADER });
    const from = this.#range(first)[0];
    this.#push({ kind: 'pictures', first: from, count: this.#range(end - 1)[1] - from, height });
    this.#line = { first: 0, end: 0, x: 0 };
  }

  /** Height at which the waiting days fill the line; days that are wider than their pictures do not grow with it. */
  #stretched(): number {
    const { width, rowHeight } = this.#space;
    let pictures = 0;
    for (let day = this.#line.first; day < this.#line.end; day++) {
      const [from, to] = this.#range(day);
      const natural = this.#natural(from, to, rowHeight);
      if (natural >= DAY_MIN) pictures += natural;
    }
    const fixed = this.#line.x - DAY_GAP - pictures;
    const factor = pictures === 0 ? 1 : (width - fixed) / pictures;
    return rowHeight * Math.min(STRETCH, Math.max(1, factor * 0.998));
  }

  #addLongDay(day: number): void {
    this.#places.dayX[day] = 0;
    this.#places.dayWidth[day] = this.#space.width;
    this.#push({ kind: 'days', first: day, count: 1, height: HEADER });
    const [from, to] = this.#range(day);
    let first = from;
    while (first < to) {
      const row = this.#nextRow(first, to);
      this.#place({ from: first, to: row.end, x: 0, height: row.height });
      this.#push({ kind: 'pictures', first, count: row.end - first, height: row.height });
      first = row.end;
    }
  }

  /** Takes pictures until the row would be lower than wanted; stops one earlier when that comes closer. */
  #nextRow(first: number, to: number): { end: number; height: number } {
    const { width, rowHeight } = this.#space;
    let sum = 0;
    let before = Infinity;
    for (let end = first; end < to; end++) {
      sum += this.#timeline.aspects[end] ?? 1;
      const height = (width - (end - first) * GAP) / sum;
      if (height <= rowHeight) {
        const earlier = before - rowHeight < rowHeight - height && end > first;
        return earlier ? { end, height: before } : { end: end + 1, height };
      }
      before = height;
    }
    return { end: to, height: before <= rowHeight * STRETCH ? before : rowHeight };
  }

  #place(row: { from: number; to: number; x: number; height: number }): void {
    let x = row.x;
    for (let i = row.from; i < row.to; i++) {
      const width = Math.min((this.#timeline.aspects[i] ?? 1) * row.height, this.#space.width);
      this.#places.x[i] = x;
      this.#places.width[i] = width;
      x += width + GAP;
    }
  }

  #push(strip: Omit<Strip, 'top'>): void {
    if (strip.kind === 'pictures') {
      this.#places.stripOf.fill(this.#strips.length, strip.first, strip.first + strip.count);
    }
    this.#strips.push({ ...strip, top: this.#top });
    this.#top += strip.height + (strip.kind === 'pictures' ? GAP : 0);
  }
}
