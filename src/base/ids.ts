import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford base 32: no i, l, o, u

/**
 * A new id: prefix, underscore, 26 characters of a UUIDv7 in base 32 (lower case).
 * Ids made later sort after earlier ones (to the millisecond).
 */
export function newId<P extends string>(prefix: P, nowMs: number): `${P}_${string}` {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  let text = '';
  let value = BigInt(`0x${bytes.toString('hex')}`);
  for (let i = 0; i < 26; i++) {
    text = ALPHABET.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return `${prefix}_${text}`;
}
