import type { AssetFacts } from '../../../src/contract/asset-facts.ts';
import { brief, THIN } from './number.ts';

/** Exposure time as photographers write it: `1/250 s`, `0.5 s`, `30 s`. */
export function exposure(seconds: number): string {
  if (seconds <= 0) return `${brief(seconds)}${THIN}s`;
  if (seconds >= 0.3) return `${brief(seconds)}${THIN}s`;
  return `1/${Math.round(1 / seconds)}${THIN}s`;
}

/** Make and model without saying the make twice: `Canon EOS R5`, `FUJIFILM X-T5`. */
export function cameraName(make: string | null, model: string | null): string | null {
  if (model === null) return make;
  if (make === null) return model;
  const first = make.split(' ')[0] ?? make;
  return model.toLowerCase().startsWith(first.toLowerCase()) ? model : `${make} ${model}`;
}

type Exposed = Pick<AssetFacts, 'cameraModel' | 'cameraMake' | 'focalMm' | 'fNumber' | 'exposureS' | 'iso'>;

/** Camera and exposure as one line: `X-T5 · 23 mm · ƒ2 · 1/250 s · ISO 400`; empty when nothing is known. */
export function exposureLine(facts: Exposed): string {
  const parts = [
    facts.cameraModel ?? facts.cameraMake,
    facts.focalMm === null ? null : `${brief(facts.focalMm)}${THIN}mm`,
    facts.fNumber === null ? null : `ƒ${brief(facts.fNumber)}`,
    facts.exposureS === null ? null : exposure(facts.exposureS),
    facts.iso === null ? null : `ISO${THIN}${facts.iso}`,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** A place in degrees: `38.7223° N, 9.1393° W`. */
export function coordinates(lat: number, lon: number): string {
  return `${Math.abs(lat).toFixed(4)}°${THIN}${lat < 0 ? 'S' : 'N'}, ${Math.abs(lon).toFixed(4)}°${THIN}${lon < 0 ? 'W' : 'E'}`;
}

/** Pixels and megapixels: `6 000 × 4 000 · 24 MP`. */
export function dimensions(widthPx: number, heightPx: number): string {
  const mega = (widthPx * heightPx) / 1_000_000;
  const size = `${widthPx} × ${heightPx}`;
  return mega < 0.1 ? size : `${size} · ${mega >= 10 ? Math.round(mega) : mega.toFixed(1)}${THIN}MP`;
}
