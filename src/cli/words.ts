import { wholeDurationText } from '../contract/duration-words.ts';

/** A span in full seconds: `12 s`, `7 min`, `2 h 10 min`. */
export function durationText(ms: number): string {
  return wholeDurationText(ms);
}
