/** Colorants of sRGB as profiles hold them (adapted to D50), XYZ. */
const COLORANTS: Readonly<Record<string, readonly [number, number, number]>> = {
  rXYZ: [0.436, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
};
const COLORANT_TOLERANCE = 0.003;
const CURVE_TOLERANCE = 0.012;
const PROFILE_BYTES_MIN = 132;
const TAGS_MAX = 64;

/**
 * True when an ICC profile describes sRGB: its colorants and its tone curve say so (names often lie).
 * Such pictures need no conversion, which would cost a quarter of all their work.
 */
export function isSrgbProfile(profile: Uint8Array): boolean {
  if (profile.length < PROFILE_BYTES_MIN) return false;
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  const text = (at: number): string => String.fromCharCode(...profile.subarray(at, at + 4));
  if (text(16) !== 'RGB ') return false;
  const tags = new Map<string, { at: number; bytes: number }>();
  const count = Math.min(view.getUint32(128), TAGS_MAX);
  for (let i = 0; i < count && 144 + i * 12 <= profile.length; i++) {
    const at = view.getUint32(132 + i * 12 + 4);
    const bytes = view.getUint32(132 + i * 12 + 8);
    if (bytes >= 12 && at + bytes <= profile.length) tags.set(text(132 + i * 12), { at, bytes });
  }
  // A table from device to profile space would win over the matrix.
  if (tags.has('A2B0')) return false;
  const hasColorants = Object.entries(COLORANTS).every(([name, want]) => {
    const tag = tags.get(name);
    if (!tag || tag.bytes < 20) return false;
    return want.every((value, i) => Math.abs(view.getInt32(tag.at + 8 + i * 4) / 65_536 - value) < COLORANT_TOLERANCE);
  });
  return hasColorants && ['rTRC', 'gTRC', 'bTRC'].every((name) => isSrgbCurve(view, tags.get(name)));
}

function srgbToLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function isSrgbCurve(view: DataView, tag: { at: number; bytes: number } | undefined): boolean {
  if (!tag) return false;
  const curve = readCurve(view, tag);
  return (
    curve !== undefined &&
    [0.1, 0.25, 0.5, 0.75, 0.9].every((x) => Math.abs(curve(x) - srgbToLinear(x)) < CURVE_TOLERANCE)
  );
}

function readCurve(view: DataView, tag: { at: number; bytes: number }): ((x: number) => number) | undefined {
  const type = view.getUint32(tag.at);
  if (type === 0x70617261) return readParametric(view, tag);
  if (type !== 0x63757276) return undefined;
  const count = view.getUint32(tag.at + 8);
  if (12 + count * 2 > tag.bytes) return undefined;
  if (count === 0) return (x) => x;
  const sample = (i: number): number => view.getUint16(tag.at + 12 + i * 2);
  if (count === 1) return (x) => x ** (sample(0) / 256);
  return (x) => sample(Math.round(x * (count - 1))) / 65_535;
}

/** Type 3 of the specification, the one sRGB is written in, and type 0, a bare gamma. */
function readParametric(view: DataView, tag: { at: number; bytes: number }): ((x: number) => number) | undefined {
  const kind = view.getUint16(tag.at + 8);
  const value = (i: number): number => view.getInt32(tag.at + 12 + i * 4) / 65_536;
  if (kind === 0 && tag.bytes >= 16) return (x) => x ** value(0);
  if (kind !== 3 || tag.bytes < 32) return undefined;
  return (x) => (x >= value(4) ? (value(1) * x + value(2)) ** value(0) : value(3) * x);
}
