/**
 * A span as people say it: `850 ms`, `4.2 s`, `45 s`, `7 min`, `2 h 10 min`, `3 d 4 h`. `gap` stands between number and
 * unit.
 */
export function durationText(ms: number, gap = ' '): string {
  if (ms < 1_000) return `${Math.round(ms)}${gap}ms`;
  return ms < 9_950 ? `${(ms / 1_000).toFixed(1)}${gap}s` : wholeDurationText(ms, gap);
}

/** The same in full seconds, for what still goes on: `0 s`, `4 s`, `45 s`, `7 min`. */
export function wholeDurationText(ms: number, gap = ' '): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds}${gap}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}${gap}min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? joined(`${hours}${gap}h`, minutes % 60, `${gap}min`)
    : joined(`${Math.floor(hours / 24)}${gap}d`, hours % 24, `${gap}h`);
}

function joined(big: string, small: number, unit: string): string {
  return small === 0 ? big : `${big} ${small}${unit}`;
}
