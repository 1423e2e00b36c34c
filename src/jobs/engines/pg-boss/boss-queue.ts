const PLAIN = /[^\w.-]/g;

/**
 * The name of the pg-boss queue of a lane. Its names allow letters, digits and `_-./` only: a space, which separates the
 * names of a lane, is `/`, any other character two of them and its number in four digits.
 */
export function bossQueue(lane: string): string {
  return lane.replaceAll(PLAIN, (sign) => {
    return sign === ' ' ? '/' : `//${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
