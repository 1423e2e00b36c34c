/** How a stored frame becomes upright: mirrored left to right first, then turned clockwise. */
export interface Upright {
  readonly rotationDeg: 0 | 90 | 180 | 270;
  readonly isMirrored: boolean;
}

/** Shown as it is stored. */
export const UPRIGHT: Upright = { rotationDeg: 0, isMirrored: false };

/**
 * The upright turn of a container's display matrix: its first four terms `a b c d` (x' = a·x + c·y, y' = b·x + d·y,
 * y downwards). Skewed angles go to the nearest quarter turn; a matrix of zeros means nothing.
 */
export function uprightOfMatrix([a, b, c, d]: readonly [number, number, number, number]): Upright {
  const determinant = a * d - b * c;
  if (determinant === 0 || !Number.isFinite(determinant)) return UPRIGHT;
  const isMirrored = determinant < 0;
  // Undo the mirroring of x before the angle is read.
  const [x, y] = isMirrored ? [-a, -b] : [a, b];
  return { rotationDeg: quarterTurn((Math.atan2(y, x) * 180) / Math.PI), isMirrored };
}

/** The nearest of the four quarter turns to an angle in degrees. */
export function quarterTurn(angleDeg: number): Upright['rotationDeg'] {
  const turns = ((Math.round(angleDeg / 90) % 4) + 4) % 4;
  return turns === 1 ? 90 : turns === 2 ? 180 : turns === 3 ? 270 : 0;
}

/** The nine 16.16 numbers of a matrix as ffprobe prints them: lines of `index: number number number`. */
export function parseMatrixText(text: string): readonly [number, number, number, number] | undefined {
  const rows = text.split('\n').map((line) =>
    line
      .replace(/^[^:]*:/, '')
      .trim()
      .split(/\s+/)
      .map(Number),
  );
  const numbers = rows.filter((row) => row.length === 3).flat();
  const [a, b, , c, d] = numbers;
  if (a === undefined || b === undefined || c === undefined || d === undefined || numbers.some(Number.isNaN))
    return undefined;
  return [a, b, c, d];
}

/** A matrix in ffprobe's text form, from the nine numbers stored in a file. */
export function matrixText(numbers: readonly number[]): string {
  const row = (index: number): string =>
    `${String(index).padStart(8, '0')}: ${numbers
      .slice(index * 3, index * 3 + 3)
      .map((n) => String(n).padStart(11))
      .join(' ')}`;
  return `\n${row(0)}\n${row(1)}\n${row(2)}\n`;
}
