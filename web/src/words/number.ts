/** Narrow no-break space: groups thousands and parts a number from its unit, never breaks a line. */
export const THIN = '\u202F';

/** What stands for "not known". Unknown is neither 0 nor none. */
export const UNKNOWN = '–';

/** A whole number with thin-space thousands: `12 000`. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  const digits = Math.round(Math.abs(value)).toString();
  return (value < 0 ? '−' : '') + digits.replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** Three significant digits without trailing zeros after a point: `1.8`, `23`, `0.125`. */
export function brief(value: number): string {
  if (value !== 0 && Math.abs(value) >= 1000) return count(value);
  return String(Number(value.toPrecision(3)));
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size in decimal units with three significant digits: `812 B`, `3.42 MB`, `128 GB`. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  let size = value;
  let unit = 0;
  // 999.5 would be written "1000": it already belongs to the next unit.
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? String(size) : size.toPrecision(3)}${THIN}${UNITS[unit]}`;
}

/** Files a second: `17/s`, below one as `12/min`. */
export function rate(perS: number | null | undefined): string {
  if (perS === null || perS === undefined || !Number.isFinite(perS)) return UNKNOWN;
  if (perS >= 1 || perS === 0) return `${perS < 10 ? brief(Number(perS.toFixed(1))) : count(perS)}/s`;
  return `${count(Math.max(1, perS * 60))}/min`;
}

/** A share of a whole in percent; never 100 before it is done, never 0 once begun. */
export function percent(done: number, total: number): string {
  if (total <= 0) return UNKNOWN;
  const share = (done / total) * 100;
  const shown = done >= total ? 100 : Math.min(99, Math.max(done > 0 ? 1 : 0, Math.floor(share)));
  return `${shown}${THIN}%`;
}
