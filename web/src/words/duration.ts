import { durationText } from '../../../src/contract/duration-words.ts';
import { THIN, UNKNOWN } from './number.ts';

/** A span as people say it, with thin spaces; what is not known is a dash. */
export function duration(ms: number | null | undefined): string {
  return ms === null || ms === undefined || !Number.isFinite(ms) ? UNKNOWN : durationText(ms, THIN);
}

/** Length of a clip: `0:07`, `12:05`, `1:02:33`. */
export function clipLength(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** What is left, coarse enough not to flicker: `a few seconds left`, `7 min left`. */
export function timeLeft(ms: number | null): string | null {
  if (ms === null || !Number.isFinite(ms)) return null;
  if (ms < 10_000) return 'a few seconds left';
  if (ms < 60_000) return `${Math.ceil(ms / 10_000) * 10}${THIN}s left`;
  return `${duration(ms)} left`;
}

/** The ETA to show next: it moves toward the new one, by at most a third of what is shown. */
export function steadyEta(shownMs: number | null, nextMs: number | null): number | null {
  if (shownMs === null || nextMs === null) return nextMs;
  return Math.min(shownMs * (4 / 3), Math.max(shownMs * (2 / 3), nextMs));
}
