import { UNKNOWN } from '../../words/number.ts';

/** A value of any shape as one line of text. */
export function factText(value: unknown): string {
  if (value === null || value === undefined || value === '') return UNKNOWN;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}
