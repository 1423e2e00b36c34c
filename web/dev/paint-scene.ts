import sharp from 'sharp';

/** A repeatable random number generator (mulberry32), 0…1. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SIDE = 512;

/** A landscape nobody has a right to but us: sky, sun, ridges or water, slightly different for each seed. */
export async function paintScene(seed: number): Promise<Buffer> {
  return await sharp(Buffer.from(sceneSvg(seed)))
    .resize({ width: SIDE, height: SIDE, fit: 'fill' })
    .jpeg({ quality: 82, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

interface Mood {
  readonly sky: readonly [string, string, string];
  readonly land: readonly [number, number];
  readonly light: number;
}

const MOODS: readonly Mood[] = [
  { sky: ['#3a6ea8', '#9cc3e6', '#e9eef0'], land: [150, 38], light: 42 },
  { sky: ['#2b2d55', '#c4627a', '#f6c38b'], land: [268, 20], light: 26 },
  { sky: ['#6f8fa8', '#c8d3d8', '#eceae2'], land: [205, 14], light: 44 },
  { sky: ['#0f1b3d', '#2c4a78', '#7f93b0'], land: [222, 30], light: 20 },
  { sky: ['#5aa0c8', '#bfe0e2', '#f7f1d8'], land: [92, 34], light: 40 },
  { sky: ['#d88a4a', '#f2bd76', '#fbe6b8'], land: [24, 42], light: 36 },
  { sky: ['#4b5a66', '#8b989e', '#c9cdc9'], land: [170, 12], light: 30 },
];

function sceneSvg(seed: number): string {
  const random = randomFrom(seed * 7919 + 13);
  const mood = MOODS[Math.floor(random() * MOODS.length)] ?? MOODS[0];
  if (!mood) return '';
  const horizon = 190 + random() * 160;
  const sun = { x: 60 + random() * 390, y: horizon - 20 - random() * 130, r: 14 + random() * 26 };
  const layers = 3 + Math.floor(random() * 3);
  const ridges = Array.from({ length: layers }, (_, i) =>
    ridge(random, { mood, depth: (i + 1) / layers, horizon }),
  ).join('');
  const water =
    random() < 0.4
      ? `<rect y="${horizon + 70}" width="512" height="450" fill="url(#w)"/>${ripples(random, horizon + 74)}`
      : '';
  const grain = `<filter id="n"><feTurbulence type="fractalNoise" baseFrequency="0.9" numOctaves="2" seed="${seed}"/><feColorMatrix values="0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 0.35 0"/></filter>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512"><defs>
<linearGradient id="s" x2="0" y2="1"><stop stop-color="${mood.sky[0]}"/><stop offset=".45" stop-color="${mood.sky[1]}"/><stop offset=".8" stop-color="${mood.sky[2]}"/></linearGradient>
<linearGradient id="w" x2="0" y2="1"><stop stop-color="${mood.sky[2]}" stop-opacity=".92"/><stop offset=".6" stop-color="${mood.sky[0]}"/></linearGradient>
<radialGradient id="g"><stop stop-color="#fff6df"/><stop offset=".3" stop-color="#fff1cf" stop-opacity=".75"/><stop offset="1" stop-color="#fff1cf" stop-opacity="0"/></radialGradient>${grain}</defs>
<rect width="512" height="512" fill="url(#s)"/><circle cx="${sun.x}" cy="${sun.y}" r="${sun.r * 4}" fill="url(#g)"/>${ridges}${water}
<rect width="512" height="512" filter="url(#n)" opacity=".16"/></svg>`;
}

function ridge(random: () => number, at: { mood: Mood; depth: number; horizon: number }): string {
  const base = at.horizon + at.depth * at.depth * 170;
  const height = 30 + random() * 70 * (1.1 - at.depth * 0.5);
  const waves = Array.from({ length: 5 }, (_, i) => ({
    f: (i + 1) * (0.7 + random() * 0.8),
    p: random() * 7,
    a: height / (i + 1.4),
  }));
  const points = Array.from({ length: 65 }, (_, i) => {
    const x = i * 8;
    const y = waves.reduce(
      (sum, wave) => sum - Math.abs(Math.sin((x / 512) * Math.PI * wave.f + wave.p)) * wave.a * 0.6,
      base,
    );
    return `${x},${(y + random() * 2.4).toFixed(1)}`;
  });
  const [hue, saturation] = at.mood.land;
  const light = at.mood.light + (1 - at.depth) * 34 - at.depth * 12;
  return `<polygon points="0,520 ${points.join(' ')} 512,520" fill="hsl(${hue + random() * 14} ${saturation * (0.35 + at.depth * 0.65)}% ${light}%)"/>`;
}

function ripples(random: () => number, top: number): string {
  return Array.from({ length: 60 }, () => {
    const y = top + random() ** 1.6 * 200;
    const width = 10 + (y - top) * 0.6 * random();
    return `<rect x="${(random() * 520 - 10).toFixed(0)}" y="${y.toFixed(1)}" width="${width.toFixed(0)}" height="${(0.6 + (y - top) / 120).toFixed(1)}" fill="#fff" opacity="${(0.05 + random() * 0.12).toFixed(2)}"/>`;
  }).join('');
}
