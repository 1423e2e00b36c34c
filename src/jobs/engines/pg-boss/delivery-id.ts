import { createHash } from 'node:crypto';
import type { JobId } from '../../../contract/ids.ts';

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const ID = /_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** The UUID that a job's id is written from: pg-boss knows jobs by UUIDs. Of any other text one that is made of it. */
export function deliveryId(id: JobId): string {
  if (!ID.test(id)) return grouped(createHash('sha256').update(id).digest('hex'));
  let value = 0n;
  for (const digit of id.slice(id.indexOf('_') + 1)) value = (value << 5n) | BigInt(DIGITS.indexOf(digit));
  return grouped(value.toString(16).padStart(32, '0'));
}

function grouped(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
