/**
 * How fast the grid passes. `flick`: pictures would be gone before they came. `travel`: nothing is seen but colours,
 * so no more than those is drawn.
 */
export type Pace = 'calm' | 'flick' | 'travel';

/** Where the grid was looked at: position in screens, and when. */
export interface Look {
  readonly screens: number;
  readonly atMs: number;
}

/** From so many screens a second on. */
const FLICK = 4;
const TRAVEL = 20;
/** Looks further apart are no movement: a jump is not a flick. In flight a late frame does not end it. */
const APART_MS = 100;
const APART_IN_FLIGHT_MS = 250;

/** The pace between two looks; `was` is the pace before. */
export function paceOf(from: Look, to: Look, was: Pace): Pace {
  const elapsedMs = to.atMs - from.atMs;
  if (elapsedMs > (was === 'calm' ? APART_MS : APART_IN_FLIGHT_MS)) return 'calm';
  const moved = Math.abs(to.screens - from.screens) * 1_000;
  if (moved > TRAVEL * elapsedMs) return 'travel';
  return moved > FLICK * elapsedMs ? 'flick' : 'calm';
}
