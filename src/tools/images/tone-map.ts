import type { HdrEncoding } from './hdr-encoding.ts';

/** Light of white paper in nits (ITU-R BT.2408): what ordinary screens show as full white. */
const WHITE_NITS = 203;
const PQ_NITS = 10_000;
/** Nominal peak of a hybrid log-gamma screen, and the gamma of its whole system. */
const HLG_NITS = 1_000;
const HLG_GAMMA = 1.2;
/** Up to this share of white everything stays as it is; brighter parts share what is left. */
const KNEE = 0.6;
/** Share of the pixels that may be brighter than what is taken for the brightest: glints. */
const GLINT_SHARE = 0.001;
const STEPS = 4_096;
const DEEPEST = 65_535;

/** Linear light of the named primaries → linear sRGB, row by row. */
const TO_SRGB: Readonly<Record<HdrEncoding['primaries'], readonly number[]>> = {
  bt709: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  p3: [1.2249, -0.2247, 0, -0.042, 1.0419, 0, -0.0196, -0.0786, 1.0979],
  bt2020: [1.6605, -0.5876, -0.0728, -0.1246, 1.1329, -0.0083, -0.0182, -0.1006, 1.1187],
};

/**
 * Pixels (16 bits, RGB) of a picture with light beyond white, as an ordinary screen should show them: 8 bits, sRGB.
 * Everything up to just below white keeps its light; what is brighter is drawn together, by the brightest channel, so
 * that colours keep their hue. Ordinary light in a wider gamut is only brought into sRGB.
 */
export function toneMap(pixels: Uint16Array, encoding: HdrEncoding): Uint8Array {
  const light = toLinear(pixels, encoding);
  const gain = encoding.transfer === 'sdr' ? () => 1 : gains(peakOf(light));
  const screen = screenValues();
  const out = new Uint8Array(light.length);
  for (let at = 0; at < light.length; at += 3) {
    const [r, g, b] = [light[at] ?? 0, light[at + 1] ?? 0, light[at + 2] ?? 0];
    const factor = gain(Math.max(r, g, b));
    out[at] = screen(r * factor);
    out[at + 1] = screen(g * factor);
    out[at + 2] = screen(b * factor);
  }
  return out;
}

/** Linear sRGB where 1 is white; what sRGB cannot show is cut at 0. */
function toLinear(pixels: Uint16Array, { transfer, primaries }: HdrEncoding): Float32Array {
  const table = Float32Array.from({ length: STEPS + 1 }, (_, i) => CURVES[transfer](i / STEPS));
  const [rr = 1, rg = 0, rb = 0, gr = 0, gg = 1, gb = 0, br = 0, bg = 0, bb = 1] = TO_SRGB[primaries];
  const light = new Float32Array(pixels.length);
  const scale = STEPS / DEEPEST;
  for (let at = 0; at < pixels.length; at += 3) {
    let r = table[Math.round((pixels[at] ?? 0) * scale)] ?? 0;
    let g = table[Math.round((pixels[at + 1] ?? 0) * scale)] ?? 0;
    let b = table[Math.round((pixels[at + 2] ?? 0) * scale)] ?? 0;
    if (transfer === 'hlg') {
      // What the scene gave is shown with the gamma of a screen, by its brightness.
      const factor = (HLG_NITS / WHITE_NITS) * Math.max(0.2627 * r + 0.678 * g + 0.0593 * b, 1e-6) ** (HLG_GAMMA - 1);
      r *= factor;
      g *= factor;
      b *= factor;
    }
    light[at] = Math.max(0, rr * r + rg * g + rb * b);
    light[at + 1] = Math.max(0, gr * r + gg * g + gb * b);
    light[at + 2] = Math.max(0, br * r + bg * g + bb * b);
  }
  return light;
}

/** Perceptual quantizer (SMPTE ST 2084): value 0–1 → light, 1 = white. */
function pq(value: number): number {
  const root = value ** (1 / 78.84375);
  const light = (Math.max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125);
  return (light * PQ_NITS) / WHITE_NITS;
}

/** Hybrid log-gamma (ARIB STD-B67): value 0–1 → light of the scene, 0–1. */
function hlg(value: number): number {
  if (value <= 0.5) return value ** 2 / 3;
  return (Math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}

/** Curve of sRGB: value 0–1 → light, 1 = white. */
function sdr(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

const CURVES: Readonly<Record<HdrEncoding['transfer'], (value: number) => number>> = { pq, hlg, sdr };

/** The brightest light but for glints. */
function peakOf(light: Float32Array): number {
  const counts = new Uint32Array(STEPS + 1);
  const top = PQ_NITS / WHITE_NITS;
  for (let at = 0; at < light.length; at += 3) {
    const brightest = Math.max(light[at] ?? 0, light[at + 1] ?? 0, light[at + 2] ?? 0);
    const step = Math.min(STEPS, Math.ceil((brightest / top) * STEPS));
    counts[step] = (counts[step] ?? 0) + 1;
  }
  let left = (light.length / 3) * GLINT_SHARE;
  let step = STEPS;
  while (step > 0 && left >= (counts[step] ?? 0)) left -= counts[step--] ?? 0;
  return (step / STEPS) * top;
}

/** What light of a brightness is multiplied by, so that `peak` becomes white; smooth where it begins. */
function gains(peak: number): (brightest: number) => number {
  if (peak <= 1) return (brightest) => (brightest > 1 ? 1 / brightest : 1);
  const room = 1 - KNEE;
  const end = (peak - KNEE) / room;
  return (brightest) => {
    if (brightest <= KNEE) return 1;
    const over = Math.min((brightest - KNEE) / room, end);
    return (KNEE + (room * over * (1 + over / end ** 2)) / (1 + over)) / brightest;
  };
}

/** Light 0–1 → value of an sRGB screen, 0–255. */
function screenValues(): (light: number) => number {
  const table = Uint8Array.from({ length: STEPS * 4 + 1 }, (_, i) => {
    const light = i / (STEPS * 4);
    return Math.round(255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055));
  });
  return (light) => table[Math.round(Math.min(1, light) * STEPS * 4)] ?? 255;
}
