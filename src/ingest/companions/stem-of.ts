/** Clips of Pixel's motion photos, whose names end with a mark that their stills have before the extension: `X.MP` beside `X.MP.jpg`. */
const MOTION = /\.m[pv](?:~\d+)?(?:\(\d+\))?$/;

/** A name (or path) without its extension, lower case, letters with marks in one form: files of one stem belong together. */
export function stemOf(name: string): string {
  const plain = name.normalize('NFC').toLowerCase();
  if (MOTION.test(plain)) return plain;
  const dot = plain.lastIndexOf('.');
  return dot > plain.lastIndexOf('/') + 1 ? plain.slice(0, dot) : plain;
}
