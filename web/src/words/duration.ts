import { THIN, UNKNOWN } from './number.ts';

/** A span as people say it: `850 ms`, `4.2 s`, `45 s`, `7 min`, `2 h 10 min`, `3 d 4 h`. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return UNKNOWN;
  if (ms < 1000) return `${Math.round(ms)}${THIN}ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)}${THIN}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}${THIN}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}${THIN}min`;
  return longSpan(minutes);
}

function longSpan(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return join(hours, 'h', [minutes % 60, 'min']);
  return join(Math.floor(hours / 24), 'd', [hours % 24, 'h']);
}

function join(big: number, unit: string, [small, smallUnit]: [number, string]): string {
  return `${big}${THIN}${unit}${small === 0 ? '' : ` ${small}${THIN}${smallUnit}`}`;
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
