import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { AssetCard, AssetFilter } from '../../src/contract/asset.ts';
import { paintScene, randomFrom } from './paint-scene.ts';

/** When the fixtures' world stands still. */
export const FIXED_NOW = Date.UTC(2026, 5, 14, 15, 20);

const SCENES = 36;
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** An id of the right form from a number. */
export function fixtureId<P extends string>(prefix: P, n: number): `${P}_${string}` {
  let text = '';
  let rest = n;
  for (let i = 0; i < 26; i++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return `${prefix}_${text}`;
}

export interface Scene {
  readonly picture: Buffer;
  readonly thumbhash: string;
}

/** Pictures shared by all assets of a fixture library. */
export async function paintScenes(): Promise<Scene[]> {
  return await Promise.all(
    Array.from({ length: SCENES }, async (_, seed) => {
      const picture = await paintScene(seed);
      const { data, info } = await sharp(picture)
        .resize(48, 48)
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      return { picture, thumbhash: Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64') };
    }),
  );
}

export const sceneOf = (asset: number): number => (asset * 31 + Math.floor(asset / 7) * 5) % SCENES;

const CAMERAS = ['X-T5', 'Canon EOS R6', 'ILCE-7M4', 'iPhone 15 Pro', 'Pixel 8'];
const ASPECTS = [1.5, 1.5, 1.5, 0.667, 1.333, 1.333, 0.75, 1.778, 1.5, 1, 2.2];

/** A library of `total` assets: bursts of days over years, newest first, always the same. */
export function fixtureCards(total: number, scenes: readonly Scene[]): AssetCard[] {
  const random = randomFrom(4);
  const cards: AssetCard[] = [];
  let at = FIXED_NOW - 3 * 3_600_000;
  const meanGapMs = total > 1000 ? 14e7 : 30e7;
  while (cards.length < total) {
    const size = Math.min(
      total - cards.length,
      random() < 0.3 ? 1 + Math.floor(random() * 4) : 5 + Math.floor(random() ** 2 * 70),
    );
    for (let i = 0; i < size; i++) {
      cards.push(card(cards.length, { at: at - i * 97_000, scenes, random }));
    }
    at -= size * 97_000 + 36e5 * 8 + random() ** 2 * meanGapMs;
  }
  return cards;
}

function card(n: number, from: { at: number; scenes: readonly Scene[]; random: () => number }): AssetCard {
  const { random, scenes } = from;
  const isVideo = n % 23 === 9;
  const isRaw = n % 13 === 4;
  const noPicture = n % 149 === 77;
  const format = isVideo ? 'mp4' : isRaw ? 'raf' : n % 41 === 20 ? 'heic' : 'jpeg';
  const aspect = isVideo ? 1.778 : (ASPECTS[Math.floor(random() * ASPECTS.length)] ?? 1.5);
  return {
    id: fixtureId('as', 5_000_000 - n),
    kind: isVideo ? 'video' : 'image',
    name: `${isVideo ? 'MVI' : 'DSCF'}_${String(9000 - (n % 9000)).padStart(4, '0')}.${format === 'jpeg' ? 'JPG' : format.toUpperCase()}`,
    local: new Date(from.at).toISOString().slice(0, 19),
    aspect,
    durationMs: isVideo ? 4_000 + Math.floor(random() * 90_000) : null,
    thumbhash: noPicture ? null : (scenes[sceneOf(n)]?.thumbhash ?? null),
    picture: noPicture ? null : 'v1',
    pictures: noPicture ? 'failed' : 'ready',
    hasEmbedded: false,
    status: 'active',
    rating: n % 17 === 3 ? 4 : null,
    format,
    badges: isRaw ? ['raw'] : n % 29 === 5 ? ['live'] : [],
    camera: CAMERAS[n % CAMERAS.length] ?? null,
  };
}

/** The cards a filter leaves. */
export function filterCards(cards: readonly AssetCard[], filter: AssetFilter): AssetCard[] {
  return cards.filter(
    (one) =>
      (filter.kind === undefined || one.kind === filter.kind) &&
      (filter.status === undefined || one.status === filter.status) &&
      (filter.name === undefined || one.name.toLowerCase().includes(filter.name.toLowerCase())) &&
      (filter.problem === undefined || (filter.problem === 'no-preview' && one.pictures === 'failed')),
  );
}
