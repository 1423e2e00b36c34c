import { wallClockAt } from '../../base/wall-clock.ts';
import type { CaptureTime } from '../../contract/asset-facts.ts';
import { localText, wallClockMs } from '../timeline/wall-clock.ts';
import { captureCandidates } from './capture-candidates.ts';
import type { FactInput } from './fact-input.ts';

/** A clock may run a day ahead; more is no capture time. */
const AHEAD_MS = 2 * 86_400_000;
/** The oldest photograph that is left. */
const FIRST_MS = Date.UTC(1826, 0);
/** What cameras and programs write that do not know the time. */
const RESET_TIMES: ReadonlySet<string> = new Set([
  '1904-01-01T00:00:00',
  '1970-01-01T00:00:00',
  '1980-01-01T00:00:00',
  '1999-12-31T00:00:00',
  '2000-01-01T00:00:00',
  '2000-01-01T12:00:00',
]);
const QUARTER_MIN = 15;
/** A zone is a whole quarter of an hour; the two clocks may differ by this. */
const MAX_DRIFT_MIN = 2;
const MAX_OFFSET_MIN = 14 * 60;

/**
 * The capture time: the best candidate that can be true, with its zone where that is written or follows from another
 * time of the same file. Impossible and future times are refused; a clock that was never set counts only where nothing
 * else is known. Always answers: the file's own time is the last resort.
 */
export function captureTime(input: FactInput): CaptureTime {
  const possible = captureCandidates(input).filter((candidate) => isPossible(candidate, input.nowMs));
  const best = possible.find((candidate) => !isReset(candidate));
  if (best) return withZone(best, possible);
  const [reset] = possible;
  if (reset) return { ...reset, confidence: 'guess' };
  return {
    local: localText(wallClockMs(null, input.mtimeMs)),
    offsetMin: null,
    source: 'file-time',
    tag: null,
    confidence: 'guess',
  };
}

/** Whether a photograph can have been taken then: not before there were any, and not later than a clock runs ahead. */
function isPossible({ local, offsetMin }: Pick<CaptureTime, 'local' | 'offsetMin'>, nowMs: number): boolean {
  const ms = wallClockMs(local, 0) - (offsetMin ?? 0) * 60_000;
  return ms >= FIRST_MS && ms <= nowMs + AHEAD_MS;
}

const isReset = ({ local }: CaptureTime): boolean => RESET_TIMES.has(local.slice(0, 19));

/**
 * A local time and an instant of the same moment give the zone: EXIF's clock and GPS time; the name of a clip and its
 * UTC creation time, of which the name then is the better one.
 */
function withZone(best: CaptureTime, all: readonly CaptureTime[]): CaptureTime {
  const isUtcOnly = best.source === 'quicktime' && /CreateDate$|creation_time/.test(best.tag ?? '');
  if (isUtcOnly) {
    const named = all.find((other) => other.source === 'filename' && other.offsetMin === null);
    const offsetMin = named && offsetBetween(named, best);
    return named && offsetMin !== undefined ? { ...best, local: named.local, offsetMin, confidence: 'sure' } : best;
  }
  if (best.offsetMin !== null) return best;
  const gps = all.find((other) => other.source === 'gps');
  const offsetMin = gps && offsetBetween(best, gps);
  return offsetMin === undefined ? best : { ...best, offsetMin };
}

/** Minutes from the instant to the local time, where that is a zone; undefined where the two are not one moment. */
function offsetBetween(local: CaptureTime, instant: CaptureTime): number | undefined {
  const utc = wallClockMs(wallClockAt(wallClockMs(instant.local, 0), -(instant.offsetMin ?? 0)), 0);
  const minutes = (wallClockMs(local.local, 0) - utc) / 60_000;
  const offset = Math.round(minutes / QUARTER_MIN) * QUARTER_MIN;
  return Math.abs(minutes - offset) <= MAX_DRIFT_MIN && Math.abs(offset) <= MAX_OFFSET_MIN ? offset + 0 : undefined;
}
