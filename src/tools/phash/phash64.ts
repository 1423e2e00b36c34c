/** Side of the grey picture the hash is made from, pixels. */
export const PHASH_SIDE_PX = 32;
const LOW = 8;

/** cos((2x+1)uπ/2N) for the eight lowest frequencies; without the mean's row and column crops lie further off. */
const COSINES = Array.from({ length: LOW }, (_, u) =>
  Float64Array.from({ length: PHASH_SIDE_PX }, (_, x) => Math.cos(((2 * x + 1) * u * Math.PI) / (2 * PHASH_SIDE_PX))),
);

/**
 * 64-bit DCT perceptual hash of 32 × 32 grey bytes, 16 hex digits: one bit for each of the 8 × 8 lowest
 * frequencies, set when it lies above their median. Edits stay within distance 12, other pictures lie above 20.
 */
export function phash64(grey: Uint8Array): string {
  const coefficients = new Float64Array(LOW * LOW);
  const rows = new Float64Array(LOW * PHASH_SIDE_PX);
  for (const [u, cosines] of COSINES.entries()) {
    for (let y = 0; y < PHASH_SIDE_PX; y++) {
      let sum = 0;
      for (let x = 0; x < PHASH_SIDE_PX; x++) sum += (grey[y * PHASH_SIDE_PX + x] ?? 0) * (cosines[x] ?? 0);
      rows[u * PHASH_SIDE_PX + y] = sum;
    }
  }
  for (const [v, cosines] of COSINES.entries()) {
    for (let u = 0; u < LOW; u++) {
      let sum = 0;
      for (let y = 0; y < PHASH_SIDE_PX; y++) sum += (rows[u * PHASH_SIDE_PX + y] ?? 0) * (cosines[y] ?? 0);
      // A flat picture has no frequencies; rounding noise must not make them up.
      coefficients[v * LOW + u] = Math.abs(sum) < 1e-6 ? 0 : sum;
    }
  }
  const sorted = coefficients.toSorted();
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  let hex = '';
  for (let i = 0; i < coefficients.length; i += 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit++) digit = digit * 2 + ((coefficients[i + bit] ?? 0) > median ? 1 : 0);
    hex += digit.toString(16);
  }
  return hex;
}

/** How many of the 64 bits differ. Both are 16 hex digits. */
export function phashDistance(a: string, b: string): number {
  let different = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; different > 0n; different &= different - 1n) count++;
  return count;
}
